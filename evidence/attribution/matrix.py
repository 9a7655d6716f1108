"""A question's matrix, weighed: scores, order, what nothing distinguishes, and what is weak.

An exhibit *separates* two hypotheses if it is weighed and adds something different to their
scores; CC, C, N and NA add the same, nothing. Two hypotheses that no exhibit separates have the
same score and stand in one tier: they are never ranked. A cell nobody rated adds nothing and is
named, so that an order that rests on it is seen to be provisional; a hypothesis that is rated
nowhere is not placed at all.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from evidence.attribution.arithmetic import ZERO, Surd
from evidence.attribution.models import Hypothesis, MatrixRow, Question
from evidence.attribution.rows import (
    AGAINST,
    CONSISTENT,
    HiddenExhibit,
    Row,
    masked,
    rows_of,
)
from evidence.attribution.tree import Tree, tree_of
from evidence.exhibits.models import Exhibit
from evidence.exhibits.sources import SourceGraph

__all__ = ["AGAINST", "CONSISTENT", "HiddenExhibit", "Row", "Score", "Weighing", "weigh"]


class Score(NamedTuple):
    """A hypothesis's score as printed and as a number. Never a probability."""

    text: str
    value: Decimal


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
        return [row for row in self.rows if row.is_weighed and row.has(CONSISTENT, leaves)]

    def against(self, hypothesis: Hypothesis) -> list[Row]:
        """Exhibits, weighed or not, that speak against it or a leaf of it."""
        leaves = self.leaves_under(hypothesis)
        return [row for row in self.rows if row.has(AGAINST, leaves)]


def weigh(question: Question, user: Any = None) -> Weighing:
    """Weighs a question in a constant number of queries.

    Scores count every exhibit, whoever looks; with `user`, what that user may not see of an
    exhibit is left out of the answer.
    """
    from evidence.attribution.statements import statements, warnings

    tree = tree_of(question)
    leaves = tree.leaves()
    rows = rows_of(question, tree)
    counting = [row for row in rows if row.is_weighed]
    placed = [leaf for leaf in leaves if any(row.cells[leaf.pk] for row in counting)]
    rows = [replace(row, diagnosticity=_separates(row, placed)) for row in rows]
    totals = _totals(leaves, counting)
    weighing = Weighing(
        question=question,
        tree=tree,
        leaves=leaves,
        rows=rows,
        scores={pk: Score(str(total), total.rounded()) for pk, total in totals.items()},
        order=_tiers(placed, totals),
        unplaced=[leaf for leaf in leaves if leaf not in placed],
        alike=_alike(placed, counting),
        unrated=_unrated(leaves, rows),
        sources={},
        not_in_matrix=_not_in_matrix(question),
    )
    weighing.sources.update(_sources(weighing))
    weighing.statements.extend(statements(weighing, weighing.leaves))
    weighing.warnings.extend(warnings(weighing))
    return _masked(weighing, user) if user is not None else weighing


def _totals(leaves: list[Hypothesis], counting: list[Row]) -> dict[uuid.UUID, Surd]:
    """Steps are added up as whole numbers for each weight, and only then weighed: exact and quick."""
    totals = {}
    for leaf in leaves:
        steps: dict[Surd, int] = defaultdict(int)
        for row in counting:
            if step := row.steps[leaf.pk]:
                steps[row.unit] += step
        weighed = (Surd(Fraction(count)) * unit for unit, count in steps.items())
        totals[leaf.pk] = sum(weighed, ZERO)
    return totals


def _separates(row: Row, placed: list[Hypothesis]) -> bool:
    return row.is_weighed and len({row.steps[leaf.pk] for leaf in placed}) > 1


def _tiers(placed: list[Hypothesis], totals: dict[uuid.UUID, Surd]) -> list[list[Hypothesis]]:
    tiers: dict[Surd, list[Hypothesis]] = defaultdict(list)
    for leaf in placed:
        tiers[totals[leaf.pk]].append(leaf)
    return [tiers[total] for total in sorted(tiers, reverse=True)]


def _alike(placed: list[Hypothesis], counting: list[Row]) -> list[list[Hypothesis]]:
    """Equal in every row: an equivalence, so the groups do not overlap."""
    groups: dict[tuple[int, ...], list[Hypothesis]] = defaultdict(list)
    for leaf in placed:
        groups[tuple(row.steps[leaf.pk] for row in counting)].append(leaf)
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
    rows = masked(weighing.rows, weighing.question, user)
    exhibits = {row.exhibit.pk: row.exhibit for row in rows}
    unrated = [(leaf, exhibits[exhibit.pk]) for leaf, exhibit in weighing.unrated]
    return replace(weighing, rows=rows, unrated=unrated)
