"""HTML to pages, one part at a time. Imported inside the task: it costs a second and 60 MB."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from casefiles.jobs.kinds import JobFailed
from reports.dossiers.rendering.fetcher import SealedFetcher

GROUND = Path(__file__).with_name("ground.css")
SHEETS = (GROUND, GROUND.with_name("paper.css"))
NUMBERS_SHEETS = (GROUND.with_name("numbers.css"),)


@dataclass(frozen=True)
class Heading:
    """An entry of the outline: `page` counts from 0 within its part, `top` in points."""

    label: str
    level: int
    page: int
    top: float


@dataclass(frozen=True)
class Part:
    """One part of the document as its own PDF, and where things are in it."""

    pdf: bytes
    pages: int
    anchors: dict[str, tuple[int, float]]  # name: page from 0, points from the page's foot
    headings: list[Heading]


def set_part(html: str, *, sheets: Sequence[Path] = SHEETS) -> Part:
    """Sets one part; of the sheets a later one goes before. JobFailed("layout") where the renderer
    gives up."""
    fonts = FontConfiguration()
    fetcher = SealedFetcher()
    try:
        style = weasyprint.CSS(
            string="\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets),
            url_fetcher=fetcher,
            font_config=fonts,
        )
        source = weasyprint.HTML(string=html, base_url="data:,", url_fetcher=fetcher)
        document = source.render(font_config=fonts, stylesheets=[style])
        pdf = document.write_pdf(pdf_identifier=b"casefiles")
    except (RecursionError, FatalURLFetchingError) as error:
        # The second is a BaseException: uncaught, it would take the whole worker down.
        raise JobFailed("layout") from error
    assert pdf is not None
    return Part(pdf, len(document.pages), _anchors(document), list(_headings(document)))


def _anchors(document: Any) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    for number, page in enumerate(document.pages):
        for name, place in page.anchors.items():
            found.setdefault(name, (number, (page.height - place[1]) * 0.75))
    return found


def _headings(document: Any) -> Iterator[Heading]:
    for number, page in enumerate(document.pages):
        for level, label, place, _state in page.bookmarks:
            yield Heading(label, level, number, (page.height - place[1]) * 0.75)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Layout makes millions of small objects that all live: collecting them costs a fifth."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.collect()
