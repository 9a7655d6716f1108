"""Which rows of a matrix a page shows: all or those of one kind, fifty at a time."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evidence.attribution.matrix import Weighing
from evidence.attribution.rows import Line

PAGE = 50
SHOWS: dict[str, tuple[str | Promise, Callable[[Line], bool]]] = {
    "": (_("All"), bool),  # there is no line that is not
    "diagnostic": (_("Diagnostic"), lambda line: line.diagnosticity),
    "contradicting": (_("Contradicting"), lambda line: line.contradicts),
    "disagreed": (_("Raters differ"), lambda line: bool(line.disagreed)),
    "unrated": (_("Unrated"), lambda line: line.needs_rating and not all(line.values.values())),
}


class Show(NamedTuple):
    """One kind of rows, as the page offers it."""

    code: str
    label: str | Promise
    number: int
    is_chosen: bool


class Selection(NamedTuple):
    """What a page shows of a matrix. A kind that is none shows all."""

    shows: list[Show]
    page: Page[Line]
    aside: list[Line]  # set aside with a reason; on the first page of all

    @property
    def exhibits(self) -> list[Any]:
        return [line.pk for line in [*self.page.object_list, *self.aside]]


def select(weighing: Weighing, show: str, number: Any, cell: str = "") -> Selection:
    """`number` as an address gives it; without one, the page with the row of `cell` (a key)."""
    show = show if show in SHOWS else ""
    rated = [line for line in weighing.lines if not line.is_set_aside]
    shows = [
        Show(code, label, sum(map(fits, rated)), code == show)
        for code, (label, fits) in SHOWS.items()
    ]
    lines = [line for line in rated if SHOWS[show][1](line)]
    page = Paginator(lines, PAGE).get_page(number or _page_of(lines, cell))
    aside = [line for line in weighing.lines if line.is_set_aside]
    return Selection(shows, page, aside if page.number == 1 and not show else [])


def _page_of(lines: list[Line], cell: str) -> int:
    places = [place for place, line in enumerate(lines) if cell.startswith(f"{line.pk}.")]
    return places[0] // PAGE + 1 if places else 1
