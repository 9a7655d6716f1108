"""What is said beside the matrix: parties' positions, and the authors' answers to what is contrary."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch

from casefiles.cases.models import Position, Relation
from casefiles.cases.models.parties import PositionAccused
from casefiles.cases.vocabulary import RelationKind
from evidence.attribution.models import ContraryAnswer, Hypothesis, Question

# Whoever commands a force, or of whom it is a part, denies for it too; and the other way round.
KIN = (RelationKind.COMMANDS, RelationKind.PART_OF)


@dataclass(frozen=True)
class Voices:
    positions: list[Position]  # about the question's incident, or about none
    kin: dict[uuid.UUID, set[uuid.UUID]]  # by party: those for whom it speaks
    answers: dict[uuid.UUID, dict[uuid.UUID, ContraryAnswer]]  # by hypothesis, then what it answers


def voices_of(question: Question, hypotheses: Iterable[Hypothesis]) -> Voices:
    """Four queries."""
    return Voices(_positions(question), _kin(question), _answers(hypotheses))


def _positions(question: Question) -> list[Position]:
    rows = Position.objects.current().filter(case_id=question.case_id)
    if question.incident_id:
        rows = rows.filter(incident__in=[question.incident_id]) | rows.filter(incident=None)
    accused = PositionAccused.objects.current().select_related("party").order_by("party__code")
    return list(
        rows.select_related("party", "source")
        .prefetch_related(Prefetch("accused", accused))
        .order_by("stated_on", "reported_on", "party__code", "pk")
    )


def _kin(question: Question) -> dict[uuid.UUID, set[uuid.UUID]]:
    rows = Relation.objects.current().filter(case_id=question.case_id, kind__in=KIN)
    kin: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for one, other in rows.values_list("from_party", "to_party"):
        kin[one].add(other)
        kin[other].add(one)
    return kin


def _answers(
    hypotheses: Iterable[Hypothesis],
) -> dict[uuid.UUID, dict[uuid.UUID, ContraryAnswer]]:
    found: dict[uuid.UUID, dict[uuid.UUID, ContraryAnswer]] = defaultdict(dict)
    rows = ContraryAnswer.objects.current().filter(hypothesis__in=list(hypotheses))
    for row in rows.select_related("author"):
        target = row.exhibit_id or row.finding_id or row.position_id
        assert target is not None
        found[row.hypothesis_id][target] = row
    return found
