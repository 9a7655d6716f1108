"""Names that read alike and are not: Cyrillic А for Latin A, Persian for Arabic letters, full width.

Two records whose names a reader cannot tell apart are as good as one, and one of them is wrong.
"""

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

# Letters of other alphabets that are drawn like these; after compatibility forms were taken apart.
_DRAWN_ALIKE = {
    "A": "АΑ", "B": "ВΒ", "C": "С", "E": "ЕΕ", "H": "НΗ", "I": "ІӀΙ", "J": "Ј", "K": "КΚ",
    "M": "МΜ", "N": "Ν", "O": "ОΟ", "P": "РΡ", "Q": "Ԛ", "S": "Ѕ", "T": "ТΤ", "V": "Ѵ", "W": "Ԝ",
    "X": "ХΧ", "Y": "ҮΥ", "Z": "Ζ", "a": "аα", "c": "с", "d": "ԁ", "e": "е", "h": "һ",
    "i": "іι", "j": "ј", "k": "κ", "n": "ո", "o": "оοօ", "p": "рρ", "q": "ԛ", "s": "ѕ",
    "u": "υս", "v": "νѵ", "w": "ԝ", "x": "хχ", "y": "уү",
    "ي": "یى", "ك": "ک", "ه": "ەہھ", "-": "‐‑‒–—―−־", "'": "‘’‛ʼʹ′׳", '"': "“”„‟״",
}  # fmt: skip
_STROKES = str.maketrans({"0": "O", "1": "l", "I": "l", "|": "l"})
_DRAWN = str.maketrans({other: sign for sign, others in _DRAWN_ALIKE.items() for other in others})


def drawn(name: str) -> str:
    """The same for names that look the same; only for comparing, never kept or shown."""
    letters = []
    for letter in unicodedata.normalize("NFKC", name):
        digit = unicodedata.digit(letter, None)
        if digit is not None:
            letters.append(str(digit))
        elif unicodedata.category(letter) != "Cf" and letter != "\u0640":
            letters.append(letter.translate(_DRAWN))
    return " ".join("".join(letters).split())


def alike(name: str, others: Iterable[str]) -> str:
    """The first of the others that reads as this name does, written otherwise; "" if none does."""
    told = drawn(name)
    return next((other for other in others if other != name and drawn(other) == told), "")


def alike_person(name: str, others: Iterable[str]) -> str:
    """The same for names of people, which differ by more than capitals, or O and 0, or I, l and 1."""
    told = set(_readings(name))
    return next((other for other in others if other != name and told & {*_readings(other)}), "")


def _readings(name: str) -> tuple[str, str]:
    shape = drawn(name)
    return f"said {shape.casefold()}", f"seen {shape.translate(_STROKES).casefold()}"


def why_alike(name: str, other: str) -> str:
    """What to do about it, with the characters that differ spelled out."""
    strange = [_spelled(letter) for letter in name if letter not in other]
    words = {"other": other, "signs": ", ".join(dict.fromkeys(strange))}
    if not strange:
        return _("This reads like “%(other)s”, which is in use, but is not written the same. Copy "
                 "that one, or choose a name that nobody takes for it.") % words  # fmt: skip
    return _("This reads like “%(other)s”, which is in use, but holds %(signs)s. Copy that one, or "
             "choose a name that nobody takes for it.") % words  # fmt: skip


def _spelled(letter: str) -> str:
    code = f"U+{ord(letter):04X}"
    return f"{letter} ({code})" if letter.isprintable() and not letter.isspace() else code
