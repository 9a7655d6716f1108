"""From an uploaded file to rows, whichever program wrote it."""

import json
import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.exhibits.inspection.confinement import CELL, MIB, Limits, run
from evidence.exhibits.inspection.scratch import NoRoom, private_folder
from evidence.exhibits.sheets.cells import unguard
from evidence.exhibits.sheets.tables import MOST_BYTES, MOST_ROWS, Row, read_csv, rows_of

ZIP, OLD_OFFICE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
READER = CELL.with_name("workbook.py")
LIMITS = Limits(seconds=20, memory=768 * MIB, disk=96 * MIB)

REFUSED: dict[str, str | Promise] = {
    "password": gettext_lazy("This file is protected by a password. Save it without one, and send that."),
    "old": gettext_lazy("This is an Excel file of the old kind (.xls). Save it as XLSX, and send that."),
    "ods": gettext_lazy("This is an OpenDocument sheet. Save it as XLSX, and send that."),
    "other": gettext_lazy("This is no sheet of rows. Send a CSV or XLSX file, such as the template."),
    "broken": gettext_lazy("This XLSX file cannot be read. Open it, save it anew, and send that."),
    "bomb": gettext_lazy("This XLSX file would unpack to more than a sheet of %(rows)d rows can "
                         "hold, so it was not opened."),
    "slow": gettext_lazy("This XLSX file took too long to read. Save its rows as CSV, and send that."),
    "no_room": gettext_lazy("This server has no room to open an XLSX file now. Save its rows as "
                            "CSV, and send that."),
    "not_confined": gettext_lazy("This server cannot open XLSX files safely. Save its rows as CSV, "
                                 "and send that."),
    "entities": gettext_lazy("This XLSX file refers to something outside of itself, so it was not opened."),
    "rows": gettext_lazy("This sheet has far more rows than the %(rows)d that are taken at once. "
                         "Cut it into several sheets."),
    "columns": gettext_lazy("Cell %(cell)s lies far to the right of all columns. Remove it."),
    "merged": gettext_lazy("The cells %(cell)s are merged, so it is unclear to which row they "
                           "belong. Split them, and send the sheet again."),
    "formula": gettext_lazy("Cell %(cell)s holds a formula. Put its value there instead: a record "
                            "must not depend on a calculation that nobody keeps."),
    "error": gettext_lazy("Cell %(cell)s holds an error of the spreadsheet, such as #REF!. Correct it."),
}  # fmt: skip


def read_sheet(content: bytes) -> list[Row]:
    """The rows of a CSV or XLSX file. ValidationError says why it cannot be read."""
    if len(content) > MOST_BYTES:
        limit = filesizeformat(MOST_BYTES)
        raise ValidationError(_("This file is larger than %s. Cut it into several sheets.") % limit)
    if content.startswith(ZIP):
        return rows_of([
            (line, [unguard(cell) for cell in cells]) for line, cells in _workbook(content)["rows"]
        ])  # fmt: skip
    if content.startswith(OLD_OFFICE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        raise _refused("password" if is_locked else "old")
    return rows_of(list(enumerate(read_csv(content), start=1)))


def _workbook(content: bytes) -> dict[str, Any]:
    """What workbook.py found, in a process that holds no key and no connection of ours."""
    try:
        with private_folder(LIMITS.disk) as folder:
            (folder / "plain").write_bytes(content)
            command = [sys.executable, "-I", str(READER), "plain"]
            done = run(command, folder, LIMITS, own_code=True)
    except NoRoom as error:
        raise _refused("no_room") from error
    if done.code != "ok":
        # Ended at its limits, or in a way that Python could not answer for.
        raise _refused({"too_long": "slow", "not_confined": "not_confined"}.get(done.code, "bomb"))
    found: dict[str, Any] = json.loads(done.output)
    if "refused" in found:
        raise _refused(found["refused"], found["cell"])
    return found


def _refused(why: str, cell: str = "") -> ValidationError:
    text = str(REFUSED[why]) % {"cell": cell, "rows": MOST_ROWS}
    return ValidationError(f"{text} {_('Nothing was saved.')}", code=why)
