"""What of the catalogue was compared with a published text, and what was not: said to its readers.

Compared on 22 November 2026 with stored copies of public pages, which are no official texts either.
Whoever compares a further entry moves it here; docs/law.md prints it.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.attribution.law.terms import Provision


class Checked(models.TextChoices):
    ELEMENTS = "elements", _("each element compared with a published text")
    TEXT = "text", _("the provision compared with a published text, its elements not all")
    NUMBER = "number", _("only its number and subject found in a published list")
    NONE = "none", _("not yet compared with a published text")


def _all(start: str, ends: str) -> set[str]:
    return {f"{start}-{end}" for end in ends.split()}


_ELEMENTS = (
    _all("rome-6", "a b")
    | _all("rome-7-1", "b e f g-1 g-2 g-6 h k")
    | _all("rome-8-2-a", "ii-3 iii iv v")
    | _all("rome-8-2-b", "ii iii v vi vii-4 xiii xvi xviii xix xxi xxii-1 xxii-6")
    | _all("rome-8-2-c", "iv")
    | _all("rome-8-2-e", "i ii iii iv v viii ix x")
)
_TEXT = (
    _all("rome-7-1", "a c d g i j")
    | _all("rome-8-2-a", "i ii-1")
    | _all("rome-8-2-b", "i iv x-1 xx xxii xxiii xxiv xxvi xxvii xxviii xxix")
    | _all("rome-8-2-c", "i-1 i-2 i-3 i-4 ii iii")
    | _all("rome-8-2-e", "vi vii xi-1 xii xvi xvii xviii xix")
    | _all("rome-8", "bis")
    | _all("ihl", "distinction terror effects humane places-of-detention dead")
    | _all("geneva", "1 3 4-83")
    | _all("protocol", "1-58 1-75 2-4 2-5 2-13")
    | _all("iccpr", "10")
    | _all("montreal", "1-1-a 1-1-b")
)
_NUMBER = (
    _all("ihl", "indiscriminate proportionality precautions medical relief shields murder "
                "displacement")
    | _all("protocol", "2-17")
    | _all("refugees", "33")
    | _all("att", "6-1 6-3")
    | _all("chicago", "3-bis")
    | _all("rome-8-2-e", "xiii xiv xv")
)  # fmt: skip


def checked(row: Provision) -> Checked:
    for level, codes in (
        (Checked.ELEMENTS, _ELEMENTS),
        (Checked.TEXT, _TEXT),
        (Checked.NUMBER, _NUMBER),
    ):
        if row.code in codes:
            return level
    return Checked.NONE


def codes() -> set[str]:
    """All that were compared with anything."""
    return _ELEMENTS | _TEXT | _NUMBER
