"""Where in an exhibit a value stands: pages, paragraphs, timecodes and frames, written one way."""

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evidence.exhibits.vocabulary import Locator

DASH = re.compile(r"\s*[-‐‑‒–—]\s*")
PAGE = re.compile(r"(?P<number>[0-9]{1,6})|[ivxlcdm]{1,12}", re.IGNORECASE)
TIMECODE = re.compile(r"(?:([0-9]{1,3}):)?([0-5]?[0-9]):([0-5][0-9])(?:[.]([0-9]{1,3}))?")


def place_text(locator: str, place: str) -> str:
    """The place as it is kept: `34–36` for `34 - 36`, `00:04:10` for `4:10`.

    ValidationError, keyed by the form's field, for what no reader could find.
    """
    place = " ".join(place.split())
    if locator == Locator.WHOLE:
        if place:
            raise ValidationError(
                {"locator": _("Say what the number counts: page, paragraph, time.")}
            )
        return ""
    if not place:
        raise ValidationError({"place": _("Say which, such as 12 or 00:04:10.")})
    return _KEPT.get(locator, _as_it_is)(place)


def _as_it_is(place: str) -> str:
    """Paragraphs are numbered in too many ways: 12, 12(a), IV.3."""
    return place


def _pages(place: str) -> str:
    advice = _("Write pages as 12, 34–36 or iv; several with commas between them.")
    return ", ".join(_range(part, _page, advice) for part in place.split(","))


def _frames(place: str) -> str:
    advice = _("Write the number of the frame, such as 1042 or 1042–1090.")
    return ", ".join(_range(part, _frame, advice) for part in place.split(","))


def _timecodes(place: str) -> str:
    advice = _("Write hours, minutes and seconds, such as 00:04:10 or 00:04:10–00:05:00.")
    return ", ".join(_range(part, _timecode, advice) for part in place.split(","))


_KEPT: dict[str, Callable[[str], str]] = {
    Locator.PAGE: _pages,
    Locator.FRAME: _frames,
    Locator.TIMECODE: _timecodes,
}


# The text as it is kept, and its order; zero where it has none.
End = tuple[str, int]


def _range(part: str, read: Callable[[str], End | None], advice: str) -> str:
    """One value, or a first and a last in that order."""
    ends = [end for text in DASH.split(part.strip()) if (end := read(text))]
    if len(ends) != len(DASH.split(part.strip())) or len(ends) > 2:
        raise ValidationError({"place": advice})
    orders = [order for _text, order in ends]
    if len(ends) == 2 and all(orders) and orders[0] >= orders[1]:
        raise ValidationError({"place": _("The last must come after the first.")})
    return "–".join(text for text, _order in ends)


def _page(text: str) -> End | None:
    found = PAGE.fullmatch(text)
    if not found:
        return None
    number = found["number"]
    return (str(int(number)), int(number)) if number else (text.lower(), 0)


def _frame(text: str) -> End | None:
    return (str(int(text)), int(text)) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _timecode(text: str) -> End | None:
    found = TIMECODE.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds, rest = found.groups()
    order = (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000
    said = f"{int(hours or 0):02d}:{int(minutes):02d}:{seconds}"
    return (f"{said}.{rest}" if rest else said), order + int((rest or "0").ljust(3, "0"))
