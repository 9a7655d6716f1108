"""The rows of one page of a matrix, with what one reader may see of their exhibits."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from evidence.attribution.matrix import Weighing
from evidence.attribution.models import MatrixRow
from evidence.attribution.rows import HiddenExhibit, Line, not_weighed_why
from evidence.exhibits.models import Exhibit


@dataclass(frozen=True, kw_only=True)
class Shown(Line):
    """A line and its exhibit; of one that the reader may not see, its number and its signs."""

    exhibit: Exhibit | HiddenExhibit
    not_rated_why: str  # the analyst's words for leaving the row unrated
    not_weighed_why: str  # why the row counts for nothing, in a sentence; "" if it counts
    hidden: bool  # the reader may not see the exhibit


def with_records(weighing: Weighing, exhibits: Collection[uuid.UUID], user: Any) -> list[Shown]:
    """The rows of some exhibits, by number; two queries, and not a rating among them."""
    lines = {line.pk: line for line in weighing.lines}
    entries = MatrixRow.objects.current().filter(question=weighing.question, exhibit__in=exhibits)
    visible = Exhibit.objects.visible_to(user).filter(pk__in=exhibits)
    seen = set(visible.order_by().values_list("pk", flat=True))
    return [
        _seen(lines[entry.exhibit_id], entry) if entry.exhibit_id in seen
        else _hidden(lines[entry.exhibit_id])
        for entry in entries.select_related("exhibit").order_by("exhibit__sequence")
    ]  # fmt: skip


def _seen(line: Line, entry: MatrixRow) -> Shown:
    return Shown(
        **vars(line),
        exhibit=entry.exhibit,
        not_rated_why=entry.not_rated_why,
        not_weighed_why=not_weighed_why(line, entry.not_rated_why),
        hidden=False,
    )


def _hidden(line: Line) -> Shown:
    return Shown(
        **{**vars(line), "grade": "", "party": None},
        exhibit=HiddenExhibit(line.pk, line.number),
        not_rated_why=_("Set aside.") if line.is_set_aside else "",
        not_weighed_why="" if line.is_weighed else _("It counts for nothing."),
        hidden=True,
    )
