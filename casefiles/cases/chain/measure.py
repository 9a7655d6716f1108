"""How wide a text is about, without a font: on the safe side for the sans faces that we name."""

import unicodedata

NARROW = set("ijlI.,:;'|!()[]{}ftr ")
WIDE = set("mwMW@%")
# Parts of the size of the type.
SHARES = {"narrow": 0.34, "wide": 0.95, "capital": 0.74, "full": 1.05, "usual": 0.6}


def width(text: str, size: float) -> float:
    return size * sum(SHARES[_kind(letter)] for letter in text)


def _kind(letter: str) -> str:
    if unicodedata.combining(letter):
        return "narrow"
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return "full"
    if letter in NARROW:
        return "narrow"
    if letter in WIDE:
        return "wide"
    return "capital" if letter.isupper() else "usual"


def wrapped(text: str, room: float, size: float, most: int) -> list[str]:
    """The text in at most so many lines that fit; a long word is cut, an end that is lost is "…"."""
    lines = [""]
    for word in text.split():
        for part in _pieces(word, room, size):
            longer = f"{lines[-1]} {part}".strip()
            if width(longer, size) <= room:
                lines[-1] = longer
            else:
                lines.append(part)
    if len(lines) <= most:
        return [line for line in lines if line]
    last = lines[most - 1]
    while width(f"{last}…", size) > room:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _pieces(word: str, room: float, size: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def is_rtl(text: str) -> bool:
    """By the first letter that has a direction."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in {"R", "AL", "L"}:
            return kind != "L"
    return False
