"""What a hypothesis's page shows: the claim, what speaks for and against it, where it stands."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casefiles.cases.vocabulary import Likelihood, State
from evidence.attribution.conclusion import finding_sentence
from evidence.attribution.contrary import ASKED, Item, items_of
from evidence.attribution.deciding import obstacles, too_few
from evidence.attribution.denials import tested_by
from evidence.attribution.law.showing import shown
from evidence.attribution.matrix import AGAINST, CONSISTENT, Row, Weighing, weigh, weigh_values
from evidence.attribution.models import (
    Assessment,
    Hypothesis,
    HypothesisActor,
    LegalQualification,
    OtherBodyFinding,
    ReturnPoint,
)
from evidence.attribution.standing import Standing, standing_of, standings
from evidence.attribution.statements import (
    contradicted_warnings,
    source_warnings,
    statements,
    unsettled_warnings,
)
from evidence.attribution.talk import points_seen
from evidence.attribution.versions import versions_of
from evidence.attribution.vocabulary import Outcome
from evidence.exhibits.cites import with_cites

WAITING = {State.SUBMITTED, State.UNDER_REVIEW}


@dataclass(frozen=True)
class Said:
    """What one exhibit says of one or more leaves, in the rater's words."""

    codes: str
    value: str
    rationale: str


@dataclass(frozen=True)
class Evidence:
    row: Row
    said: list[Said]
    contrary: Item | None = None  # where it speaks against the finding


def hypothesis_page(hypothesis: Hypothesis, user: Any) -> dict[str, Any]:
    """Everything but the frame; rows the user may not see carry numbers and signs only."""
    weighing = weigh(hypothesis.question, user)
    leaves = weighing.leaves_under(hypothesis)
    rivals = [leaf for leaf in weighing.leaves if leaf not in leaves]
    actors = list(_of(HypothesisActor, hypothesis, "party"))
    assessment = _of(Assessment, hypothesis).first()
    findings = list(_of(OtherBodyFinding, hypothesis, "source"))
    law = list(_of(LegalQualification, hypothesis, "hypothesis", "case"))
    # Of what all see, for an answer is bound to what it answers, whoever looks.
    items = {item.pk: item for item in items_of(hypothesis, weigh_values(hypothesis.question))}
    answers = [item.answer for item in items.values() if item.answer]
    with_cites([hypothesis, assessment, *actors, *findings, *law, *answers], user)
    stands = standings(hypothesis.question, user)
    branches = _branches(weighing, hypothesis, stands)
    return {
        "question": hypothesis.question,
        "weighing": weighing,
        "leaves": leaves,
        "actors": actors,
        "liable": [actor for actor in actors if actor.liability],
        "responsible": [actor for actor in actors if actor.state_responsibility],
        "assessment": assessment,
        "reading": _reading(hypothesis, assessment, actors, branches),
        **_contrary(weighing, leaves, items),
        **_answering(hypothesis, assessment, user),
        "supporting": _evidence(weighing, leaves, CONSISTENT, items),
        "elsewhere": _for_rivals_only(weighing, leaves, rivals),
        "statements": statements(weighing, leaves),
        "weak": _warnings(weighing, hypothesis, leaves, user),
        "sources": weighing.sources.get(hypothesis.pk, 0),
        "findings": findings,
        "tested": tested_by(hypothesis, user),
        "law": shown(law, user),
        "branches": branches,
        # A withdrawn one is no longer in the tree.
        **_review(hypothesis, stands.get(hypothesis.pk) or standing_of(hypothesis, user), user),
    }


def _contrary(
    weighing: Weighing, leaves: list[Hypothesis], items: dict[uuid.UUID, Item]
) -> dict[str, Any]:
    """What speaks against it: exhibits, then other voices, and how many they are together."""
    against = _evidence(weighing, leaves, AGAINST, items)
    voices = [item for item in items.values() if item.kind != "exhibit"]
    return {"against": against, "voices": voices, "speaking": len(voices) + len(against)}


def _answering(hypothesis: Hypothesis, assessment: Assessment | None, user: Any) -> dict[str, bool]:
    """Whether what speaks against it has to be answered, and whether this reader may."""
    return {
        # “Not supported” is a finding too: what speaks against the hypothesis supports it.
        "turned": assessment is not None and assessment.outcome == Outcome.NOT_SUPPORTED,
        "asked": assessment is not None and assessment.outcome in ASKED,
        "may_answer": not hypothesis.is_withdrawn
        and user.has_perm("attribution.write", hypothesis.case),
    }


def _warnings(
    weighing: Weighing, hypothesis: Hypothesis, leaves: list[Hypothesis], user: Any
) -> list[Any]:
    return [
        *source_warnings(weighing, hypothesis),
        *contradicted_warnings(weighing, hypothesis, user),
        *unsettled_warnings(weighing, leaves),
    ]


def _of(model: Any, hypothesis: Hypothesis, *related: str) -> Any:
    rows = model.objects.current().filter(hypothesis=hypothesis)
    return rows.select_related(*related) if related else rows


