"""The order of the document, and how it is cut into parts that are set one at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from reports.dossiers.templatetags.paper import Numbering

# The order in which a United Nations report is read; it is a promise, and tested.
BODY = {
    "summary": _("Summary"),
    "methodology": _("Methodology and standard of proof"),
    "access": _("Obstacles to access"),
    "context": _("Context: the parties and their relations"),
    "facts": _("Facts"),
    "casualties": _("Casualties"),
    "positions": _("Positions of the parties"),
    "analysis": _("Analysis and alternatives"),
    "law": _("Law"),
    "open_questions": _("Open questions"),
    "recommendations": _("Recommendations"),
}
ANNEXES = {
    "evidence": _("Index of evidence"),
    "custody": _("Custody of the evidence"),
    "casualty_table": _("Casualty figures in full"),
    "statements": _("Index of statements"),
    "hashes": _("Hash manifest"),
    "approvals": _("Submissions and approvals"),
}
# What the person who waits is told, by the code that stands in the job's row.
STEPS = {
    "files": _("Reading the files again"),
    "cover": _("Title page"),
    "opening": _("Summary, methodology, access"),
    "setting": _("Parties and facts"),
    "toll": _("Casualties and positions"),
    "analysis": _("Analysis"),
    "outcome": _("Law, open questions, recommendations"),
    "evidence": _("Index of evidence"),
    "custody": _("Custody"),
    "witnesses": _("Casualty table and statements"),
    "hashes": _("Hash manifest"),
    "approvals": _("Approvals"),
    "contents": _("Table of contents"),
    "joining": _("Joining the parts"),
    "checking": _("Checking that nothing sealed is inside"),
    "storing": _("Storing"),
}
AFTER_PARTS = ("contents", "joining", "checking", "storing")

# Above this many rows a part takes more memory than it saves in pages.
INCIDENTS, EXHIBITS, CUSTODIES, HASHES = 25, 40, 25, 90


@dataclass(frozen=True)
class Sheet:
    """A part before it is set: the code of its step, and its HTML."""

    code: str
    html: str


def sheets(contents: dict[str, Any], digest: str) -> list[Sheet]:
    """Every part but the table of contents, in order, its paragraphs numbered through."""
    numbering = Numbering()
    return [
        Sheet(code, part_html(name, contents, digest, numbering=numbering, **context))
        for code, name, context in _plan(contents)
    ]


def part_html(name: str, contents: dict[str, Any], digest: str, **context: Any) -> str:
    frame = {**contents, "digest": digest, "part": name, **context}
    return render_to_string(f"dossiers/paper/{name}.html", frame)


def _plan(contents: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield "cover", "cover", {}
    yield "opening", "opening", {}
    for first, last, rows in _cut(contents["facts"], INCIDENTS):
        yield "setting", "setting", {"incidents": rows, "first": first, "last": last}
    yield "toll", "toll", {}
    for first, last, rows in _cut(contents["analysis"], 1):
        yield "analysis", "analysis", {"questions": rows, "first": first, "last": last}
    yield "outcome", "outcome", {}
    for first, last, rows in _cut(contents["evidence"], EXHIBITS):
        yield "evidence", "evidence", {"exhibits": rows, "first": first, "last": last}
    for first, last, rows in _cut(contents["custody"], CUSTODIES):
        yield "custody", "custody", {"exhibits": rows, "first": first, "last": last}
    yield "witnesses", "witnesses", {}
    files = [{"number": row["number"], **file}
             for row in contents["evidence"] for file in row.get("files", ())]  # fmt: skip
    for first, last, rows in _cut(files, HASHES):
        failed = [file for file in files if file.get("check") and file["check"]["failed"]]
        yield "hashes", "hashes", {"files": rows, "failed": failed, "first": first, "last": last}
    yield "approvals", "approvals", {}


def _cut(rows: list[Any], size: int) -> Iterator[tuple[bool, bool, list[Any]]]:
    """(is first, is last, rows); an empty list is one empty piece: its section says so."""
    pieces = [rows[at : at + size] for at in range(0, len(rows), size)] or [[]]
    for number, piece in enumerate(pieces, start=1):
        yield number == 1, number == len(pieces), piece


def ordinal(code: str) -> str:
    """`8` for a chapter, `A` for an annex."""
    if code in BODY:
        return str(list(BODY).index(code) + 1)
    return "ABCDEFGH"[list(ANNEXES).index(code)]
