"""What the order of the hypotheses rests on: whose removal would change it.

Heuer, Analysis of Competing Hypotheses, step 6: how sensitive is the conclusion to a few
critical items? Asked of each exhibit, and of each origin that stands behind several.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evidence.attribution.matrix import Weighing
from evidence.attribution.models import Hypothesis
from evidence.attribution.rows import Line
from evidence.attribution.statements import listed
from evidence.attribution.tally import bits
from evidence.exhibits.models import Origin

THEN = gettext_lazy(", then ")


@dataclass(frozen=True)
class Sensitivity:
    """How the hypotheses would stand without some rows."""

    weighing: Weighing
    rows: int  # a set of the tally's rows
    origin: Origin | None  # None where one exhibit is removed; a name only its readers see
    changes_first: bool  # whether others would stand first

    @property
    def removed(self) -> list[Line]:
        return self.weighing.lines_in(self.rows)

    @property
    def order(self) -> list[list[Hypothesis]]:
        leaves = self.weighing.leaves
        tiers = self.weighing.tally.order_without(self.rows)
        return [[leaves[place] for place in tier] for tier in tiers]

    @property
    def name(self) -> str:
        return f"“{self.origin.name}”" if self.origin else listed(self.removed)

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
    another; those first that change which hypotheses stand first. One query.
    """
    tally = weighing.tally
    every, first = tally.sensitive()
    found = [
        Sensitivity(weighing, 1 << row, None, bool(first.rows >> row & 1))
        for row in bits(every.rows)
    ]
    groups = {tally.groups[number][0]: number for number in bits(every.groups)}
    for origin in _seen(weighing, list(groups), user):
        number = groups[origin.pk]
        rows = tally.groups[number][1]
        found.append(Sensitivity(weighing, rows, origin, bool(first.groups >> number & 1)))
    return sorted(found, key=lambda each: not each.changes_first)


TOLD = 12  # how many a page tells in sentences; of more, only the names


@dataclass(frozen=True)
class Resting:
    """What the order rests on, as a page tells it: the weightiest in sentences, the rest named."""

    told: list[Sensitivity]
    named: list[str]

    @property
    def count(self) -> int:
        return len(self.told) + len(self.named)


def resting_of(weighing: Weighing, user: Any) -> Resting:
    found = sensitivities(weighing, user)
    return Resting(found[:TOLD], [each.name for each in found[TOLD:]])


def _seen(weighing: Weighing, origins: list[uuid.UUID], user: Any) -> Any:
    case = weighing.question.case_id
    return Origin.objects.visible_to(user).filter(case=case, pk__in=origins)
