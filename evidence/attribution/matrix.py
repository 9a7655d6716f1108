"""A question's matrix, weighed: scores, order, what nothing distinguishes, and what is weak.

An exhibit *separates* two hypotheses if it is weighed and adds something different to their
scores; CC, C, N and NA add the same, nothing. Two hypotheses that no exhibit separates have the
same score and stand in one tier: they are never ranked. A cell nobody rated adds nothing and is
named, so that an order that rests on it is seen to be provisional; a hypothesis that is rated
nowhere is not placed at all.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from evidence.attribution.arithmetic import ZERO, Surd, contribution, credibility_weight
from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.attribution.tree import Tree, tree_of
from evidence.attribution.vocabulary import Consistency
from evidence.exhibits.models import Exhibit, Grading
from evidence.exhibits.sources import SourceGraph

CONSISTENT = {Consistency.CC, Consistency.C}
AGAINST = {Consistency.I, Consistency.II}


class Score(NamedTuple):
    """A hypothesis's score as printed and as a number. Never a probability."""

    text: str
    value: Decimal


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

    def adds(self, leaf: Hypothesis) -> Surd:
        """What its cell adds to the leaf's score; a cell nobody rated adds nothing."""
        cell = self.cells[leaf.pk]
        if cell is None or not self.is_weighed:
            return ZERO
        return contribution(cell.value, self.credibility, self.relevance)


@dataclass(frozen=True)
class Weighing:
    """Everything computed about one question. Leaves and rows stand in the order of the page."""

    question: Question
    tree: Tree
    leaves: list[Hypothesis]  # what is rated: neither parents nor "other or unknown"
    rows: list[Row]
    scores: dict[uuid.UUID, Score]  # by leaf
    order: list[list[Hypothesis]]  # tiers, least inconsistent first; a tier is not ranked within
    unplaced: list[Hypothesis]  # leaves that no weighed exhibit is rated against yet
    alike: list[list[Hypothesis]]  # groups of leaves that no exhibit separates
    unrated: list[tuple[Hypothesis, Exhibit | HiddenExhibit]]
    sources: dict[uuid.UUID, int]  # independent sources consistent with it, or with a leaf of it
    not_in_matrix: int  # exhibits of the case that were not placed here
    statements: list[str] = field(default_factory=list)  # what nothing distinguishes
    warnings: list[str] = field(default_factory=list)

    @property
    def hypotheses(self) -> list[Hypothesis]:
        """The current tree, parents before their branches."""
        return self.tree.all

    @property
    def pairs(self) -> list[tuple[Hypothesis, Hypothesis]]:
        """Every two leaves that no exhibit separates."""
        return [pair for group in self.alike for pair in combinations(group, 2)]

    def leaves_under(self, hypothesis: Hypothesis) -> list[Hypothesis]:
        """The rated leaves of a hypothesis's own branch; itself if it has no branches."""
        return self.tree.leaves(hypothesis)

    def consistent(self, hypothesis: Hypothesis) -> list[Row]:
        """Weighed exhibits that are consistent with it, or with a leaf of it."""
        leaves = self.leaves_under(hypothesis)
        return [row for row in self.rows if row.is_weighed and _values(row, leaves) & CONSISTENT]

    def against(self, hypothesis: Hypothesis) -> list[Row]:
        """Exhibits, weighed or not, that speak against it or a leaf of it."""
        leaves = self.leaves_under(hypothesis)
        return [row for row in self.rows if _values(row, leaves) & AGAINST]


def weigh(question: Question, user: Any = None) -> Weighing:
    """Weighs a question in a constant number of queries.

    Scores count every exhibit, whoever looks; with `user`, what that user may not see of an
    exhibit is left out of the answer.
    """
    from evidence.attribution.statements import statements, warnings

    tree = tree_of(question)
    leaves = tree.leaves()
    rows = _rows(question, leaves)
    placed = [leaf for leaf in leaves if any(row.is_weighed and row.cells[leaf.pk] for row in rows)]
    rows = [replace(row, diagnosticity=_separates(row, placed)) for row in rows]
    totals = {leaf.pk: sum((row.adds(leaf) for row in rows), ZERO) for leaf in leaves}
    weighing = Weighing(
        question=question,
        tree=tree,
        leaves=leaves,
        rows=rows,
        scores={pk: Score(str(total), total.rounded()) for pk, total in totals.items()},
        order=_tiers(placed, totals),
        unplaced=[leaf for leaf in leaves if leaf not in placed],
        alike=_alike(placed, rows),
        unrated=_unrated(leaves, rows),
        sources={},
        not_in_matrix=_not_in_matrix(question),
    )
    weighing.sources.update(_sources(weighing))
    weighing.statements.extend(statements(weighing, weighing.leaves))
    weighing.warnings.extend(warnings(weighing))
    return _masked(weighing, user) if user is not None else weighing


def _rows(question: Question, leaves: list[Hypothesis]) -> list[Row]:
    entries = list(
        MatrixRow.objects.current()
        .filter(question=question)
        .select_related("exhibit__origin", "exhibit__interested_party")
        .order_by("exhibit__number")
    )
    grades = current_gradings(entry.exhibit_id for entry in entries)
    cells: dict[uuid.UUID, dict[uuid.UUID, Rating]] = defaultdict(dict)
    for rating in Rating.objects.current().filter(hypothesis__in=leaves).order_by():
        cells[rating.exhibit_id][rating.hypothesis_id] = rating
    return [
        _row(entry, grades.get(entry.exhibit_id), leaves, cells[entry.exhibit_id])
        for entry in entries
    ]


