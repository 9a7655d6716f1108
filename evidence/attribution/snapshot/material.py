"""Everything a question's snapshots are made of, loaded in a constant number of queries."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models

from casefiles.cases.models import CaseRecord, Party, Relation
from evidence.attribution.individual import Place, individual_ratings
from evidence.attribution.law.readings import Reading, readings
from evidence.attribution.matrix import Weighing, weigh
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
    TestedPosition,
)
from evidence.attribution.rows import current_gradings
from evidence.attribution.snapshot.behind import Behind, failed_files, witnesses_behind
from evidence.attribution.snapshot.chain import Shown, shown_for
from evidence.attribution.snapshot.named import nameable
from evidence.attribution.voices import Voices, voices_of
from evidence.exhibits.models import (
    Citation,
    Derivation,
    Exhibit,
    ExhibitFile,
    Grading,
    TimePlace,
    Verification,
)
from evidence.exhibits.vocabulary import FixityResult

Record = TypeVar("Record", bound=CaseRecord)
CITING = (Question, Hypothesis, HypothesisActor, Assessment, OtherBodyFinding, LegalQualification,
          ElementAssessment, MatrixRow, Rating, ContraryAnswer, Relation)  # fmt: skip


@dataclass(frozen=True)
class Material:
    """Rows in use, by the id of what they belong to."""

    question: Question
    weighing: Weighing
    actors: dict[uuid.UUID, list[HypothesisActor]]
    assessments: dict[uuid.UUID, list[Assessment]]
    qualifications: dict[uuid.UUID, list[LegalQualification]]
    law: dict[uuid.UUID, Reading]  # of each qualification, by its own id
    findings: dict[uuid.UUID, list[OtherBodyFinding]]
    citations: dict[uuid.UUID, list[Citation]]  # by what cites
    exhibits: dict[uuid.UUID, Exhibit]  # in the matrix, or cited
    gradings: dict[uuid.UUID, Grading]
    files: dict[uuid.UUID, list[ExhibitFile]]
    derivations: dict[uuid.UUID, list[Derivation]]
    verifications: dict[uuid.UUID, list[Verification]]
    voices: Voices
    times_and_places: dict[uuid.UUID, list[TimePlace]]
    failed_files: dict[uuid.UUID, dict[str, FixityResult]]  # what was found, by SHA-256
    witnesses: dict[uuid.UUID, dict[str, Behind]]  # by code
    individual: dict[Place, list[IndividualRating]]  # by cell; of closed rounds
    tested: dict[uuid.UUID, list[TestedPosition]]  # by hypothesis
    chain: Shown | None  # the chain of command on the question's day
    nameable: list[Party]  # the case's States and persons


def material_of(question: Question) -> Material:
    weighing = weigh(question)
    tree = weighing.hypotheses
    citations = _citations(question)
    exhibits = _exhibits(weighing, citations)
    files = _by(ExhibitFile.objects, "exhibit_id", exhibits.values())
    all_files = (file for rows in files.values() for file in rows)
    law = LegalQualification.objects.select_related("hypothesis")
    qualifications = _by(law, "hypothesis_id", tree)
    return Material(
        question=question,
        weighing=weighing,
        actors=_by(HypothesisActor.objects.select_related("party"), "hypothesis_id", tree),
        assessments=_by(Assessment.objects, "hypothesis_id", tree),
        qualifications=qualifications,
        law=readings(row for rows in qualifications.values() for row in rows),
        findings=_by(OtherBodyFinding.objects.select_related("source"), "hypothesis_id", tree),
        citations=citations,
        exhibits=exhibits,
        gradings=_gradings(weighing, exhibits),
        files=files,
        derivations=_by(
            Derivation.objects.select_related("parent"), "exhibit_id", exhibits.values()
        ),
        verifications=_by(Verification.objects, "exhibit_id", exhibits.values()),
        voices=voices_of(question, tree),
        times_and_places=_by(TimePlace.objects, "exhibit_id", exhibits.values()),
        failed_files=failed_files(question.case, all_files),
        witnesses=witnesses_behind(question.case, exhibits),
        individual=individual_ratings(question),
        tested=_by(
            TestedPosition.objects.select_related("position__party", "position__source"),
            "hypothesis_id",
            tree,
        ),
        chain=shown_for(question),
        nameable=nameable(question.case),
    )


def _by(manager: Any, key: str, owners: Iterable[models.Model]) -> dict[uuid.UUID, list[Any]]:
    grouped: dict[uuid.UUID, list[Any]] = defaultdict(list)
    name = f"{key.removesuffix('_id')}__in"
    for row in manager.filter(withdrawn_at=None, **{name: list(owners)}).order_by("pk"):
        grouped[getattr(row, key)].append(row)
    return grouped


def _citations(question: Question) -> dict[uuid.UUID, list[Citation]]:
    """All of the case's citations by kinds of record that a snapshot holds; ids are unique."""
    kinds = ContentType.objects.get_for_models(*CITING).values()
    found = Citation.objects.current().filter(case_id=question.case_id, content_type__in=kinds)
    grouped: dict[uuid.UUID, list[Citation]] = defaultdict(list)
    for citation in found.order_by("pk"):
        grouped[citation.object_id].append(citation)
    return grouped


def _exhibits(
    weighing: Weighing, citations: dict[uuid.UUID, list[Citation]]
) -> dict[uuid.UUID, Exhibit]:
    """Also the cited ones of other questions: which of them count is the snapshot's choice."""
    known = {row.pk: row.exhibit for row in weighing.rows if isinstance(row.exhibit, Exhibit)}
    cited = {citation.exhibit_id for rows in citations.values() for citation in rows}
    others = Exhibit.objects.filter(pk__in=cited - set(known))
    found = others.select_related("origin", "interested_party")
    return known | {exhibit.pk: exhibit for exhibit in found}


def _gradings(weighing: Weighing, exhibits: Iterable[uuid.UUID]) -> dict[uuid.UUID, Grading]:
    """Those of the rows are read already."""
    known = {row.pk: row.grading for row in weighing.rows if row.grading}
    return known | current_gradings(set(exhibits) - {row.pk for row in weighing.rows})
