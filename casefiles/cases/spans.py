"""The cited days of relations as bars over one axis of time; units of the drawing are 0 to 1000."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language_bidi

from casefiles.cases.models import Relation

WIDTH = 1000
THIN = 6  # so that a single day is seen
EDGE = timedelta(days=45)  # beyond the last cited day, for what is only assumed there


@dataclass(frozen=True)
class Piece:
    """A stretch of the axis: `cited`, `perhaps` or `assumed`."""

    kind: str
    x: int
    width: int

    @property
    def end(self) -> int:
        return self.x + self.width


@dataclass(frozen=True)
class Axis:
    first: date
    last: date

    def at(self, day: date) -> int:
        """Where a day begins, from the side at which reading begins."""
        return round((day - self.first).days / (self.last - self.first).days * WIDTH)

    def mark(self, day: date) -> int | None:
        """The place of a day, mirrored where reading is from the right; None beyond the axis."""
        if not self.first <= day <= self.last:
            return None
        return WIDTH - self.at(day) if get_language_bidi() else self.at(day)

    def bar(self, relation: Relation) -> list[Piece]:
        """From the earliest to the latest; empty for an undated relation."""
        first, last = relation.first or relation.last, relation.last or relation.first
        if first is None or last is None:
            return []
        begin, end = self.at(first.earliest), self.at(last.latest + timedelta(days=1))
        sure, unsure = self.at(first.latest), self.at(last.earliest + timedelta(days=1))
        if sure > unsure:  # the ends overlap: no day between them is certain
            sure = unsure = end
        end = max(end, begin + THIN)
        pieces = [("perhaps", begin, sure), ("cited", sure, unsure), ("perhaps", unsure, end)]
        if first == last and first.is_exact:
            pieces = [("cited", begin, end)]
        if not relation.first_is_start:
            pieces.insert(0, ("assumed", 0, begin))
        if not relation.last_is_end:
            pieces.append(("assumed", end, WIDTH))
        return [_piece(*piece) for piece in pieces if piece[2] > piece[1]]


def _piece(kind: str, begin: int, end: int) -> Piece:
    x = WIDTH - end if get_language_bidi() else begin
    return Piece(kind, x, end - begin)


def axis_of(relations: Iterable[Relation], *days: date | None) -> Axis | None:
    """An axis on which every cited day and `days` have room; None where no day is known."""
    ends: list[Any] = [day for day in days if day]
    for row in relations:
        ends += [end for part in (row.first, row.last) if part
                 for end in (part.earliest, part.latest)]  # fmt: skip
    if not ends:
        return None
    return Axis(min(ends) - EDGE, max(ends) + EDGE)
