"""Everything that a reader or a program can get out of a PDF as text, for the leak gate."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream

MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
MAPPING = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
LETTERS = re.compile(r"[^\x00-\x08\x0e-\x1f\x7f]{4,}")


class TextReader:
    """The text of a PDF by its fonts' own maps from glyph to letter, as any reader has it."""

    def __init__(self) -> None:
        self._maps: dict[tuple[int, int], dict[int, str]] = {}

    def read(self, pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
        """(forward, backward) of each piece drawn: right-to-left script is drawn from its end."""
        for page in pdf.pages:
            yield from self._read(page.obj, page.obj.get(Name.Resources, Dictionary()))

    def _read(self, holder: Any, resources: Any) -> Iterator[tuple[str, str]]:
        glyphs: dict[int, str] = {}
        instructions: Any = pikepdf.parse_content_stream(holder)
        for operands, operator in instructions:
            match str(operator):
                case "Tf":
                    glyphs = self._map_of(resources.Font[operands[0]])
                case "Tj" | "'" | '"' | "TJ":
                    pieces = [glyphs.get(code, "") for code in _codes(operands)]
                    yield "".join(pieces), "".join(reversed(pieces))
                case "Do":
                    form = resources.get(Name.XObject, Dictionary()).get(operands[0])
                    if form is not None and form.get(Name.Subtype) == Name.Form:
                        yield from self._read(form, form.get(Name.Resources, resources))

    def _map_of(self, font: Any) -> dict[int, str]:
        if font.objgen not in self._maps:
            table = font.get("/ToUnicode")
            self._maps[font.objgen] = _parse(table.read_bytes()) if table is not None else {}
        return self._maps[font.objgen]


def _codes(operands: Any) -> Iterator[int]:
    parts = operands[-1] if isinstance(operands[-1], pikepdf.Array) else [operands[-1]]
    for part in parts:
        if isinstance(part, pikepdf.String):
            raw = bytes(part)
            for at in range(0, len(raw) - 1, 2):
                yield int.from_bytes(raw[at : at + 2])


def _parse(table: bytes) -> dict[int, str]:
    found = {}
    for block in MAPPING.findall(table):
        for code, text in MAPPED.findall(block):
            letters = bytes.fromhex(text.decode().zfill(-(-len(text) // 4) * 4))
            found[int(code, 16)] = letters.decode("utf-16-be", "replace")
    return found


def everything_in(content: bytes) -> Iterator[str]:
    """Drawn text both ways, then every string and every stream: information, XMP, outline,
    annotations, attachments and their names. One string for each piece."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pieces = list(TextReader().read(pdf))
        yield "\n".join(forward for forward, _backward in pieces)
        yield "\n".join(backward for _forward, backward in pieces)
        for item in pdf.objects:
            yield from _strings(item)
            if isinstance(item, Stream):
                yield from _letters(item)
        yield from _strings(pdf.trailer)


def _strings(item: Any) -> Iterator[str]:
    """The strings held directly by an object; what it refers to comes by itself."""
    if isinstance(item, pikepdf.String):
        yield str(item)
    elif isinstance(item, pikepdf.Array):
        for child in item:
            if not getattr(child, "is_indirect", False):
                yield from _strings(child)
    elif isinstance(item, Dictionary | Stream):
        for key, child in item.items():
            yield str(key)
            if not getattr(child, "is_indirect", False):
                yield from _strings(child)


def _letters(item: Stream) -> Iterator[str]:
    """What a search in the decompressed bytes would find, in the two encodings of PDF text."""
    try:
        raw = item.read_bytes()
    except pikepdf.PdfError:
        raw = item.read_raw_bytes()
    for encoding in ("utf-8", "utf-16-be"):
        yield from LETTERS.findall(raw.decode(encoding, "ignore"))
