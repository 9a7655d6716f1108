"""The list of exhibits page by page, as quick at its end as at its beginning.

A page begins after an exhibit, or ends before one: no page before it is counted or read. Links
stay what they were when others log exhibits meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Exhibit

PAGE = 50
# Counting on would read the whole case for a figure that nobody compares.
COUNTED = 1000
Place = tuple[int, str]


@dataclass(frozen=True)
class ListPage:
    """`before` and `after` are the exhibits at which the neighbouring pages end and begin."""

    object_list: list[Exhibit]
    before: UUID | None
    after: UUID | None

    def __iter__(self) -> Iterator[Exhibit]:
        return iter(self.object_list)

    @property
    def has_other_pages(self) -> bool:
        return bool(self.before or self.after)


def page_of(exhibits: Any, case: CaseFile, *, after: str = "", before: str = "") -> ListPage:
    """The page after one exhibit of the case, or before one; else the first.

    `exhibits` is what is listed, in any order. Ids that are none begin at the first page.
    """
    place = _place(case, before) if before else None
    if place:
        rows = _backwards(exhibits, place)
        if len(rows) == PAGE:
            return _with_neighbours(exhibits, rows)
    place = _place(case, after) if after else None
    return _with_neighbours(exhibits, _onwards(exhibits, place))


def count_of(exhibits: Any) -> int:
    """How many there are, up to one more than COUNTED."""
    return len(exhibits.order_by().values_list("pk")[: COUNTED + 1])


def following(exhibits: Any, exhibit: Exhibit) -> Exhibit | None:
    """The one of `exhibits` that comes next in the order of the list, and after the last the first;
    never `exhibit` itself."""
    rows = exhibits.order_by("sequence", "number").exclude(pk=exhibit.pk)
    later: Exhibit | None = _beyond(rows, (exhibit.sequence, exhibit.number)).first()
    return later or rows.first()


def _place(case: CaseFile, pk: str) -> Place | None:
    """Where an exhibit stands, though it be hidden or withdrawn by now: that says nothing of it."""
    try:
        rows = Exhibit.objects.filter(case=case, pk=UUID(pk))
    except ValueError:
        return None
    return rows.values_list("sequence", "number").first()


def _onwards(exhibits: Any, place: Place | None) -> list[Exhibit]:
    if place:
        exhibits = _beyond(exhibits, place)
    return list(exhibits.order_by("sequence", "number")[:PAGE])


def _backwards(exhibits: Any, place: Place) -> list[Exhibit]:
    rows = _ahead_of(exhibits, place).order_by("-sequence", "-number")[:PAGE]
    return list(rows)[::-1]


def _beyond(exhibits: Any, place: Place) -> Any:
    # The first condition is what an index can begin with; the second alone it could not.
    sequence, number = place
    later = Q(sequence__gt=sequence) | Q(number__gt=number)
    return exhibits.filter(later, sequence__gte=sequence)


def _ahead_of(exhibits: Any, place: Place) -> Any:
    sequence, number = place
    earlier = Q(sequence__lt=sequence) | Q(number__lt=number)
    return exhibits.filter(earlier, sequence__lte=sequence)


def _with_neighbours(exhibits: Any, rows: list[Exhibit]) -> ListPage:
    if not rows:
        return ListPage([], None, None)
    first, last = rows[0], rows[-1]
    is_first = not _ahead_of(exhibits, (first.sequence, first.number)).exists()
    is_last = not _beyond(exhibits, (last.sequence, last.number)).exists()
    return ListPage(rows, None if is_first else first.pk, None if is_last else last.pk)
