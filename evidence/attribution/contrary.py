"""What speaks against a finding, listed by the product: each item has to be answered.

Against a hypothesis that we call supported speak every exhibit rated inconsistent with it or a
leaf of it, every other body's finding against it or for a rival, and every position of a party
that denies it. Where we say “not supported”, the finding is the denial, so it is turned round:
what is very consistent with it, bodies that find the same, parties that accept it. Merely
consistent exhibits are left out there, for consistency alone tells nothing apart. “Undetermined”
claims neither, so nothing has to be answered; what speaks against it is listed all the same.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casefiles.audit.canonical import digest
from casefiles.cases.models import Position
from casefiles.cases.vocabulary import PositionValue
from evidence.attribution.matrix import AGAINST, Line, Weighing
from evidence.attribution.models import (
    Assessment,
    ContraryAnswer,
    Hypothesis,
    HypothesisActor,
    OtherBodyFinding,
)
from evidence.attribution.vocabulary import Consistency, Outcome, Stance
from evidence.attribution.voices import Voices, voices_of

DENIES = {
    PositionValue.DENIES,
    PositionValue.DENIES_RESPONSIBILITY,
    PositionValue.ALTERNATIVE,
}
ASKED = {Outcome.SUPPORTED, Outcome.NOT_SUPPORTED}


@dataclass(frozen=True)
class Item:
    """One thing that speaks against a finding, and what its author answers."""

    kind: str  # exhibit, finding or position
    pk: uuid.UUID
    label: str  # TAJ-LNA-0005, or who said it
    content: dict[str, Any]  # what an answer is bound to
    row: Line | OtherBodyFinding | Position
    answer: ContraryAnswer | None

    @property
    def digest(self) -> str:
        return digest(self.content)

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and not self.has_changed

    @property
    def has_changed(self) -> bool:
        """It was answered, and is no longer what was answered."""
        return self.answer is not None and self.answer.bound_to != self.digest


@dataclass(frozen=True)
class Beside:
    """What hangs off the hypotheses of a question and bears on what is contrary; by hypothesis."""

    actors: dict[uuid.UUID, list[HypothesisActor]]
    findings: dict[uuid.UUID, list[OtherBodyFinding]]
    voices: Voices


def contrary_items(
    hypothesis: Hypothesis, weighing: Weighing, beside: Beside, outcome: str
) -> list[Item]:
    """Exhibits first, then other bodies, then parties; the weighing must not be a reader's."""
    answers = beside.voices.answers.get(hypothesis.pk, {})
    turned = outcome == Outcome.NOT_SUPPORTED
    found = [
        *_exhibits(hypothesis, weighing, {Consistency.CC} if turned else AGAINST),
        *_findings(hypothesis, weighing, beside, turned=turned),
        *_positions(hypothesis, weighing, beside, turned=turned),
    ]
    return [
        Item(kind, row.pk, label, content, row, answers.get(row.pk))
        for kind, label, content, row in found
    ]


def items_of(hypothesis: Hypothesis, weighing: Weighing) -> list[Item]:
    """The same with its own queries: seven, however many items."""
    return contrary_items(hypothesis, weighing, _beside(hypothesis), outcome_of(hypothesis))


def outcome_of(hypothesis: Hypothesis) -> str:
    row = Assessment.objects.current().filter(hypothesis=hypothesis).first()
    return row.outcome if row else Outcome.NOT_ASSESSED


def to_answer(items: list[Item], outcome: str) -> list[Item]:
    """Those that keep the hypothesis from its reviewers."""
    return [item for item in items if not item.is_answered] if outcome in ASKED else []


def _beside(hypothesis: Hypothesis) -> Beside:
    question = hypothesis.question
    actors: dict[uuid.UUID, list[HypothesisActor]] = {}
    findings: dict[uuid.UUID, list[OtherBodyFinding]] = {}
    for actor in HypothesisActor.objects.current().filter(hypothesis__question=question):
        actors.setdefault(actor.hypothesis_id, []).append(actor)
    rows = OtherBodyFinding.objects.current().filter(hypothesis__question=question)
    for row in rows.select_related("source", "hypothesis").order_by("pk"):
        findings.setdefault(row.hypothesis_id, []).append(row)
    return Beside(actors, findings, voices_of(question, [hypothesis]))


Found = tuple[str, str, dict[str, Any], Any]


def _exhibits(hypothesis: Hypothesis, weighing: Weighing, values: set[Any]) -> Iterator[Found]:
    """Also those set aside: whoever was rated against it is not silenced by an excuse."""
    leaves = weighing.leaves_under(hypothesis)
    for line in weighing.lines:
        ratings = {
            leaf.code: line.values[leaf.pk] for leaf in leaves if line.values[leaf.pk] in values
        }
        if ratings:
            yield "exhibit", line.number, {"ratings": ratings, "grade": line.grade}, line


def _findings(
    hypothesis: Hypothesis, weighing: Weighing, beside: Beside, *, turned: bool
) -> Iterator[Found]:
    """What another body found against it, or for a rival; turned round: for it."""
    own = weighing.tree.under(hypothesis)
    wanted = [(item, Stance.AGREES if turned else Stance.DISAGREES) for item in own]
    if not turned:
        wanted += [(item, Stance.AGREES) for item in weighing.tree.alternatives(hypothesis)]
    for item, stance in wanted:
        for row in beside.findings.get(item.pk, []):
            if row.stance == stance:
                content = {"of": item.code, "source": row.source.code, "text": row.text,
                           "stance": row.stance, "found_on": row.found_on}  # fmt: skip
                yield "finding", row.source.code, content, row


def _positions(
    hypothesis: Hypothesis, weighing: Weighing, beside: Beside, *, turned: bool
) -> Iterator[Found]:
    branch = weighing.tree.under(hypothesis)
    actors = {actor.party_id for item in branch for actor in beside.actors.get(item.pk, [])}
    for row in beside.voices.positions:
        speaks_for_one = bool(
            ({row.party_id} | beside.voices.kin.get(row.party_id, set())) & actors
        )
        accepts = speaks_for_one and row.value == PositionValue.ACCEPTS
        if accepts if turned else _denies(row, actors, speaks_for_one=speaks_for_one):
            content = {
                "party": row.party.code, "value": row.value, "text": row.text,
                "accused": [each.party.code for each in row.accused.all()],
                "source": row.source.code, "stated_on": row.stated_on,
                "reported_on": row.reported_on,
            }  # fmt: skip
            yield "position", row.party.code, content, row


def _denies(row: Position, actors: set[uuid.UUID], *, speaks_for_one: bool) -> bool:
    """An actor's own denial, or anyone's accusation of others about this very incident."""
    if row.value == PositionValue.ACCUSES_OTHER:
        accused = {each.party_id for each in row.accused.all()}
        return bool(row.incident_id and accused and not accused & actors)
    return speaks_for_one and row.value in DENIES
