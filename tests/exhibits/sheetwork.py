"""Sheets for tests, of every kind that people send."""

import csv
import io
import zipfile

from openpyxl import Workbook

HEADER = ["provider_code", "kind", "title"]


def csv_of(*rows, header=HEADER, delimiter=",", encoding="utf-8"):
    """A plain CSV file, as a spreadsheet writes it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def sheet_of(*rows, **columns):
    """CSV of rows as dicts; `columns` stand in every row."""
    rows = [{"provider_code": "UN", "kind": "document", "title": "Report", **columns, **row}
            for row in rows]  # fmt: skip
    names = list(dict.fromkeys(name for row in rows for name in row))
    return csv_of(*([row.get(name, "") for name in names] for row in rows), header=names)


def xlsx_of(*rows, header=HEADER, change=None):
    """An XLSX file; `change(book, sheet)` spoils it."""
    book = Workbook()
    sheet = book.active
    for row in [header, *rows]:
        sheet.append(row)
    if change:
        change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, name="xl/worksheets/sheet1.xml", change=None, **parts):
    """An XLSX file with one part changed, or others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            text = old.read(entry)
            new.writestr(
                entry.filename, change(text) if change and entry.filename == name else text
            )
        for added, text in parts.items():
            new.writestr(added, text)
    return out.getvalue()
