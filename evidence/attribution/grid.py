"""The matrix as a page lays it out: heads in levels, ranks in words, cells that link."""

import uuid
from collections import Counter
from dataclasses import dataclass
from math import comb
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evidence.attribution.arithmetic import STEPS, printed
from evidence.attribution.cells import Drawing
from evidence.attribution.matrix import Weighing
from evidence.attribution.models import Hypothesis, Question
from evidence.attribution.shown import Shown
from evidence.attribution.statements import listed
from evidence.attribution.vocabulary import Weight


@dataclass(frozen=True)
class Head:
    """In the upper line: a parent over `span` leaves, or a leaf that stands alone."""

    hypothesis: Hypothesis | None
    leaf: Hypothesis
    span: int = 1


@dataclass(frozen=True)
class Line:
    row: Shown
    cells: SafeString  # drawn
    credibility: str  # the weights in words
    relevance: str
    apart: int  # pairs of hypotheses that it counts differently for
    row_url: str
    update_url: str


@dataclass(frozen=True)
class Foot:
    """What stands under one leaf."""

    leaf: Hypothesis
    score: str
    rank: int | None  # None while no exhibit is rated against it
    shared_with: str  # "H2 and H3": they are not ranked among one another
    sources: int


@dataclass(frozen=True)
class Grid:
    heads: list[Head]  # the upper line; empty where no leaf has a parent
    below: list[Hypothesis]  # the lower line: leaves of a parent, or all
    lines: list[Line]  # what is weighed, or waits for a grade or a rating
    aside: list[Line]  # what is not rated, with its reason
    feet: list[Foot]
    pairs: int  # of hypotheses that can be told apart at all
    order: list[str]  # tiers in words, least inconsistent first
    diagnostic: list[str]  # numbers of the exhibits that tell hypotheses apart
    residual: list[Hypothesis]  # other or unknown: open, not rated


def grid_of(weighing: Weighing, rows: list[Shown], chosen: str = "") -> Grid:
    """`rows` are those to lay out, `chosen` the cell that stands open; heads, feet and order are
    of the whole."""
    drawing = Drawing(weighing.leaves, chosen)
    placed = [weighing.leaves[place].pk for place in weighing.tally.placed]
    lines = [_line(weighing.question, drawing, row, placed) for row in rows]
    heads = _heads(weighing)
    alone = {head.leaf for head in heads if head.hypothesis is None}
    return Grid(
        heads=heads,
        below=[leaf for leaf in weighing.leaves if leaf not in alone],
        lines=[line for line in lines if not line.row.not_rated_why],
        aside=[line for line in lines if line.row.not_rated_why],
        feet=_feet(weighing),
        pairs=comb(len(weighing.tally.placed), 2),
        order=[listed(tier) for tier in weighing.order],
        diagnostic=[str(line) for line in weighing.lines if line.diagnosticity],
        residual=[item for item in weighing.hypotheses if item.is_residual],
    )


def _heads(weighing: Weighing) -> list[Head]:
    """One level of parents is enough to see what belongs together: the nearest."""
    heads: list[Head] = []
    for leaf in weighing.leaves:
        above = weighing.tree.above(leaf)
        parent = above[0] if above else None
        if heads and parent is not None and heads[-1].hypothesis == parent:
            heads[-1] = Head(parent, heads[-1].leaf, heads[-1].span + 1)
        else:
            heads.append(Head(parent, leaf))
    return heads if any(head.hypothesis for head in heads) else []


def _line(question: Question, drawing: Drawing, row: Shown, placed: list[uuid.UUID]) -> Line:
    ids: list[Any] = [question.case_id, question.pk, row.pk]
    url = reverse("attribution:row_rate", args=ids)
    return Line(
        row=row,
        cells=SafeString() if row.is_set_aside else drawing.cells(row, url),
        credibility=str(Weight(row.credibility).label) if row.credibility else "",
        relevance=str(Weight(row.relevance).label),
        apart=_apart(row, placed) if row.diagnosticity else 0,
        row_url=url,
        update_url=reverse("attribution:row_update", args=ids),
    )


def _apart(row: Shown, placed: list[uuid.UUID]) -> int:
    """All pairs but those within each group for which it counts the same."""
    same = Counter(STEPS.get(row.values[leaf], 0) for leaf in placed)
    return comb(len(placed), 2) - sum(comb(number, 2) for number in same.values())


def _feet(weighing: Weighing) -> list[Foot]:
    tiers: dict[uuid.UUID, tuple[int, list[Hypothesis]]] = {}
    before = 0
    for tier in weighing.order:
        for leaf in tier:
            tiers[leaf.pk] = (before + 1, [other for other in tier if other != leaf])
        before += len(tier)
    feet = []
    for leaf in weighing.leaves:
        rank, others = tiers.get(leaf.pk, (None, []))
        score = printed(weighing.scores[leaf.pk].text) if rank else _("none yet")
        sources = weighing.sources.get(leaf.pk, 0)
        feet.append(Foot(leaf, score, rank, listed(others) if others else "", sources))
    return feet
