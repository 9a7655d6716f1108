"""The catalogue as a page of the documentation: docs/law.md, from its last table's heading on."""

from collections.abc import Iterator

from evidence.attribution.law.catalogue import GROUPS
from evidence.attribution.law.checked import Checked, checked
from evidence.attribution.law.terms import Provision

MARKS = {Checked.ELEMENTS: "E", Checked.TEXT: "T", Checked.NUMBER: "N", Checked.NONE: "–"}


def sheet() -> str:
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for group, rows in GROUPS:
        yield f"### {group}"
        yield ""
        yield "| Provision | Elements | Compared | Source |"
        yield "|---|---|---|---|"
        yield from (_line(row) for row in rows if not row.is_general)
        yield ""


def _line(row: Provision) -> str:
    elements = str(len(row.elements)) if row.elements else "none listed"
    return f"| {row.label} | {elements} | {MARKS[checked(row)]} | {row.official} |"