def _row(
    entry: MatrixRow,
    grading: Grading | None,
    leaves: list[Hypothesis],
    ratings: dict[uuid.UUID, Rating],
) -> Row:
    weight = credibility_weight(grading.reliability, grading.credibility) if grading else None
    excluded = grading is not None and weight is None
    why = _not_weighed_why(entry, grading, excluded=excluded)
    return Row(
        exhibit=entry.exhibit,
        matrix_row=entry,
        grade=str(grading or ""),
        credibility=weight if weight and not why else "",
        relevance=entry.relevance,
        not_rated_why=entry.not_rated_why,
        not_weighed_why=why,
        cells={leaf.pk: ratings.get(leaf.pk) for leaf in leaves},
        needs_rating=not (entry.not_rated_why or entry.exhibit.is_withdrawn or excluded),
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


def current_gradings(exhibits: Iterable[uuid.UUID]) -> dict[uuid.UUID, Grading]:
    """The grading in force of each exhibit: the newest that is not withdrawn. One query."""
    found = Grading.objects.current().filter(exhibit__in=set(exhibits)).order_by("graded_at")
    return {grading.exhibit_id: grading for grading in found.select_related("analyst")}


def _values(row: Row, leaves: list[Hypothesis]) -> set[str]:
    return {cell.value for leaf in leaves if (cell := row.cells[leaf.pk])}


def _separates(row: Row, placed: list[Hypothesis]) -> bool:
    return len({row.adds(leaf) for leaf in placed}) > 1


def _tiers(placed: list[Hypothesis], totals: dict[uuid.UUID, Surd]) -> list[list[Hypothesis]]:
    tiers: dict[Surd, list[Hypothesis]] = defaultdict(list)
    for leaf in placed:
        tiers[totals[leaf.pk]].append(leaf)
    return [tiers[total] for total in sorted(tiers, reverse=True)]


def _alike(placed: list[Hypothesis], rows: list[Row]) -> list[list[Hypothesis]]:
    """An equivalence: equal in every row. So the groups do not overlap."""
    groups: dict[tuple[Surd, ...], list[Hypothesis]] = defaultdict(list)
    for leaf in placed:
        groups[tuple(row.adds(leaf) for row in rows)].append(leaf)
    return [group for group in groups.values() if len(group) > 1]


def _unrated(
    leaves: list[Hypothesis], rows: list[Row]
) -> list[tuple[Hypothesis, Exhibit | HiddenExhibit]]:
    return [
        (leaf, row.exhibit)
        for row in rows
        if row.needs_rating
        for leaf in leaves
        if row.cells[leaf.pk] is None
    ]


def _sources(weighing: Weighing) -> dict[uuid.UUID, int]:
    graph = SourceGraph.of(weighing.question.case_id)
    counts = {}
    for hypothesis in weighing.hypotheses:
        roots = (graph.roots(row.exhibit.pk) for row in weighing.consistent(hypothesis))
        counts[hypothesis.pk] = len(frozenset[uuid.UUID]().union(*roots))
    return counts


def _not_in_matrix(question: Question) -> int:
    placed = MatrixRow.objects.current().filter(question=question).values("exhibit")
    mine = Exhibit.objects.current().filter(case_id=question.case_id)
    return mine.exclude(pk__in=placed).count()


def _masked(weighing: Weighing, user: Any) -> Weighing:
    """Of what the user may not see, only numbers and ratings stay."""
    mine = Exhibit.objects.visible_to(user).filter(matrix_rows__question=weighing.question)
    visible = set(mine.values_list("pk", flat=True))
    rows = [row if row.exhibit.pk in visible else _mask(weighing, row) for row in weighing.rows]
    exhibits = {row.exhibit.pk: row.exhibit for row in rows}
    unrated = [(leaf, exhibits[exhibit.pk]) for leaf, exhibit in weighing.unrated]
    return replace(weighing, rows=rows, unrated=unrated)


def _mask(weighing: Weighing, row: Row) -> Row:
    """Rows of the same ids that hold nothing but signs; they are never saved."""
    stub = Exhibit(pk=row.exhibit.pk, case_id=weighing.question.case_id, number=row.exhibit.number)
    entry = MatrixRow(
        pk=row.matrix_row.pk, question=weighing.question, exhibit=stub, relevance=row.relevance
    )
    cells = {
        leaf.pk: cell
        and Rating(
            pk=cell.pk, hypothesis=leaf, exhibit=stub, value=cell.value, rater_id=cell.rater_id
        )
        for leaf in weighing.leaves
        for cell in [row.cells[leaf.pk]]
    }
    return replace(
        row,
        exhibit=HiddenExhibit(row.exhibit.pk, row.exhibit.number),
        matrix_row=entry,
        not_rated_why=_("Set aside.") if row.not_rated_why else "",
        not_weighed_why=_("Set aside.") if row.not_rated_why else row.not_weighed_why,
        cells=cells,
        grade="",
        grading=None,
        hidden=True,
    )
