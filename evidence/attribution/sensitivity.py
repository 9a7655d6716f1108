"""What the order of the hypotheses rests on: whose removal would change it.

Heuer, Analysis of Competing Hypotheses, step 6: how sensitive is the conclusion to a few
critical items? Asked of each exhibit, and of each origin that stands behind several.
"""

import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evidence.attribution.matrix import Weighing
from evidence.attribution.models import Hypothesis
from evidence.attribution.rows import Line
from evidence.attribution.statements import listed
from evidence.exhibits.models import Origin
from evidence.exhibits.sources import SourceGraph

# Twice a total, as a and b of a + b√2: whole numbers, because no weight has a finer part.
Halves = tuple[int, int]
Totals = dict[uuid.UUID, Halves]
THEN = gettext_lazy(", then ")


class Sensitivity(NamedTuple):
    """How the hypotheses would stand without `removed`."""

    removed: list[Line]
    origin: Origin | None  # None where one exhibit is removed; a name only its readers see
    order: list[list[Hypothesis]]
    changes_first: bool  # whether others would stand first

    def __str__(self) -> str:
        tiers = str(THEN).join(listed(tier) for tier in self.order)
        if self.origin is None:
            return _("Without %(exhibit)s: %(order)s.") % {
                "exhibit": listed(self.removed), "order": tiers,
            }  # fmt: skip
        return ngettext(
            "Without %(count)d exhibit that goes back to “%(origin)s” (%(exhibits)s): %(order)s.",
            "Without the %(count)d exhibits that go back to “%(origin)s” (%(exhibits)s): %(order)s.",
            len(self.removed),
        ) % {
            "count": len(self.removed), "origin": self.origin.name,
            "exhibits": listed(self.removed), "order": tiers,
        }  # fmt: skip


def sensitivities(weighing: Weighing, user: Any) -> list[Sensitivity]:
    """Every exhibit, and every origin that the user may see, without which the order would be
    another; those first that change which hypotheses stand first. Two queries beside the graph.
    """
    placed = [leaf for tier in weighing.order for leaf in tier]
    weighed = [line for line in weighing.lines if line.is_weighed]
    totals = _totals(placed, weighed)
    found = []
    for origin, removed in [*_exhibits(weighed), *_origins(weighing, weighed, user)]:
        order = _order(placed, _without(totals, placed, removed))
        if _ids(order) != _ids(weighing.order):
            first = _ids(order[:1]) != _ids(weighing.order[:1])
            found.append(Sensitivity(removed, origin, order, first))
    return sorted(found, key=lambda each: not each.changes_first)


def _exhibits(weighed: Iterable[Line]) -> list[tuple[None, list[Line]]]:
    """One that adds the same to every hypothesis moves none of them past another."""
    return [(None, [line]) for line in weighed if line.diagnosticity]


def _origins(
    weighing: Weighing, weighed: Iterable[Line], user: Any
) -> list[tuple[Origin, list[Line]]]:
    """Origins that two or more exhibits go back to, and to nothing else."""
    case = weighing.question.case_id
    graph = SourceGraph.of(case)
    behind: dict[uuid.UUID, list[Line]] = defaultdict(list)
    for line in weighed:
        roots = graph.roots(line.pk)
        if len(roots) == 1:
            behind[next(iter(roots))].append(line)
    several = {origin: lines for origin, lines in behind.items() if len(lines) > 1}
    seen = Origin.objects.visible_to(user).filter(case=case, pk__in=several)
    return [(origin, several[origin.pk]) for origin in seen]


def _totals(placed: Sequence[Hypothesis], lines: Iterable[Line]) -> Totals:
    totals = {leaf.pk: (0, 0) for leaf in placed}
    return _add(totals, placed, lines, 1)


def _without(totals: Totals, placed: Sequence[Hypothesis], removed: Iterable[Line]) -> Totals:
    return _add(dict(totals), placed, removed, -1)


def _add(totals: Totals, placed: Sequence[Hypothesis], lines: Iterable[Line], sign: int) -> Totals:
    for line in lines:
        a, b = int(line.unit.a * 2), int(line.unit.b * 2)
        for leaf in placed:
            if step := sign * line.steps(leaf):
                before = totals[leaf.pk]
                totals[leaf.pk] = (before[0] + step * a, before[1] + step * b)
    return totals


def _order(placed: Sequence[Hypothesis], totals: Totals) -> list[list[Hypothesis]]:
    """Equal totals are equal pairs, exactly; only different ones are put in order by size.

    Two different pairs lie further apart than a float errs, up to millions of exhibits.
    """
    tiers: dict[Halves, list[Hypothesis]] = defaultdict(list)
    for leaf in placed:
        tiers[totals[leaf.pk]].append(leaf)
    ranked = sorted(tiers, key=lambda pair: pair[0] + pair[1] * math.sqrt(2), reverse=True)
    return [tiers[pair] for pair in ranked]


def _ids(order: Iterable[Iterable[Hypothesis]]) -> list[frozenset[uuid.UUID]]:
    return [frozenset(leaf.pk for leaf in tier) for tier in order]
