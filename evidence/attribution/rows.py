"""The rows of a matrix: each exhibit with its grade, its weights and its ratings."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from evidence.attribution.arithmetic import STEPS, ZERO, Surd, credibility_weight, unit
from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.attribution.tree import Tree
from evidence.attribution.vocabulary import Consistency
from evidence.exhibits.models import Exhibit, Grading

CONSISTENT = {Consistency.CC, Consistency.C}
AGAINST = {Consistency.I, Consistency.II}


@dataclass(frozen=True)
class HiddenExhibit:
    """What a member sees of an exhibit kept to named readers: its number."""

    pk: uuid.UUID
    number: str

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True)
class Row:
    """One exhibit against every leaf."""

    exhibit: Exhibit | HiddenExhibit
    matrix_row: MatrixRow  # of a hidden exhibit: without its text
    grade: str  # "A2"; "" while ungraded, and of a hidden exhibit
    credibility: str  # a Weight; "" where the row does not count
    relevance: str  # a Weight
    not_rated_why: str  # the analyst's words for leaving the row unrated
    not_weighed_why: str  # why the row counts for nothing, in a sentence; "" if it counts
    cells: dict[uuid.UUID, Rating | None]  # by leaf; of a hidden exhibit: without rationale
    needs_rating: bool  # neither excused nor excluded: a cell without a rating is missing
    unit: Surd  # what one step of inconsistency weighs here; zero where the row does not count
    steps: dict[uuid.UUID, int]  # by leaf: 0, -1 or -2; 0 where nobody rated
    ratings: dict[uuid.UUID, Rating]  # by hypothesis, also of those that got branches since
    grading: Grading | None = None
    hidden: bool = False  # the user may not see the exhibit
    diagnosticity: bool = False  # whether it separates any two leaves

    @property
    def contradicts(self) -> bool:
        """Whether it speaks against any leaf."""
        return any(cell and cell.value in AGAINST for cell in self.cells.values())

    @property
    def is_weighed(self) -> bool:
        return not self.not_weighed_why

    def has(self, values: set[Consistency], leaves: Iterable[Hypothesis]) -> bool:
        """Whether it is rated so against any of these leaves."""
        cells = (self.cells[leaf.pk] for leaf in leaves)
        return any(cell is not None and cell.value in values for cell in cells)


def rows_of(question: Question, tree: Tree) -> list[Row]:
    """Every row in use, by number; three queries."""
    entries = list(
        MatrixRow.objects.current()
        .filter(question=question)
        .select_related("exhibit__origin", "exhibit__interested_party")
        .order_by("exhibit__sequence")
    )
    grades = current_gradings(entry.exhibit_id for entry in entries)
    ratings: dict[uuid.UUID, dict[uuid.UUID, Rating]] = defaultdict(dict)
    for rating in Rating.objects.current().filter(hypothesis__in=tree.all).order_by():
        ratings[rating.exhibit_id][rating.hypothesis_id] = rating
    leaves = [leaf.pk for leaf in tree.leaves()]
    return [
        _row(entry, grades.get(entry.exhibit_id), leaves, ratings[entry.exhibit_id])
        for entry in entries
    ]


def current_gradings(exhibits: Iterable[uuid.UUID]) -> dict[uuid.UUID, Grading]:
    """The grading in force of each exhibit: the newest that is not withdrawn. One query."""
    found = Grading.objects.current().filter(exhibit__in=set(exhibits)).order_by("graded_at")
    return {grading.exhibit_id: grading for grading in found.select_related("analyst")}


def masked(rows: list[Row], question: Question, user: Any) -> list[Row]:
    """Of what the user may not see, only numbers and ratings stay. One query."""
    mine = Exhibit.objects.visible_to(user).filter(matrix_rows__question=question)
    visible = set(mine.values_list("pk", flat=True))
    return [row if row.exhibit.pk in visible else _mask(row, question) for row in rows]


def _row(
    entry: MatrixRow,
    grading: Grading | None,
    leaves: list[uuid.UUID],
    ratings: dict[uuid.UUID, Rating],
) -> Row:
    weight = credibility_weight(grading.reliability, grading.credibility) if grading else None
    excluded = grading is not None and weight is None
    why = _not_weighed_why(entry, grading, excluded=excluded)
    cells = {leaf: ratings.get(leaf) for leaf in leaves}
    return Row(
        exhibit=entry.exhibit,
        matrix_row=entry,
        grade=str(grading or ""),
        credibility=weight if weight and not why else "",
        relevance=entry.relevance,
        not_rated_why=entry.not_rated_why,
        not_weighed_why=why,
        cells=cells,
        needs_rating=not (entry.not_rated_why or entry.exhibit.is_withdrawn or excluded),
        unit=unit(weight, entry.relevance) if weight and not why else ZERO,
        steps={leaf: STEPS.get(Consistency(c.value), 0) if c else 0 for leaf, c in cells.items()},
        ratings=ratings,
        grading=grading,
    )


def _not_weighed_why(entry: MatrixRow, grading: Grading | None, *, excluded: bool) -> str:
    if entry.exhibit.is_withdrawn:
        return _("The exhibit was withdrawn.")
    if entry.not_rated_why:
        return _("Set aside: %s") % entry.not_rated_why
    if grading is None:
        return _("Not graded yet, so it is not weighed.")
    if excluded:
        return _("Graded %s: what cannot be judged counts for nothing.") % grading
    return ""


def _mask(row: Row, question: Question) -> Row:
    """Rows of the same ids that hold nothing but signs; they are never saved."""
    stub = Exhibit(pk=row.exhibit.pk, case_id=question.case_id, number=row.exhibit.number)
    entry = MatrixRow(
        pk=row.matrix_row.pk, question=question, exhibit=stub, relevance=row.relevance
    )
    cells = {leaf: cell and _bare(cell, stub) for leaf, cell in row.cells.items()}
    return replace(
        row,
        exhibit=HiddenExhibit(row.exhibit.pk, row.exhibit.number),
        matrix_row=entry,
        not_rated_why=_("Set aside.") if row.not_rated_why else "",
        not_weighed_why=_("It counts for nothing.") if row.not_weighed_why else "",
        cells=cells,
        ratings={},
        grade="",
        grading=None,
        hidden=True,
    )


def _bare(cell: Rating, stub: Exhibit) -> Rating:
    return Rating(
        pk=cell.pk, hypothesis_id=cell.hypothesis_id, exhibit=stub, value=cell.value,
        rater_id=cell.rater_id,
    )  # fmt: skip
