"""What several raters gave the cells of a question, once their round is closed."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count

from evidence.attribution.models import IndividualRating, Question
from evidence.attribution.vocabulary import Consistency

Place = tuple[uuid.UUID, uuid.UUID]  # of a cell: hypothesis, exhibit
# From very inconsistent to very consistent; what does not apply counts as neutral does.
SCALE = {Consistency.II: -2, Consistency.I: -1, Consistency.N: 0, Consistency.NA: 0,
         Consistency.C: 1, Consistency.CC: 2}  # fmt: skip


def disagreed_cells(question: Question) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """By exhibit, the hypotheses against which its raters gave different values. One query."""
    rows = IndividualRating.objects.revealed().filter(round__question=question)
    cells = rows.order_by().values_list("exhibit_id", "hypothesis_id")
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for exhibit, hypothesis, _number in cells.annotate(number=Count("value", distinct=True)).filter(
        number__gt=1
    ):
        found[exhibit].add(hypothesis)
    return {exhibit: frozenset(hypotheses) for exhibit, hypotheses in found.items()}


def individual_ratings(
    question: Question, exhibits: Collection[uuid.UUID] | None = None
) -> dict[Place, list[IndividualRating]]:
    """What each rater gave, by cell, in the order of the raters' names. One query."""
    rows = IndividualRating.objects.revealed().filter(round__question=question)
    if exhibits is not None:
        rows = rows.filter(exhibit__in=exhibits)
    found: dict[Place, list[IndividualRating]] = defaultdict(list)
    for row in rows.select_related("rater").order_by("rater__name", "pk"):
        found[row.hypothesis_id, row.exhibit_id].append(row)
    return found


def differ(given: Iterable[Any]) -> bool:
    return len({row.value for row in given}) > 1


def spread(values: Collection[str]) -> int:
    """How far apart the values lie on the scale; at least 1 where they are not the same."""
    if len(set(values)) < 2:
        return 0
    places = [SCALE[Consistency(value)] for value in values]
    return max(max(places) - min(places), 1)
