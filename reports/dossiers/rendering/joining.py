"""Parts to one file: pages, links between parts, outline, page numbers, description."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, PageLocation

from reports.dossiers.rendering.pages import Heading, Part

REFERENCE = "x-ref:"  # what parts write where a link leads to another part


@dataclass(frozen=True)
class Description:
    """What the file says of itself; `made` is the request's instant, as D:20190703000000Z."""

    title: str
    language: str
    made: str
    producer: str


def join(parts: list[Part], numbers: bytes, about: Description) -> bytes:
    """One PDF. The same parts give the same bytes: no clock, no random name goes in."""
    with pikepdf.new() as pdf:
        for part in parts:
            with pikepdf.open(io.BytesIO(part.pdf)) as source:
                pdf.pages.extend(source.pages)
        _bind_links(pdf, _destinations(parts))
        _stamp(pdf, numbers)
        _outline(pdf, parts)
        _describe(pdf, about)
        pdf.remove_unreferenced_resources()
        target = io.BytesIO()
        pdf.save(
            target, deterministic_id=True, compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )  # fmt: skip
        return target.getvalue()


def starts(parts: list[Part]) -> list[int]:
    """The number, from 0, of each part's first page."""
    found, page = [], 0
    for part in parts:
        found.append(page)
        page += part.pages
    return found


def _destinations(parts: list[Part]) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    for first, part in zip(starts(parts), parts, strict=True):
        for name, (page, top) in part.anchors.items():
            found.setdefault(name, (first + page, top))
    for index, (page, heading) in enumerate(headings(parts)):
        found[heading_target(index)] = (page, heading.top)
    return found


def heading_target(index: int) -> str:
    """Names the place of a heading, counted through the document; the contents link to it."""
    return f"heading-{index}"


def _bind_links(pdf: pikepdf.Pdf, places: dict[str, tuple[int, float]]) -> None:
    """Turns every reference into a jump inside the file; anything else that leads out is cut."""
    for page in pdf.pages:
        kept = []
        for annotation in page.obj.get("/Annots", Array()):
            address = str(annotation.get("/A", Dictionary()).get("/URI", ""))
            place = places.get(address.removeprefix(REFERENCE))
            if place is None:
                continue
            number, top = place
            del annotation["/A"]
            annotation["/Dest"] = Array(
                [pdf.pages[number].obj, Name.XYZ, None, round(top, 2), None]
            )
            kept.append(annotation)
        if "/Annots" in page.obj:
            page.obj["/Annots"] = Array(kept)


def _stamp(pdf: pikepdf.Pdf, numbers: bytes) -> None:
    """Lays the sheet of page numbers over the pages.

    The content of a page turns its axes and does not turn them back: hence `q … Q` around it.
    Names are ours, not random ones, and unique: the pages of a part share their resources.
    """
    with pikepdf.open(io.BytesIO(numbers)) as sheets:
        for index, (page, sheet) in enumerate(zip(pdf.pages, sheets.pages, strict=True)):
            form = pdf.copy_foreign(sheet.as_form_xobject())
            name = Name(f"/Number{index + 1}")
            page.add_resource(form, Name.XObject, name=name)
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"\nQ\n/Artifact BMC q {name} Do Q EMC\n".encode())


def _outline(pdf: pikepdf.Pdf, parts: list[Part]) -> None:
    with pdf.open_outline() as outline:
        parent: OutlineItem | None = None
        for page, heading in headings(parts):
            item = OutlineItem(
                heading.label, page, page_location=PageLocation.XYZ, top=round(heading.top, 2)
            )
            if heading.level == 1 or parent is None:
                outline.root.append(item)
                parent = item
            else:
                parent.children.append(item)


def headings(parts: list[Part]) -> Iterator[tuple[int, Heading]]:
    """Every heading with the number, from 0, of its page in the whole document."""
    for first, part in zip(starts(parts), parts, strict=True):
        for heading in part.headings:
            yield first + heading.page, heading


def _describe(pdf: pikepdf.Pdf, about: Description) -> None:
    pdf.Root.Lang = pikepdf.String(about.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.docinfo[Name.Title] = about.title
    pdf.docinfo[Name.Creator] = "Casefiles"
    pdf.docinfo[Name.Producer] = about.producer
    pdf.docinfo[Name.CreationDate] = pdf.docinfo[Name.ModDate] = about.made
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = about.title
        metadata["dc:language"] = {about.language}
