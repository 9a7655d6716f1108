"""Cells that no spreadsheet takes for a formula, and that read back as what they were.

A text that begins with one of LEADING gets an apostrophe before it, and so does one that begins
with apostrophes and then one of them: so the first apostrophe before them is always ours.
"""

import re

# OWASP's list, the wide forms of its signs among them, for some programs fold them.
LEADING = "=+\\-@\t\r\n＝＋－＠"
GUARDED = re.compile(f"'*[{LEADING}]")


def guard(text: str) -> str:
    """The text as a cell of a file that spreadsheets open."""
    return f"'{text}" if GUARDED.match(text) else text


def unguard(cell: str) -> str:
    """The text of a cell that guard() made; any other cell as it stands."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell
