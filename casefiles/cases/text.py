"""What people type: no control characters, and directions that cannot deceive."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Overrides and isolates can make a name read as another one; marks (LRM, RLM, ALM) are needed.
DECEIVING = {
    "\u202a",
    "\u202b",
    "\u202c",
    "\u202d",
    "\u202e",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
}


def clean_text(value: str) -> str:
    """NFC text with plain line ends, stripped. Raises ValidationError naming what is not allowed."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    # Quick for what is plain: nothing that is forbidden is printable.
    for character in "" if text.isprintable() else text:
        hidden = unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}
        if character in DECEIVING or (hidden and character not in "\n\t"):
            raise ValidationError(
                _("Remove the invisible character U+%(code)s: it can make text read as another.")
                % {"code": f"{ord(character):04X}"}
            )
    return text
