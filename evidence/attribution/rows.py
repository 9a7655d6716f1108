"""The rows of a matrix: each exhibit with its grade, its weights and its ratings.

A `Line` has them as plain values, which is all that weighing needs; a `Row` has the records too.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from evidence.attribution.arithmetic import STEPS, ZERO, Surd, credibility_weight, unit
from evidence.attribution.individual import disagreed_cells
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


@dataclass(frozen=True, kw_only=True)
class Line:
    """One exhibit against every leaf, in plain values: all that is needed to weigh it."""

    pk: uuid.UUID  # of the exhibit
    number: str
    grade: str  # "A2"; "" while ungraded, and of a hidden exhibit
    credibility: str  # a Weight; "" where the row does not count
    relevance: str  # a Weight
    not_rated_why: str  # the analyst's words for leaving the row unrated
    not_weighed_why: str  # why the row counts for nothing, in a sentence; "" if it counts
    needs_rating: bool  # neither excused nor excluded: a cell without a rating is missing
    speaks_for_a_party: bool  # with an interest in the outcome
    unit: Surd  # what one step of inconsistency weighs here; zero where the row does not count
    values: dict[uuid.UUID, str]  # by leaf: a Consistency; "" where nobody rated
    diagnosticity: bool = False  # whether it separates any two leaves
    disagreed: frozenset[uuid.UUID] = frozenset()  # leaves on which its raters differ

    def __str__(self) -> str:
        return self.number

    @property
    def is_weighed(self) -> bool:
        return not self.not_weighed_why

    @property
    def contradicts(self) -> bool:
        """Whether it speaks against any leaf."""
        return any(value in AGAINST for value in self.values.values())

    def unsettled(self, leaf: Hypothesis) -> bool:
        """Its raters differ about it, and nobody has settled it."""
        return leaf.pk in self.disagreed and not self.values[leaf.pk]

    def steps(self, leaf: Hypothesis) -> int:
        """0, -1 or -2; 0 where nobody rated."""
        return STEPS.get(self.values[leaf.pk], 0)

    def has(self, values: Container[str], leaves: Iterable[Hypothesis]) -> bool:
        """Whether it is rated so against any of these leaves."""
        return any(self.values[leaf.pk] in values for leaf in leaves)


@dataclass(frozen=True, kw_only=True)
class Row(Line):
    """A line with its records, for pages that show them."""

    exhibit: Exhibit | HiddenExhibit
    matrix_row: MatrixRow  # of a hidden exhibit: without its text
    cells: dict[uuid.UUID, Rating | None]  # by leaf; of a hidden exhibit: without rationale
    ratings: dict[uuid.UUID, Rating]  # by hypothesis, also of those that got branches since
    grading: Grading | None = None
    hidden: bool = False  # the user may not see the exhibit


def lines_of(question: Question, tree: Tree) -> list[Line]:
    """Every row in use, by number, in plain values; four queries."""
    entries = (
        MatrixRow.objects.current()
        .filter(question=question)
        .order_by("exhibit__sequence")
        .values_list("exhibit_id", "exhibit__number", "relevance", "not_rated_why",
                     "exhibit__withdrawn_at", "exhibit__interested_party_id", named=True)
    )  # fmt: skip
    found = Grading.objects.current().filter(exhibit__in=[entry.exhibit_id for entry in entries])
    grades = {
        exhibit: reliability + credibility
        for exhibit, reliability, credibility in found.order_by("graded_at").values_list(
            "exhibit_id", "reliability", "credibility"
        )
    }
    ratings: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    given = Rating.objects.current().filter(hypothesis__in=tree.all).order_by()
    for exhibit, hypothesis, value in given.values_list("exhibit_id", "hypothesis_id", "value"):
        ratings[exhibit][hypothesis] = value
    disagreed = disagreed_cells(question)
    leaves = [leaf.pk for leaf in tree.leaves()]
    return [
        Line(
            **_weighed(
                number=entry.exhibit__number,
                is_withdrawn=entry.exhibit__withdrawn_at is not None,
                party=entry.exhibit__interested_party_id,
                relevance=entry.relevance,
                not_rated_why=entry.not_rated_why,
                grade=grades.get(entry.exhibit_id, ""),
            ),
            pk=entry.exhibit_id,
            values={leaf: ratings[entry.exhibit_id].get(leaf, "") for leaf in leaves},
            disagreed=disagreed.get(entry.exhibit_id, frozenset()).intersection(leaves),
        )
        for entry in entries
    ]


def rows_of(
    question: Question, tree: Tree, exhibits: Collection[uuid.UUID] | None = None
) -> list[Row]:
    """Every row in use, or those of some exhibits, by number; four queries."""
    given = Rating.objects.current().filter(hypothesis__in=tree.all)
    wanted = MatrixRow.objects.current().filter(question=question)
    if exhibits is not None:
        given, wanted = given.filter(exhibit__in=exhibits), wanted.filter(exhibit__in=exhibits)
    entries = list(
        wanted.select_related("exhibit__origin", "exhibit__interested_party").order_by(
            "exhibit__sequence"
        )
    )
    grades = current_gradings(entry.exhibit_id for entry in entries)
    ratings: dict[uuid.UUID, dict[uuid.UUID, Rating]] = defaultdict(dict)
    for rating in given.order_by():
        ratings[rating.exhibit_id][rating.hypothesis_id] = rating
    disagreed = disagreed_cells(question)
    leaves = [leaf.pk for leaf in tree.leaves()]
    return [
        replace(
            _row(entry, grades.get(entry.exhibit_id), leaves, ratings[entry.exhibit_id]),
            disagreed=disagreed.get(entry.exhibit_id, frozenset()).intersection(leaves),
        )
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
    cells = {leaf: ratings.get(leaf) for leaf in leaves}
    return Row(
        **_weighed(
            number=entry.exhibit.number,
            is_withdrawn=entry.exhibit.is_withdrawn,
            party=entry.exhibit.interested_party_id,
            relevance=entry.relevance,
            not_rated_why=entry.not_rated_why,
            grade=str(grading or ""),
        ),
        pk=entry.exhibit_id,
        values={leaf: cell.value if cell else "" for leaf, cell in cells.items()},
        exhibit=entry.exhibit,
        matrix_row=entry,
        cells=cells,
        ratings=ratings,
        grading=grading,
    )


def _weighed(
    *,
    number: str,
    is_withdrawn: bool,
    party: uuid.UUID | None,
    relevance: str,
    not_rated_why: str,
    grade: str,
) -> dict[str, Any]:
    """What a line says of itself before anyone looks at its cells."""
    weight = credibility_weight(grade[0], grade[1]) if grade else None
    excluded = bool(grade) and weight is None
    why = ""
    if is_withdrawn:
        why = _("The exhibit was withdrawn.")
    elif not_rated_why:
        why = _("Set aside: %s") % not_rated_why
    elif not grade:
        why = _("Not graded yet, so it is not weighed.")
    elif excluded:
        why = _("Graded %s: what cannot be judged counts for nothing.") % grade
    return {
        "number": number,
        "grade": grade,
        "credibility": weight if weight and not why else "",
        "relevance": relevance,
        "not_rated_why": not_rated_why,
        "not_weighed_why": why,
        "needs_rating": not (not_rated_why or is_withdrawn or excluded),
        "speaks_for_a_party": party is not None,
        "unit": unit(weight, relevance) if weight and not why else ZERO,
    }


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
        speaks_for_a_party=False,
        grade="",
        grading=None,
        hidden=True,
    )


def _bare(cell: Rating, stub: Exhibit) -> Rating:
    return Rating(
        pk=cell.pk, hypothesis_id=cell.hypothesis_id, exhibit=stub, value=cell.value,
        rater_id=cell.rater_id,
    )  # fmt: skip
