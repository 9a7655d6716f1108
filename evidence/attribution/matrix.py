"""A question's matrix, weighed: scores, order, what nothing distinguishes, and what is weak.

An exhibit *separates* two hypotheses if it is weighed and adds something different to their
scores; CC, C, N and NA add the same, nothing. Two hypotheses that no exhibit separates have the
same score and stand in one tier: they are never ranked. A cell nobody rated adds nothing and is
named, so that an order that rests on it is seen to be provisional; a hypothesis that is rated
nowhere is not placed at all.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
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
    Line,
    Row,
    lines_of,
    masked,
    rows_of,
)
from evidence.attribution.tree import Tree, tree_of
from evidence.exhibits.models import Exhibit
from evidence.exhibits.sources import SourceGraph

__all__ = ["AGAINST", "CONSISTENT", "HiddenExhibit", "Line", "Row", "Score", "Weighing", "weigh",
           "weigh_values", "with_records"]  # fmt: skip


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
    lines: Sequence[Line]  # Rows where the records were asked for
    scores: dict[uuid.UUID, Score]  # by leaf
    order: list[list[Hypothesis]]  # tiers, least inconsistent first; a tier is not ranked within
    unplaced: list[Hypothesis]  # leaves that no weighed exhibit is rated against yet
    alike: list[list[Hypothesis]]  # groups of leaves that no exhibit separates
    unrated: Sequence[tuple[Hypothesis, Line]]
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

    @property
    def unsettled(self) -> list[tuple[Hypothesis, Line]]:
        """Those of the unrated cells on which several raters differ."""
        return [(leaf, line) for leaf, line in self.unrated if line.unsettled(leaf)]

    @property
    def rows(self) -> list[Row]:
        """The lines with their records; none from weigh_values()."""
        return [line for line in self.lines if isinstance(line, Row)]

    def consistent_lines(self, hypothesis: Hypothesis) -> list[Line]:
        """Weighed exhibits that are consistent with it, or with a leaf of it."""
        leaves = self.leaves_under(hypothesis)
        return [line for line in self.lines if line.is_weighed and line.has(CONSISTENT, leaves)]

    def consistent(self, hypothesis: Hypothesis) -> list[Row]:
        """The same with their records."""
        return [line for line in self.consistent_lines(hypothesis) if isinstance(line, Row)]

    def against(self, hypothesis: Hypothesis) -> list[Row]:
        """Exhibits, weighed or not, that speak against it or a leaf of it."""
        leaves = self.leaves_under(hypothesis)
        return [row for row in self.rows if row.has(AGAINST, leaves)]


def weigh(question: Question, user: Any = None) -> Weighing:
    """Weighs a question, with the records of its rows, in a constant number of queries.

    Scores count every exhibit, whoever looks; with `user`, what that user may not see of an
    exhibit is left out of the answer.
    """
    tree = tree_of(question)
    weighing = _weigh(question, tree, rows_of(question, tree))
    return _masked(weighing, user) if user is not None else weighing


def weigh_values(question: Question) -> Weighing:
    """The same without the records, many times quicker: for what is said about the whole."""
    tree = tree_of(question)
    return _weigh(question, tree, lines_of(question, tree))


def with_records(weighing: Weighing, exhibits: Collection[uuid.UUID], user: Any) -> list[Row]:
    """The rows of some exhibits, for a page that shows a part; as `user` may see them."""
    rows = rows_of(weighing.question, weighing.tree, exhibits)
    diagnostic = {line.pk for line in weighing.lines if line.diagnosticity}
    rows = [replace(row, diagnosticity=row.pk in diagnostic) for row in rows]
    return masked(rows, weighing.question, user)


def _weigh(question: Question, tree: Tree, lines: Sequence[Line]) -> Weighing:
    from evidence.attribution.statements import statements, warnings

    leaves = tree.leaves()
    counting = [line for line in lines if line.is_weighed]
    placed = [leaf for leaf in leaves if any(line.values[leaf.pk] for line in counting)]
    lines = [replace(line, diagnosticity=_separates(line, placed)) for line in lines]
    totals = _totals(leaves, counting)
    weighing = Weighing(
        question=question,
        tree=tree,
        leaves=leaves,
        lines=lines,
        scores={pk: Score(str(total), total.rounded()) for pk, total in totals.items()},
        order=_tiers(placed, totals),
        unplaced=[leaf for leaf in leaves if leaf not in placed],
        alike=_alike(placed, counting),
        unrated=_unrated(leaves, lines),
        sources={},
        not_in_matrix=_not_in_matrix(question),
    )
    weighing.sources.update(_sources(weighing))
    weighing.statements.extend(statements(weighing, weighing.leaves))
    weighing.warnings.extend(warnings(weighing))
    return weighing


def _totals(leaves: list[Hypothesis], counting: list[Line]) -> dict[uuid.UUID, Surd]:
    """Steps are added up as whole numbers for each weight, and only then weighed: exact and quick."""
    totals = {}
    for leaf in leaves:
        steps: dict[Surd, int] = defaultdict(int)
        for line in counting:
            if step := line.steps(leaf):
                steps[line.unit] += step
        weighed = (Surd(Fraction(count)) * unit for unit, count in steps.items())
        totals[leaf.pk] = sum(weighed, ZERO)
    return totals


def _separates(line: Line, placed: list[Hypothesis]) -> bool:
    return line.is_weighed and len({line.steps(leaf) for leaf in placed}) > 1


def _tiers(placed: list[Hypothesis], totals: dict[uuid.UUID, Surd]) -> list[list[Hypothesis]]:
    tiers: dict[Surd, list[Hypothesis]] = defaultdict(list)
    for leaf in placed:
        tiers[totals[leaf.pk]].append(leaf)
    return [tiers[total] for total in sorted(tiers, reverse=True)]


def _alike(placed: list[Hypothesis], counting: list[Line]) -> list[list[Hypothesis]]:
    """Equal in every row: an equivalence, so the groups do not overlap."""
    groups: dict[tuple[int, ...], list[Hypothesis]] = defaultdict(list)
    for leaf in placed:
        groups[tuple(line.steps(leaf) for line in counting)].append(leaf)
    return [group for group in groups.values() if len(group) > 1]


def _unrated(leaves: list[Hypothesis], lines: Sequence[Line]) -> list[tuple[Hypothesis, Line]]:
    waiting = [line for line in lines if line.needs_rating]
    return [(leaf, line) for line in waiting for leaf in leaves if not line.values[leaf.pk]]


def _sources(weighing: Weighing) -> dict[uuid.UUID, int]:
    graph = SourceGraph.of(weighing.question.case_id)
    counts = {}
    for hypothesis in weighing.hypotheses:
        roots = (graph.roots(line.pk) for line in weighing.consistent_lines(hypothesis))
        counts[hypothesis.pk] = len(frozenset[uuid.UUID]().union(*roots))
    return counts


def _not_in_matrix(question: Question) -> int:
    placed = MatrixRow.objects.current().filter(question=question).values("exhibit")
    mine = Exhibit.objects.current().filter(case_id=question.case_id)
    return mine.exclude(pk__in=placed).count()


def _masked(weighing: Weighing, user: Any) -> Weighing:
    rows = masked(weighing.rows, weighing.question, user)
    shown = {row.pk: row for row in rows}
    unrated = [(leaf, shown[line.pk]) for leaf, line in weighing.unrated]
    return replace(weighing, lines=rows, unrated=unrated)
