"""What people type: nothing invisible that could deceive, and nothing lost that a language needs.

| kind | what happens |
|---|---|
| controls, lone surrogates, private and unassigned characters | refused, named |
| embeddings, overrides and isolates of direction, tags, fillers that look like nothing | refused, named |
| soft hyphens, zero-width spaces, byte order marks, joiners where no letter joins | left out |
| ZWNJ and ZWJ in scripts that join, and in signs made of several; LRM, RLM, ALM | kept |
| line and paragraph separators | made plain line ends |

What was not typed here, such as a file's own name, is kept as it came: see `evidence.exhibits.names`.
"""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Overrides and isolates can make a name read as another one; marks (LRM, RLM, ALM) are needed.
DECEIVING = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
# They show as nothing at all, or as an empty place: two names that differ by one read alike.
UNSEEN = {chr(code) for code in (
    0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2800, 0x3164, 0xFFA0, 0xFFF9, 0xFFFA, 0xFFFB,
    *range(0x2061, 0x2065), *range(0x206A, 0x2070), *range(0xE0000, 0xE0200),
)}  # fmt: skip
# Come along with what is copied from a page or a PDF; without them the text reads the same.
COPIED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff")) | {0x2028: "\n", 0x2029: "\n"}
MARKS = {"\u200e", "\u200f", "\u061c"}
JOINERS = {"\u200c", "\u200d"}
# Where a joiner changes how the letter before it is written; in Latin it changes nothing.
UNJOINED = ("LATIN", "CYRILLIC", "GREEK", "HEBREW", "DIGIT")


def clean_text(value: str) -> str:
    """NFC text with plain line ends, stripped. Raises ValidationError naming what is not allowed."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _without_idle_joiners(text.translate(COPIED)).strip()
    for character in text:
        if _is_refused(character):
            raise ValidationError(
                _("Remove the invisible character U+%(code)s: it can make text read as another.")
                % {"code": f"{ord(character):04X}"}
            )
    return text


def clean_texts(form: forms.BaseForm) -> dict[str, Any]:
    """All texts of a form that is being cleaned; errors stand beside their boxes.

    A box of one line holds one line, and a needed one more than what cannot be seen.
    """
    cleaned: dict[str, Any] = form.cleaned_data
    for name, value in list(cleaned.items()):  # add_error takes the field out
        if isinstance(value, str) and value:
            try:
                cleaned[name] = _cleaned(form.fields.get(name), value)
            except ValidationError as error:
                form.add_error(name, error)
    return cleaned


def _cleaned(field: Any, value: str) -> str:
    text = clean_text(value)
    if isinstance(getattr(field, "widget", None), forms.TextInput):
        text = text.replace("\n", " ").replace("\t", " ")
    if field is not None and field.required and not text:
        raise ValidationError(field.error_messages["required"], code="required")
    return text


def _is_refused(character: str) -> bool:
    if character in DECEIVING or character in UNSEEN:
        return True
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}


def _without_idle_joiners(text: str) -> str:
    """Those that follow a letter or sign which they can join are kept."""
    if JOINERS.isdisjoint(text):
        return text
    kept = ""
    for character in text:
        if character not in JOINERS or _joins(kept[-1:]):
            kept += character
    return kept


def _joins(before: str) -> bool:
    if not before or before.isspace() or before in JOINERS | MARKS or before.isascii():
        return False
    return not unicodedata.name(before, "").startswith(UNJOINED)
