"""Who had a hand in what a submission freezes: none of them may decide on it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from casefiles.accounts.models import User
from casefiles.audit.models import Change
from casefiles.cases.models import (
    CaseFile,
    Incident,
    Party,
    Position,
    PositionAccused,
    Relation,
    Source,
)
from evidence.attribution.models import (
    Assessment,
    ContraryAnswer,
    ElementAssessment,
    Hypothesis,
    HypothesisActor,
    IndividualRating,
    LegalQualification,
    MatrixRow,
    OtherBodyFinding,
    Question,
    Rating,
    RatingRound,
    TestedPosition,
)
from evidence.attribution.snapshot.content import Plain, exhibits_in, snapshot_of, witnesses_in
from evidence.attribution.tree import tree_of
from evidence.attribution.workflow import TRANSITIONS
from evidence.exhibits.models import (
    Citation,
    Derivation,
    Exhibit,
    ExhibitFile,
    Grading,
    Origin,
    TimePlace,
    Verification,
)
from evidence.witnesses.models import Consent, StatementExhibit


def contributors(hypothesis: Hypothesis, snapshot: Plain | None = None) -> set[User]:
    """Everyone who ever wrote, rated or graded a part of the hypothesis's snapshot: also what is
    quoted in it of parties and other bodies, and the origins that its sources are counted by.

    A withdrawn rating still counts: whoever argued about a cell does not judge the matrix. So
    does every rater of a round, agreed with or not, and who opened or closed it. And whoever set
    the case's standard of proof, by which the finding is measured: not who changed its other words.
    Taking up, approving or returning a submission is no contribution.
    """
    written = Q()
    for model, ids in _written(hypothesis, snapshot or snapshot_of(hypothesis)):
        kind = ContentType.objects.get_for_model(model)
        written |= Q(content_type=kind, object_id__in=ids)
    actors = Change.objects.filter(written).exclude(action__in=TRANSITIONS).values("actor")
    measured = _who_set_the_standard(hypothesis.question.case)
    return set(User.objects.filter(Q(pk__in=actors) | Q(pk__in=measured)))


def _who_set_the_standard(case: CaseFile) -> set[Any]:
    """Whoever opened the case with one, and whoever changed it. One query."""
    versions = case.history.order_by("history_id").values_list("standard_of_proof", "history_user")
    found, before = set(), None
    for standard, user in versions:
        if standard != before:
            found.add(user)
        before = standard
    return found


def _written(hypothesis: Hypothesis, snapshot: Plain) -> list[tuple[type[models.Model], Any]]:
    question = hypothesis.question
    tree = Hypothesis.objects.filter(question=question)
    branch = [item.pk for item in tree_of(question).under(hypothesis)]
    actors = HypothesisActor.objects.filter(hypothesis__in=branch)
    exhibits = exhibits_in(snapshot)
    positions = _positions_in(snapshot)
    findings = OtherBodyFinding.objects.filter(
        Q(hypothesis__in=branch) | Q(pk__in=list(snapshot.get("findings_against", {})))
    )
    told_by = Q(pk__in=findings.values("source")) | Q(
        pk__in=Position.objects.filter(pk__in=positions).values("source")
    )
    attached = (HypothesisActor, Assessment, LegalQualification)
    of_exhibits = (Grading, ExhibitFile, Derivation, Verification, TimePlace, StatementExhibit)
    return [
        (Question, [question.pk]),
        (Incident, [question.incident_id] if question.incident_id else []),
        (Hypothesis, tree.values("pk")),
        *((model, _ids(model, hypothesis__in=branch)) for model in attached),
        (ElementAssessment, _ids(ElementAssessment, qualification__hypothesis__in=branch)),
        (ContraryAnswer, _ids(ContraryAnswer, hypothesis=hypothesis)),
        (Party, actors.values("party")),
        (Party, [row["id"] for row in snapshot.get("named", {}).values()]),
        *_of_the_chain(question, snapshot),
        (MatrixRow, _ids(MatrixRow, question=question)),
        (Rating, _ids(Rating, hypothesis__in=tree)),
        (RatingRound, _ids(RatingRound, question=question)),
        (IndividualRating, _ids(IndividualRating, hypothesis__in=tree)),
        (TestedPosition, _ids(TestedPosition, hypothesis__in=tree)),
        (Position, positions),
        (PositionAccused, _ids(PositionAccused, position__in=positions)),
        (OtherBodyFinding, findings.values("pk")),
        (Source, Source.objects.filter(told_by).values("pk")),
        (Exhibit, exhibits),
        (Origin, _origins_in(snapshot)),
        *((model, _ids(model, exhibit__in=exhibits)) for model in of_exhibits),
        (Consent, _ids(Consent, witness__code__in=witnesses_in(snapshot), case=question.case)),
        (Citation, _ids(Citation, object_id__in=list(snapshot["citations"]))),
    ]


def _of_the_chain(question: Question, snapshot: Plain) -> list[tuple[type[models.Model], Any]]:
    """Also relations that stand in it no more: whoever took one out had a hand in it too."""
    if "relations" not in snapshot:
        return []
    parties = [row[end]["id"] for row in snapshot["relations"].values() for end in ("from", "to")]
    touching = Q(from_party__in=parties) | Q(to_party__in=parties)
    return [
        (Party, parties),
        (Relation, Relation.objects.filter(touching, case=question.case_id).values("pk")),
        (Source, Relation.objects.filter(pk__in=list(snapshot["relations"])).values("source")),
        (Incident, _ids(Incident, case=question.case_id, code=snapshot["chain"]["incident"])),
    ]


def _positions_in(snapshot: Plain) -> list[str]:
    """Ids of the positions that it quotes: those put to the test, and those against it."""
    tested = [pk for row in snapshot["hypotheses"].values() for pk in row.get("tests", {})]
    return [*tested, *snapshot.get("positions_against", {})]


def _origins_in(snapshot: Plain) -> list[str]:
    origins = (row["origin"] for row in snapshot["exhibits"].values())
    return [origin["id"] for origin in origins if origin]


def _ids(model: Any, **where: Any) -> Any:
    return model.objects.filter(**where).values("pk")
