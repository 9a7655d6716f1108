"""What an element rests on, as a person types it: TAJ-UN-0001 page 12; UN-2."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.attribution.services.law import Place
from evidence.exhibits.locators import TIMECODE, place_text
from evidence.exhibits.models import Citation, Exhibit
from evidence.exhibits.numbers import find_numbers
from evidence.exhibits.vocabulary import Locator

BETWEEN = re.compile(r"[;؛\n]+")
MOST = 40
# Beside the labels of the page's own language.
WORDS = {
    Locator.PAGE: {"p", "pp", "pg", "page", "pages"},
    Locator.PARAGRAPH: {"para", "par", "paragraph", "paragraphs", "¶", "§"},
    Locator.TIMECODE: {"time", "timecode", "at"},
    Locator.FRAME: {"frame", "frames"},
}


def typed(cites: list[Citation]) -> str:
    """The citations as a person would type them."""
    return "; ".join(
        " ".join(part for part in (c.exhibit.number, c.whereabouts) if part) for c in cites
    )


def places(text: str, case: CaseFile, user: Any) -> tuple[Place, ...]:
    """ValidationError for a number that is none of this case's, and a place nobody could find."""
    parts = [part.strip().rstrip(",.،").partition(" ") for part in BETWEEN.split(text)]
    parts = [part for part in parts if part[0]]
    if len(parts) > MOST:
        raise ValidationError(_("At most %d exhibits fit here.") % MOST)
    mine = Exhibit.objects.visible_to(user).filter(case=case, withdrawn_at=None)
    found = find_numbers(mine, case, [number.rstrip(",") for number, _space, _rest in parts])
    unknown = [number for number, exhibit in found.items() if exhibit is None]
    if unknown:
        raise ValidationError(
            _("No exhibit of this case that you see and that is in use has the number %s. Put a "
              "semicolon between two exhibits.") % ", ".join(each[:40] for each in unknown)
        )  # fmt: skip
    chosen = {}
    for number, _space, rest in parts:
        exhibit = found[number.rstrip(",")]
        assert exhibit is not None
        place = _place(exhibit, rest.strip())
        chosen[(exhibit.pk, place.locator, place.place)] = place
    return tuple(chosen.values())


def _place(exhibit: Exhibit, rest: str) -> Place:
    locator, where = _locator(rest)
    try:
        return Place(exhibit, locator, place_text(locator, where))
    except ValidationError as error:
        raise ValidationError(
            _("%(exhibit)s: %(why)s") % {"exhibit": exhibit, "why": " ".join(error.messages)}
        ) from None


def _locator(rest: str) -> tuple[str, str]:
    """A number alone is a page, one with colons a time."""
    if not rest:
        return Locator.WHOLE, ""
    word, _space, where = rest.partition(" ")
    for locator, words in WORDS.items():
        if word.casefold().rstrip(".:") in words | {str(locator.label).casefold()}:
            return locator, where.strip()
    if TIMECODE.fullmatch(re.split(r"[-–]", rest)[0].strip()):
        return Locator.TIMECODE, rest
    return Locator.PAGE, rest
