"""Reads an XLSX file: run shut in by cell.py, with nothing of ours around it.

A program, not a module: it gets the file's place, and answers in JSON with either
{"sheet": name, "rows": [[line, [cell, …]], …]} or {"refused": why, "cell": "B7"}.
Rows and columns are read as they stand in the file, never as many as it claims to have.
"""

import io
import json
import mimetypes
import re
import sys
import warnings
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

UNPACKED, RATIO, PARTS = 96 * 1024 * 1024, 250, 500
COLUMNS, ROWS = 200, 20_000
WANTED = "exhibits"


class Refused(Exception):
    """The file is not read; `why` is a code that the caller puts into words."""

    def __init__(self, why: str, cell: str = "") -> None:
        super().__init__(why)
        self.why, self.cell = why, cell


def answer(content: bytes) -> dict[str, Any]:
    try:
        check_parts(content)
        return read(content)
    except Refused as error:
        return {"refused": error.why, "cell": error.cell}
    except MemoryError:
        return {"refused": "bomb", "cell": ""}
    except Exception:  # noqa: BLE001 - whatever a made-up file upsets, it is a file we cannot read
        return {"refused": "broken", "cell": ""}


def check_parts(content: bytes) -> None:
    """Before any of it is parsed: how large it would become, and what would be looked up."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise Refused("broken") from error
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Refused("ods" if "content.xml" in names else "other")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("password")
    total = sum(part.file_size for part in parts)
    packed = any(part.file_size > RATIO * max(part.compress_size, 4096) for part in parts)
    if len(parts) > PARTS or len(names) < len(parts) or total > UNPACKED or packed:
        raise Refused("bomb")
    for part in parts:
        if part.filename.endswith((".xml", ".rels", ".vml")):
            check_xml(archive.read(part))


def check_xml(text: bytes) -> None:
    declared = re.match(
        rb"""\s*<\?xml[^>]*encoding=["']([^"']*)""", text.removeprefix(b"\xef\xbb\xbf")
    )
    if b"\0" in text[:4] or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii")):
        raise Refused("broken")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Refused("entities")


def read(content: bytes) -> dict[str, Any]:
    # openpyxl asks for the system's list of endings, which is out of reach here.
    mimetypes.knownfiles.clear()
    from openpyxl import load_workbook

    warnings.simplefilter("ignore")
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "_get_source")]
    if not sheets:
        raise Refused("other")
    chosen = next((sheet for sheet in sheets if sheet.title == WANTED), sheets[0])
    return {"sheet": chosen.title, "rows": rows_of(chosen, book)}


def rows_of(sheet: Any, book: Any) -> list[tuple[int, list[str]]]:
    # What read-only sheets are read with: openpyxl's own loop over it fills up every gap in a
    # sheet that claims a million rows, and keeps merged cells to itself.
    from openpyxl.worksheet._reader import WorkSheetParser

    rows = []
    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source, sheet._shared_strings, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        for line, cells in parser.parse():
            if row := row_of(cells):
                rows.append((line, row))
            if len(rows) > ROWS:
                raise Refused("rows")
    if parser.merged_cells is not None and parser.merged_cells.mergeCell:
        raise Refused("merged", str(parser.merged_cells.mergeCell[0].ref))
    return rows


def row_of(cells: list[dict[str, Any]]) -> list[str]:
    found: dict[int, str] = {}
    for cell in cells:
        text = text_of(cell)
        if not text:
            continue
        if cell["column"] > COLUMNS:
            raise Refused("columns", place(cell))
        found[cell["column"]] = text
    return [found.get(number, "") for number in range(1, max(found, default=0) + 1)]


def text_of(cell: dict[str, Any]) -> str:
    value, kind = cell["value"], cell["data_type"]
    if kind == "f":
        raise Refused("formula", place(cell))
    if kind == "e":
        raise Refused("error", place(cell))
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime():
            whole_day = value.time() == time()
            return value.date().isoformat() if whole_day else value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
    # How the format writes what XML cannot hold, and the line ends of Windows.
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), str(value))


def place(cell: dict[str, Any]) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(cell['column'])}{cell['row']}"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(Path(sys.argv[1]).read_bytes())))
