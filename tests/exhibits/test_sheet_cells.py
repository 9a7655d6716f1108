"""What is written into a cell comes out as it was, and no spreadsheet computes it."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.exhibits.sheets.cells import LEADING, guard, unguard
from evidence.exhibits.sheets.tables import read_csv, write_csv

AWKWARD = [*"=+-@\t\r\n'\"“,; \0", "＝", "\u200f", "\u202e", "\ufeff", "سجل", "e\u0301"]
PIECE = st.one_of(
    st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
)
TEXT = st.lists(PIECE, max_size=8).map("".join)
SIGNS = [sign for sign in LEADING if sign != "\\"]


@given(TEXT)
@settings(max_examples=1000)
@example("=1+1")
@example("'=1+1")
@example("''=1+1")
@example("'quoted'")
@example("\r\n")
@example("@SUM(A1)")
@example("\u202e=1")
@example("=سجل")
def test_every_text_reads_back_as_it_was(text):
    assert unguard(guard(text)) == text


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=5))
@settings(max_examples=500)
def test_every_table_reads_back_as_it_was(rows):
    header = ["provider_code", "kind", "title"]
    assert read_csv(write_csv([header, *rows])) == [header, *rows]


@given(TEXT)
@settings(max_examples=500)
def test_no_cell_begins_a_formula_in_any_program(text):
    written = write_csv([[text]]).decode("utf-8-sig")
    cell = next(csv.reader(io.StringIO(written, newline="")))[0] if text else ""
    assert not cell.startswith(tuple(SIGNS))
    assert written.startswith('"') and written.endswith('"\r\n')


@pytest.mark.parametrize("sign", SIGNS)
def test_each_leading_sign_is_guarded(sign):
    assert guard(f"{sign}x") == f"'{sign}x"


def test_other_apostrophes_are_left_alone():
    """Typed by hand, they belong to the text."""
    assert unguard("'Ali's house'") == "'Ali's house'" == guard("'Ali's house'")
