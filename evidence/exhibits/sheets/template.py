"""The sheet to fill in: its columns, and beside them what may stand there."""

import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from evidence.exhibits.inspection.workbook import WANTED
from evidence.exhibits.sheets.columns import COLUMNS, NAMES, Column, heading_text
from evidence.exhibits.sheets.tables import MOST_ROWS, write_csv

VALUES = "values"
WIDE = {"title", "description", "collection_method", "collected_from", "origin", "grade_why"}
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def template_csv() -> bytes:
    return write_csv([NAMES])


def template_xlsx() -> bytes:
    """One sheet to fill in, with lists to choose from, and one that explains each column."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = WANTED
    sheet.append(NAMES)
    sheet.freeze_panes = "A2"
    places = _explain(book.create_sheet(VALUES))
    for number, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(number)
        sheet[f"{letter}1"].font = BOLD
        sheet.column_dimensions[letter].width = 40 if column.name in WIDE else 18
        # Text, or a spreadsheet would make its own of 2019-07-02, 0007 and what begins with =.
        sheet.column_dimensions[letter].number_format = "@"
        if column.choices:
            _offer(sheet, f"{letter}2:{letter}{MOST_ROWS + 1}", places[column.name])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(sheet: Any) -> dict[str, str]:
    """Fills the second sheet; gives by column where its values stand."""
    sheet.append([_("column"), _("value"), _("meaning")])
    places = {}
    for column in COLUMNS:
        sheet.append([column.name, _("needed") if column.is_needed else "", _meaning(column)])
        if column.choices:
            first = sheet.max_row + 1
            for code, label in column.choices.choices:
                sheet.append([column.name, str(code), str(label)])
            places[column.name] = f"{VALUES}!$B${first}:$B${sheet.max_row}"
    for letter, width in zip("ABC", (22, 26, 90), strict=True):
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font = BOLD
    _as_text(sheet)
    return places


def _meaning(column: Column) -> str:
    text = f"{heading_text(column)}. {column.text}".strip()
    if column.is_day:
        text += " " + _("Year-month-day, such as 2019-07-02.")
    return text


def _as_text(sheet: Any) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            assert isinstance(cell, Cell)
            cell.alignment = WRAPPED
            cell.number_format = "@"


def _offer(sheet: Any, cells: str, values: str) -> None:
    """A list to choose from; what is written otherwise is judged when the sheet is sent."""
    offered = DataValidation(type="list", formula1=values, allow_blank=True, showErrorMessage=False)
    offered.add(cells)
    sheet.add_data_validation(offered)