def _reading(
    hypothesis: Hypothesis,
    assessment: Assessment | None,
    actors: Any,
    branches: list[dict[str, Any]],
) -> dict[str, Any]:
    """The finding's sentences, as the conclusion has them; while there is no likelihood, an
    example that says it is one."""
    sentences = []
    likelihood = assessment.likelihood if assessment else ""
    if hypothesis.subject and hypothesis.predicate:
        withheld = any(actor.party.withheld for actor in actors)
        word = likelihood or Likelihood.LIKELY
        sentences.append(finding_sentence(hypothesis, word, withheld=withheld))
    found = {row["assessment"] and row["assessment"].outcome for row in branches}
    if hypothesis.branch_issue and found == {Outcome.UNDETERMINED}:
        sentences.append(_("%s is undetermined.") % hypothesis.branch_issue)
    return {"sentences": sentences, "is_example": not likelihood}


def _evidence(
    weighing: Weighing,
    leaves: list[Hypothesis],
    values: set[Any],
    items: dict[uuid.UUID, Item] | None = None,
) -> list[Evidence]:
    """With `items`, those among them that have to be answered."""
    known = items or {}
    return [
        Evidence(row, said, known.get(row.exhibit.pk))
        for row in weighing.rows
        if (said := _said(row, leaves, values))
    ]


def _said(row: Row, leaves: list[Hypothesis], values: set[Any]) -> list[Said]:
    """The same rating for the same reason is said once, of all the leaves it was given."""
    groups: dict[tuple[str, str], list[str]] = {}
    for leaf in leaves:
        rating = row.cells[leaf.pk]
        if rating and rating.value in values:
            groups.setdefault((rating.value, rating.rationale), []).append(leaf.code)
    return [Said(", ".join(codes), value, why) for (value, why), codes in groups.items()]


def _for_rivals_only(
    weighing: Weighing, leaves: list[Hypothesis], rivals: list[Hypothesis]
) -> list[Evidence]:
    """Exhibits that fit a rival and say nothing for or against this one: no reader misses them."""
    own = {row.row.exhibit.pk for row in _evidence(weighing, leaves, CONSISTENT | AGAINST)}
    theirs = _evidence(weighing, rivals, CONSISTENT)
    return [item for item in theirs if item.row.exhibit.pk not in own]


def _branches(
    weighing: Weighing, hypothesis: Hypothesis, stands: dict[uuid.UUID, Standing]
) -> list[dict[str, Any]]:
    branches = weighing.tree.branches(hypothesis)
    if not branches:
        return []
    assessed = Assessment.objects.current().filter(hypothesis__in=branches)
    known = {assessment.hypothesis_id: assessment for assessment in assessed}
    return [
        {"hypothesis": item, "standing": stands.get(item.pk), "assessment": known.get(item.pk)}
        for item in branches
    ]


def _review(hypothesis: Hypothesis, standing: Standing, user: Any) -> dict[str, Any]:
    case = hypothesis.case
    return {
        "standing": standing,
        "since": _since(standing, user),
        "versions": versions_of(hypothesis),
        "points": points_seen(
            ReturnPoint.objects.filter(decision__submission=standing.submission), user
        )
        if standing.submission
        else [],
        "may_submit": _may_submit(hypothesis, standing, user),
        "may_take_back": standing.state in WAITING and user.has_perm("attribution.submit", case),
        "may_begin": _may_begin(hypothesis, standing, user),
        "too_few": _too_few(standing, user),
        "may_release": standing.state == State.APPROVED
        and not standing.is_stale
        and user.has_perm("attribution.release", case),
    }


def _too_few(standing: Standing, user: Any) -> str:
    """For whoever submits: that what they sent would wait for ever."""
    submission = standing.submission
    if submission is None or standing.is_stale or standing.state not in WAITING:
        return ""
    return too_few(submission) if user.has_perm("attribution.submit", submission.case) else ""


def _since(standing: Standing, user: Any) -> str:
    """The head over what changed, for this reader."""
    if any(decision.reviewer_id == user.pk for decision in standing.approvals):
        return _("Changed since you approved")
    if standing.state in {State.APPROVED, State.RELEASED}:
        return _("Changed since it was approved")
    return _("Changed since it was submitted")


def _may_submit(hypothesis: Hypothesis, standing: Standing, user: Any) -> bool:
    """A draft or returned one; a waiting or approved one once it is stale."""
    if hypothesis.is_withdrawn or not user.has_perm("attribution.submit", hypothesis.case):
        return False
    return standing.is_stale or standing.state in {State.DRAFT, State.RETURNED}


def _may_begin(hypothesis: Hypothesis, standing: Standing, user: Any) -> bool:
    if standing.submission is None or standing.state != State.SUBMITTED:
        return False
    may_review = user.has_perm("attribution.review", hypothesis.case)
    return may_review and not obstacles(standing.submission, user)
