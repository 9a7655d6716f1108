"""Files that people send for sheets: each is read as what it is, or refused by name."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from evidence.exhibits.sheets.columns import COLUMNS, NAMES
from evidence.exhibits.sheets.reading import read_sheet
from evidence.exhibits.sheets.tables import MOST_BYTES, MOST_ROWS
from evidence.exhibits.sheets.template import template_csv, template_xlsx
from tests.exhibits.sheetwork import HEADER, csv_of, repacked, xlsx_of

ROW = ["UN", "video", "سجل المستشفى"]
READ = {"provider_code": "UN", "kind": "video", "title": "سجل المستشفى"}


def refused(content):
    with pytest.raises(ValidationError) as error:
        read_sheet(content)
    return " ".join(error.value.messages)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_separates_its_cells(encoding, delimiter):
    row = read_sheet(csv_of(ROW, delimiter=delimiter, encoding=encoding))[0]
    assert (row.line, row.cells) == (2, READ)


def test_separator_that_excel_announces_is_taken():
    assert read_sheet(b"sep=;\r\n" + csv_of(ROW, delimiter=";"))[0].cells == READ


def test_line_breaks_and_separators_within_cells_stay():
    title = 'one, "two"\nthree; four'
    assert read_sheet(csv_of(["UN", "video", title]))[0].cells["title"] == title


def test_empty_rows_are_passed_over_and_lines_counted_as_spreadsheets_do():
    rows = read_sheet(csv_of(ROW, ["", "", ""], ROW))
    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (csv_of(["UN", "video", "Café"], encoding="windows-1252"), "not UTF-8"),
        (csv_of(ROW, encoding="windows-1256"), "not UTF-8"),
        (csv_of(ROW, encoding="utf-16-le"), "not UTF-8"),
        (b"\xff\xfea", "not UTF-8"),
        (b"", "empty"),
        (b"\n\n", "empty"),
        (csv_of(), "no rows below"),
        (b'provider_code,kind,title\nUN,video,"open\n', "quotation mark"),
        (b'provider_code,kind,title\nUN,video,"a"b\n', "Row 2 cannot be read"),
        (csv_of(ROW, header=["provider_code", "kind", "titel"]), "these are none: titel"),
        (csv_of([*ROW, "x"], header=[*HEADER, ""]), "more cells than the header"),
        (csv_of([*ROW, "x"], header=[*HEADER, "kind"]), "twice: kind"),
        (csv_of([*ROW, "x"], header=[*HEADER, "Kind "]), "twice: kind"),
        (csv_of(["UN"], header=["provider_code"]), "missing: kind, title"),
        (csv_of(["UN", "x"], header=["provider_code", "", "kind"]), "(no name)"),
        (csv_of([*ROW, "x"]), "Row 2 has more cells"),
        (csv_of(*[ROW] * (MOST_ROWS + 1)), "5001 rows; at most 5000"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
        (b"%PDF-1.4\n", "these are none"),
    ],
)  # fmt: skip
def test_csv_that_cannot_be_trusted_is_refused_by_name(content, said):
    assert said in refused(content)


def test_as_many_rows_as_are_allowed_are_read():
    assert len(read_sheet(csv_of(*[ROW] * MOST_ROWS))) == MOST_ROWS


def test_workbook_is_read_with_days_numbers_and_yes():
    midnight = datetime(2019, 7, 3)  # noqa: DTZ001 - cells have no zone
    header = [*HEADER, "item_date", "collected_on", "number", "is_graphic", "creator", "language"]
    given = [*ROW, date(2019, 7, 2), midnight, 7, True, 1.5, 3.0]
    row = read_sheet(xlsx_of(given, header=header))[0]
    assert row.cells == {**READ, "item_date": "2019-07-02", "collected_on": "2019-07-03",
                         "number": "7", "is_graphic": "yes", "creator": "1.5", "language": "3"}  # fmt: skip


def test_day_with_a_time_is_not_cut_to_a_day():
    late = datetime(2019, 7, 2, 23, 30)  # noqa: DTZ001 - cells have no zone
    row = read_sheet(xlsx_of([*ROW, late], header=[*HEADER, "item_date"]))[0]
    assert row.cells["item_date"] == "2019-07-02 23:30"


def test_text_that_looks_like_a_formula_is_text():
    def spoil(_book, sheet):
        sheet["C2"].value = "=1+1"
        sheet["C2"].data_type = "s"

    assert read_sheet(xlsx_of(ROW, change=spoil))[0].cells["title"] == "=1+1"


def test_sheet_called_exhibits_is_read_wherever_it_stands():
    def spoil(book, sheet):
        sheet.title = "exhibits"
        other = book.create_sheet("notes", 0)
        other.append(["anything"])

    assert read_sheet(xlsx_of(ROW, change=spoil))[0].cells == READ


def merge(_book, sheet):
    sheet.merge_cells("A2:B2")


def formula(_book, sheet):
    sheet["C2"] = "=1+1"


def fault(_book, sheet):
    sheet["C2"] = "#REF!"


def far_right(_book, sheet):
    sheet["XFD2"] = "x"


def far_down(_book, sheet):
    sheet["A1048576"] = "x"


@pytest.mark.parametrize(
    ("change", "said"),
    [(merge, "A2:B2 are merged"), (formula, "C2 holds a formula"), (fault, "C2 holds an error"),
     (far_right, "XFD2 lies far")],
)  # fmt: skip
def test_workbook_with_what_no_record_may_depend_on_is_refused(change, said):
    assert said in refused(xlsx_of(ROW, change=change))


def test_row_at_the_end_of_the_sheet_costs_no_million_rows():
    assert [row.line for row in read_sheet(xlsx_of(ROW, change=far_down))] == [2, 1048576]


def test_claimed_dimensions_are_not_believed():
    huge = repacked(
        xlsx_of(ROW), change=lambda text: text.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
    )
    assert huge != xlsx_of(ROW) and read_sheet(huge)[0].cells == READ


def test_too_many_rows_of_a_workbook_are_counted():
    assert "5001 rows" in refused(xlsx_of(*[ROW] * (MOST_ROWS + 1)))
    assert "far more rows" in refused(xlsx_of(*[["UN"]] * 20_001))


def test_zip_bomb_is_not_opened():
    bomb = repacked(xlsx_of(ROW), **{"xl/media/x.xml": b"\0" * (90 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert "would unpack to more" in refused(bomb)


def test_bomb_of_many_parts_is_not_opened():
    parts = {f"xl/p{n}.xml": b"<a/>" for n in range(600)}
    assert "would unpack to more" in refused(repacked(xlsx_of(ROW), **parts))


def test_part_that_unpacks_to_more_than_it_declares_is_not_believed():
    content = bytearray(repacked(xlsx_of(ROW), **{"xl/x.xml": b"<a>" + b"x" * 100_000 + b"</a>"}))
    size = (100_007).to_bytes(4, "little")
    assert size in content
    assert "cannot be read" in refused(bytes(content.replace(size, (10).to_bytes(4, "little"))))


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_are_refused_before_they_are_read(declared):
    def spoil(text):
        head, sign, rest = text.partition(b"<worksheet")
        return head + declared + sign + rest

    assert "refers to something outside" in refused(repacked(xlsx_of(ROW), change=spoil))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7"])
def test_parts_in_other_encodings_hide_nothing(encoding):
    def spoil(text):
        body = text.decode().partition("?>")[2] if text.startswith(b"<?xml") else text.decode()
        return f'<?xml version="1.0" encoding="{encoding}"?>{body}'.encode(encoding)

    assert "cannot be read" in refused(repacked(xlsx_of(ROW), change=spoil))


def other_zip(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


OLD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLD, "of the old kind (.xls)"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (other_zip("content.xml"), "OpenDocument"),
        (other_zip("word/document.xml"), "no sheet of rows"),
        (other_zip("xl/workbook.xml"), "cannot be read"),
        (b"PK\x03\x04 and nothing more", "cannot be read"),
        (xlsx_of(ROW)[:-200], "cannot be read"),
        (repacked(xlsx_of(ROW), change=lambda text: text[:-40]), "cannot be read"),
    ],
)  # fmt: skip
def test_files_of_other_kinds_are_named(content, said):
    assert said in refused(content)


def test_names_within_an_archive_lead_nowhere():
    """Parts are read by name and never unpacked to the disk."""
    slip = repacked(xlsx_of(ROW), **{"../../../../tmp/casefiles-slip.xml": b"<a/>"})
    assert read_sheet(slip)[0].cells == READ


def test_template_reads_back_as_a_sheet_without_rows():
    for content in (template_csv(), template_xlsx()):
        assert "no rows below" in refused(content)


def test_template_offers_the_values_that_each_column_takes():
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template_xlsx()))
    sheet, values = book["exhibits"], book["values"]
    assert [cell.value for cell in sheet[1]] == NAMES
    offered = {}
    for validation in sheet.data_validations.dataValidation:
        place = validation.formula1.partition("!")[2].replace("$", "")
        codes = [row[0].value for row in values[place]]
        column = NAMES[sheet[str(validation.sqref).split(":")[0]].column - 1]
        offered[column] = codes
    assert offered == {each.name: list(each.choices.values) for each in COLUMNS if each.choices}
    explained = {row[0] for row in values.iter_rows(values_only=True)}
    assert explained >= set(NAMES)


def test_filled_template_is_read():
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(template_xlsx()))
    for name, text in zip(HEADER, ROW, strict=True):
        book["exhibits"].cell(2, NAMES.index(name) + 1, text)
    out = io.BytesIO()
    book.save(out)
    assert {k: v for k, v in read_sheet(out.getvalue())[0].cells.items() if v} == READ
