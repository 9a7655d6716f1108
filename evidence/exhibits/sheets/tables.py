"""What a file of rows says, before anybody asks what it means."""

import csv
import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evidence.exhibits.sheets.cells import guard, unguard
from evidence.exhibits.sheets.columns import BY_NAME, COLUMNS, folded, headings

MOST_ROWS = 5000
MOST_BYTES = 10 * 1024 * 1024
# Excel takes a CSV file for UTF-8 only with this mark; other programs skip it.
MARKED_UTF8 = "utf-8-sig"
SEPARATORS = ",;\t"

csv.field_size_limit(min(sys.maxsize, 2 * MOST_BYTES))


@dataclass(frozen=True)
class Row:
    """`line` is what a spreadsheet calls the row; `cells` by the name of the column."""

    line: int
    cells: dict[str, str]


def write_csv(rows: Iterable[list[str]]) -> bytes:
    """UTF-8, every cell quoted, so that no program takes a part of one for a cell of its own."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return out.getvalue().encode(MARKED_UTF8)


def read_csv(content: bytes) -> list[list[str]]:
    """Raises ValidationError for an encoding that has to be guessed and for broken quotes."""
    text = _decoded(content)
    first = text.partition("\n")[0].strip("\r")
    if first.startswith("sep=") and len(first) == len("sep=,"):
        separator, text = first[-1], text.partition("\n")[2]
    else:
        separator = max(SEPARATORS, key=lambda each: _columns_known(first, each))
    rows: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows.extend([unguard(cell) for cell in row] for row in reader)
    except csv.Error as error:
        raise ValidationError(
            _("Row %d cannot be read: a quotation mark is missing or stands in a wrong place. "
              "Nothing was saved.") % (len(rows) + 1)
        ) from error  # fmt: skip
    return rows


def _decoded(content: bytes) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if wide else MARKED_UTF8)
    except UnicodeDecodeError as error:
        raise ValidationError(_not_utf8()) from error
    if "\0" in text.partition("\n")[0]:
        raise ValidationError(_not_utf8())
    return text


def _not_utf8() -> str:
    return _("The text of this file is not UTF-8 (it may be an older Windows encoding), so its "
             "letters would have to be guessed. Save it as “CSV UTF-8”, or as XLSX, and send that. "
             "Nothing was saved.")  # fmt: skip


def _columns_known(line: str, separator: str) -> int:
    return sum(folded(part.strip('"')) in headings() for part in line.split(separator))


def rows_of(table: list[tuple[int, list[str]]]) -> list[Row]:
    """Rows by column; empty ones are passed over.

    `table` holds (line, cells), its first is the header. Raises ValidationError for headers that
    are unknown, doubled or missing, cells beyond them, no rows and too many.
    """
    filled = [(line, cells) for line, cells in table if any(cell.strip() for cell in cells)]
    if not filled:
        raise ValidationError(_("This file is empty. Download the template and fill it in."))
    names = _names(filled[0][1])
    if len(filled) - 1 > MOST_ROWS:
        raise ValidationError(
            _("This sheet has %(count)d rows; at most %(most)d are taken at once. Cut it into "
              "several sheets. Nothing was saved.")
            % {"count": len(filled) - 1, "most": MOST_ROWS}
        )  # fmt: skip
    if len(filled) == 1:
        raise ValidationError(_("This sheet has a header and no rows below it."))
    for line, cells in filled[1:]:
        if any(cell.strip() for cell in cells[len(names) :]):
            raise ValidationError(
                _("Row %d has more cells than the header has columns. Nothing was saved.") % line
            )
    return [Row(line, dict(zip(names, cells, strict=False))) for line, cells in filled[1:]]


def _names(header: list[str]) -> list[str]:
    given = [cell.strip() for cell in header]
    while not given[-1]:
        given.pop()
    unknown = [cell for cell in given if folded(cell) not in headings()]
    if unknown:
        raise ValidationError(
            _("The first row names columns; these are none: %(unknown)s. The columns are: "
              "%(known)s.")
            % {"unknown": ", ".join(cell[:60] or _("(no name)") for cell in unknown[:10]),
               "known": ", ".join(BY_NAME)}
        )  # fmt: skip
    names = [headings()[folded(cell)] for cell in given]
    doubled = {name for name in names if names.count(name) > 1}
    if doubled:
        raise ValidationError(_("A column stands there twice: %s.") % ", ".join(sorted(doubled)))
    missing = [each.name for each in COLUMNS if each.is_needed and each.name not in names]
    if missing:
        raise ValidationError(_("A column is missing: %s.") % ", ".join(missing))
    return names
