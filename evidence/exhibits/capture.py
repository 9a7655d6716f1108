"""The court minimum of a web capture: address, page source, full-page capture with date and time.

Berkeley Protocol ¶155, (a) to (c). Computed from what is recorded, never stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from evidence.exhibits.models import Exhibit, ExhibitFile, WebCapture
from evidence.exhibits.vocabulary import WEB_KINDS, CapturePart, CopyRole

# Which part of a capture a file is, where whoever attached it left that to its type.
BY_TYPE = "by_type"
NEEDED = (CapturePart.PAGE_SOURCE, CapturePart.FULL_PAGE)
MISSING = {
    "url": _("the web address"),
    CapturePart.PAGE_SOURCE: _("the page source (HTML)"),
    CapturePart.FULL_PAGE: _("a full-page capture"),
    "shows_date_time": _("that somebody looked whether the full-page capture shows date and time"),
}


def part_of(told: str, media_type: str) -> str:
    """The part as told; for BY_TYPE, what a file of this media type most likely is."""
    if told != BY_TYPE:
        return told
    if "html" in media_type:
        return CapturePart.PAGE_SOURCE
    if media_type == "application/pdf" or media_type.startswith("image/"):
        return CapturePart.FULL_PAGE
    if media_type.startswith(("video/", "audio/")):
        return CapturePart.MEDIA
    return CapturePart.OTHER


@dataclass(frozen=True)
class CourtMinimum:
    lacks: dict[str, str | Promise]

    @property
    def missing(self) -> list[str | Promise]:
        return list(self.lacks.values())

    @property
    def is_met(self) -> bool:
        return not self.lacks

    @property
    def lacks_files(self) -> bool:
        return any(part in self.lacks for part in NEEDED)


def court_minimum(exhibit: Exhibit) -> CourtMinimum | None:
    """What an exhibit from the web has and lacks; None for other kinds."""
    return court_minimums([exhibit]).get(exhibit.pk)


def court_minimums(exhibits: Iterable[Exhibit]) -> dict[UUID, CourtMinimum]:
    """By their ids, what those from the web have and lack: two queries, however many they are."""
    there: dict[UUID, set[str]] = {
        exhibit.pk: set() for exhibit in exhibits if exhibit.kind in WEB_KINDS
    }
    if not there:
        return {}
    for pk, part in _counted().filter(exhibit__in=there).values_list("exhibit_id", "capture_part"):
        there[pk].add(part)
    for capture in WebCapture.objects.current().filter(exhibit__in=there):
        found = {"url": capture.url, "shows_date_time": capture.shows_date_time}
        there[capture.exhibit_id] |= {what for what, value in found.items() if value}
    return {
        pk: CourtMinimum({what: text for what, text in MISSING.items() if what not in found})
        for pk, found in there.items()
    }


def waiting_for_capture() -> Q:
    """The same as a condition on exhibits, for lists."""
    capture = WebCapture.objects.current().filter(exhibit=OuterRef("pk"), shows_date_time=True)
    has_all = Q(Exists(capture.exclude(url="").order_by()))
    for part in NEEDED:
        has_all &= Q(
            Exists(_counted().filter(exhibit=OuterRef("pk"), capture_part=part).order_by())
        )
    return Q(kind__in=WEB_KINDS) & ~has_all


def _counted() -> Any:
    """Files that count: as they were received, and not withdrawn."""
    return ExhibitFile.objects.current().filter(role=CopyRole.EVIDENTIARY)
