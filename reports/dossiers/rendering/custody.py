"""The custody sheet of an exhibit: one part, and the numbers of its pages over it."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from reports.dossiers.rendering.document import Document, Progress, describe
from reports.dossiers.rendering.joining import join
from reports.dossiers.rendering.pages import GROUND, NUMBERS_SHEETS, rare_collections, set_part

SHEETS = (GROUND, GROUND.with_name("custody.css"))
STEPS = {
    "files": _("Reading the files again"),
    "custody": _("Custody log"),
    "joining": _("Numbering the pages"),
    "checking": _("Checking that nothing sealed is inside"),
    "storing": _("Storing"),
}
# Empty lines for hand-overs after the sheet was printed.
LINES = 4


def render_sheet(contents: dict[str, Any], digest: str, progress: Progress) -> Document:
    """JobFailed("layout") if it cannot be set. The same contents give the same bytes."""
    edition, steps = contents["edition"], len(STEPS) - 1  # the files were read before
    with translation.override(edition["language"]), rare_collections():
        progress(0, steps, "custody")
        frame = {**contents, "digest": digest, "lines": range(LINES)}
        body = set_part(render_to_string("dossiers/custody_sheet.html", frame), sheets=SHEETS)
        progress(1, steps, "joining")
        pages = {**frame, "total": body.pages, "pages": range(1, body.pages + 1)}
        numbers = set_part(
            render_to_string("dossiers/paper/numbers.html", pages), sheets=NUMBERS_SHEETS
        )
        name = translation.gettext("Custody sheet %(number)s of %(exhibit)s") % {
            "number": edition["number"], "exhibit": contents["exhibit"]["number"]}  # fmt: skip
        return Document(join([body], numbers.pdf, describe(edition, name)), body.pages, steps)
