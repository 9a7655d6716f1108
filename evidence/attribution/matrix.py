"""A question's matrix, weighed: scores, order, what nothing distinguishes, and what is weak.

An exhibit *separates* two hypotheses if it is weighed and adds something different to their
scores; CC, C, N and NA add the same, nothing. Two hypotheses that no exhibit separates have the
same score and stand in one tier: they are never ranked. A cell nobody rated adds nothing and is
named, so that an order that rests on it is seen to be provisional; a hypothesis that is rated
nowhere is not placed at all.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

from evidence.attribution.arithmetic import Surd
from evidence.attribution.models import Hypothesis, Question
from evidence.attribution.rows import (
    AGAINST,
    CONSISTENT,
    HiddenExhibit,
    Line,
    Row,
    lines_from,
    masked,
    rows_of,
)
from evidence.attribution.tally import Tally, bits
from evidence.attribution.tally_cache import CachedTallies, tally_from, tally_of
from evidence.attribution.tree import Tree, tree_of

__all__ = ["AGAINST", "CONSISTENT", "HiddenExhibit", "Line", "Row", "Score", "Weighing", "weigh",
           "weigh_values"]  # fmt: skip


class Score(NamedTuple):
    """A hypothesis's score as printed and as a number. Never a probability."""

    text: str
    value: Decimal


@dataclass(frozen=True)
class Weighing:
    """Everything computed about one question. Leaves and rows stand in the order of the page."""

    question: Question
    tree: Tree
    tally: Tally
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
        return self.lines_in(self.tally.consistent(self.places(hypothesis)))

    def lines_in(self, rows: int) -> list[Line]:
        """The lines of a set of the tally's rows."""
        return [self.lines[place] for place in bits(rows)]

    def places(self, hypothesis: Hypothesis) -> list[int]:
        """Where the leaves of a hypothesis's branch stand among all."""
        own = {leaf.pk for leaf in self.leaves_under(hypothesis)}
        return [place for place, leaf in enumerate(self.leaves) if leaf.pk in own]

    def consistent(self, hypothesis: Hypothesis) -> list[Row]:
        """The same with their records."""
        return [line for line in self.consistent_lines(hypothesis) if isinstance(line, Row)]

    def against(self, hypothesis: Hypothesis) -> list[Row]:
        """Exhibits, weighed or not, that speak against it or a leaf of it."""
        lines = self.lines_in(self.tally.against(self.places(hypothesis)))
        return [line for line in lines if isinstance(line, Row)]


def weigh(question: Question, user: Any = None) -> Weighing:
    """Weighs a question, with the records of its rows, in a constant number of queries.

    Scores count every exhibit, whoever looks; with `user`, what that user may not see of an
    exhibit is left out of the answer.
    """
    tree = tree_of(question)
    rows = rows_of(question, tree)
    tally = tally_from(question, tree, [row.facts for row in rows])
    diagnostic = set(bits(tally.diagnostic))
    lines = [replace(row, diagnosticity=place in diagnostic) for place, row in enumerate(rows)]
    weighing = _weighing(question, tree, tally, lines)
    return _masked(weighing, user) if user is not None else weighing


def weigh_values(question: Question, kept: CachedTallies | None = None) -> Weighing:
    """The same without the records, many times quicker: for what is said about the whole.

    A page of several questions takes `kept` once, for all of them.
    """
    tree = tree_of(question)
    tally = tally_of(question, tree, kept)
    lines = lines_from(tally.facts, question, tally.leaves, set(bits(tally.diagnostic)))
    return _weighing(question, tree, tally, lines)


def _weighing(question: Question, tree: Tree, tally: Tally, lines: Sequence[Line]) -> Weighing:
    from evidence.attribution.statements import statements, warnings

    leaves, placed = tree.leaves(), set(tally.placed)
    weighing = Weighing(
        question=question,
        tree=tree,
        tally=tally,
        leaves=leaves,
        lines=lines,
        scores={leaf.pk: _score(tally, place) for place, leaf in enumerate(leaves)},
        order=[[leaves[place] for place in tier] for tier in tally.order],
        unplaced=[leaf for place, leaf in enumerate(leaves) if place not in placed],
        alike=[[leaves[place] for place in group] for group in tally.alike],
        unrated=[(leaves[leaf], lines[row]) for leaf, row in tally.unrated],
        sources={},
        not_in_matrix=tally.outside,
    )
    for hypothesis in weighing.hypotheses:
        consistent = tally.consistent(weighing.places(hypothesis))
        weighing.sources[hypothesis.pk] = tally.sources(consistent)
    weighing.statements.extend(statements(weighing, weighing.leaves))
    weighing.warnings.extend(warnings(weighing))
    return weighing


def _score(tally: Tally, place: int) -> Score:
    total = Surd.of(tally.totals[place])
    return Score(str(total), total.rounded())


def _masked(weighing: Weighing, user: Any) -> Weighing:
    rows = masked(weighing.rows, weighing.question, user)
    shown = {row.pk: row for row in rows}
    unrated = [(leaf, shown[line.pk]) for leaf, line in weighing.unrated]
    return replace(weighing, lines=rows, unrated=unrated)
