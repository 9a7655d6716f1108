"""File names as people gave them: kept sealed as they are, shown only cleaned."""

import unicodedata

from casefiles.cases.text import DECEIVING

SHOWN = 80
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def shown_name(name: str) -> str:
    """One line that reads as what it is: hidden and direction-turning characters left out."""
    plain = "".join(letter for letter in unicodedata.normalize("NFC", name) if not _hidden(letter))
    plain = " ".join(plain.split()) or "?"
    return plain if len(plain) <= SHOWN else f"{plain[: SHOWN // 2]}…{plain[-SHOWN // 3 :]}"


def spelled_name(name: str) -> str:
    """The name with each hidden character written out as ⟨U+202E⟩, so that none deceives."""
    return "".join(f"⟨U+{ord(letter):04X}⟩" if _hidden(letter) else letter for letter in name)


def _hidden(letter: str) -> bool:
    return letter in DECEIVING or unicodedata.category(letter) in HIDDEN
