"""The court minimum of a web capture: address, page source, full-page capture with date and time.

Berkeley Protocol ¶155, (a) to (c). Computed from what is recorded, never stored.
"""

from dataclasses import dataclass
from typing import Any

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
    missing: list[str | Promise]

    @property
    def is_met(self) -> bool:
        return not self.missing


def court_minimum(exhibit: Exhibit, capture: WebCapture | None) -> CourtMinimum | None:
    """What an exhibit from the web has and lacks; None for other kinds."""
    if exhibit.kind not in WEB_KINDS:
        return None
    there = set(_counted().filter(exhibit=exhibit).values_list("capture_part", flat=True))
    if capture is not None and capture.url:
        there.add("url")
    if capture is not None and capture.shows_date_time:
        there.add("shows_date_time")
    return CourtMinimum([text for what, text in MISSING.items() if what not in there])


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
