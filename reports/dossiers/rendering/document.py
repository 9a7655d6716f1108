"""From frozen contents to the bytes of the dossier: the same contents give the same bytes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.utils import translation

from reports.dossiers.rendering.joining import Description, heading_target, headings, join
from reports.dossiers.rendering.pages import NUMBERS_SHEETS, Part, rare_collections, set_part
from reports.dossiers.rendering.sections import AFTER_PARTS, part_html, sheets

Progress = Callable[[int, int, str], None]
RENDERER = f"WeasyPrint {version('weasyprint')}, pikepdf {version('pikepdf')}"


@dataclass(frozen=True)
class Document:
    pdf: bytes
    pages: int
    steps: int  # of the whole job, so that the caller's last steps count on


def render(contents: dict[str, Any], digest: str, progress: Progress) -> Document:
    """Sets every part, then binds contents and page numbers. JobFailed("layout") if it cannot.

    `progress(step, steps, code)` is called before each step; what it raises ends the work.
    """
    edition = contents["edition"]
    with translation.override(edition["language"]), rare_collections():
        todo = sheets(contents, digest)
        steps = len(todo) + len(AFTER_PARTS)
        parts = []
        for step, sheet in enumerate(todo):
            progress(step, steps, sheet.code)
            parts.append(set_part(sheet.html))
        progress(len(todo), steps, "contents")
        cover, body = parts[0], parts[1:]
        parts = [cover, _table_of_contents(contents, digest, cover, body), *body]
        progress(len(todo) + 1, steps, "joining")
        pages = sum(part.pages for part in parts)
        numbers = set_part(part_html("numbers", contents, digest, total=pages,
                                     pages=range(1, pages + 1)), sheets=NUMBERS_SHEETS)  # fmt: skip
        name = f"{translation.gettext('Dossier')} {edition['number']}"
        return Document(join(parts, numbers.pdf, describe(edition, name)), pages, steps)


def _table_of_contents(contents: Any, digest: str, cover: Part, body: list[Part]) -> Part:
    """Set last, with the numbers known: its own length moves them, so it may take a second try."""
    length = 1
    while True:
        before = cover.pages + length
        entries = [
            {"label": heading.label, "level": heading.level, "page": before + page + 1,
             "target": heading_target(index)}
            for index, (page, heading) in enumerate(headings(body))
        ]  # fmt: skip
        part = set_part(part_html("contents", contents, digest, entries=entries))
        if part.pages <= length:
            return part
        length = part.pages


def describe(edition: dict[str, Any], name: str) -> Description:
    """What the file says of itself; the instant is the request's."""
    made = datetime.fromisoformat(edition["at"])
    title = f"{edition['reference']} · {name}"
    stamp = made.strftime("D:%Y%m%d%H%M%S+00'00'")
    return Description(f"{title}: {edition['title']}", edition["language"], stamp, RENDERER)
