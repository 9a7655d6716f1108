"""What may stand in a text, and which names read alike."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from casefiles.accounts.likeness import alike, alike_person, why_alike
from casefiles.cases.models import Party
from casefiles.cases.text import clean_text
from tests.facts import errors_of, post_form

PERSIAN = "می\u200cخواهم"  # "I want": without its joiner it is misspelt
LOOKS = [
    ("LNA", "LNА"), ("LNA", "ＬＮＡ"), ("Group H", "Group Η"), ("S1", "S١"), ("Al-Saiqa", "Al‑Saiqa"),
    ("كتيبة", "ک\u062aيبة"), ("كتيبة", "كتيـبة"), ("two words", "two\u00a0words"),
    ("می\u200cخواهم", "میخواهم"), ("O'Hara", "O’Hara"), ("LNA", "LNA\u200f"),
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        PERSIAN, "क्\u200dष", "👨\u200d👩\u200d👧", "❤️", "العربية", "שלום", "\u200fקובץ A1", "C\u200e++",
        "\u061cنص", "naïve", "Буk", "line\nline\ttab", "x\u00a0y", "১৯৭১", "東京",
    ],
)  # fmt: skip
def test_what_a_language_needs_is_kept(text):
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\ufeffname", "name"), ("na\u00adme", "name"), ("na\u200bme", "name"), ("na\u2060me", "name"),
        ("na\u200dme", "name"), ("им\u200cя", "имя"), ("1\u200c2", "12"), ("\u200ca", "a"),
        (f"{PERSIAN}\u200c\u200c a", f"{PERSIAN}\u200c a"), ("a\u2028b\u2029c", "a\nb\nc"),
        ("e\u0301", "é"), ("a\r\nb\rc", "a\nb\nc"), ("\u200b \u200b", ""),
    ],
)  # fmt: skip
def test_what_shows_as_nothing_is_left_out(typed, kept):
    assert clean_text(typed) == kept


@pytest.mark.parametrize(
    "sign",
    [
        *"\x00\x07\x1b\x7f\x85\ud800\ue000\uffff\u202a\u202e\u2066\u2069\u206a\u2062\u115f\u3164\uffa0",
        "\u034f", "\u2800", "\U000e0041", "\U000e0100",
    ],
)  # fmt: skip
def test_what_deceives_is_refused_and_named(sign):
    with pytest.raises(ValidationError, match=f"U\\+{ord(sign):04X}"):
        clean_text(f"na{sign}me")


@pytest.mark.parametrize(("first", "second"), LOOKS)
def test_names_that_read_alike_are_found(first, second):
    assert alike(second, ["other", first]) == first and alike(first, [second]) == second


@pytest.mark.parametrize(
    ("first", "second"),
    [("LNA", "LNA"), ("LNA", "LNB"), ("H1", "H11"), ("Müller", "Muller"), ("Крим", "Krim"),
     ("علي", "عمر"), ("a b", "ab"), ("LNA", "lna")],
)  # fmt: skip
def test_others_are_not(first, second):
    assert alike(second, [first]) == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Boris", "boris"),
        ("Olga", "0lga"),
        ("Elias", "EIias"),
        ("Iman", "lman"),
        ("Amina", "Аmina"),
    ],
)
def test_people_are_told_apart_by_more_than_capitals_and_strokes(first, second):
    assert alike_person(second, ["Dalia", first]) == first
    assert alike_person(first, [second]) == second


@pytest.mark.parametrize(
    ("first", "second"), [("Elia", "Ella"), ("Ian", "Jan"), ("Amina", "Amina")]
)
def test_other_people_have_other_names(first, second):
    assert alike_person(first, [second]) == ""


def test_what_differs_is_spelled_out():
    assert "А (U+0410)" in why_alike("LNА", "LNA")
    assert "holds U+00A0." in why_alike("two\u00a0words", "two words")
    assert "not written the same" in why_alike("LNA", "LNA\u200f")


@pytest.fixture
def party_page(lead, case):
    return partial(post_form, lead, f"/cases/{case.pk}/parties/new/", kind="armed_force")


def test_party_whose_name_reads_as_another_is_refused_beside_its_box(party_page):
    assert party_page(code="LNA", name="Libyan National Army").status_code == 302
    answer = party_page(code="LNА", name="Libyаn National Army")
    assert answer.status_code == 422 and Party.objects.count() == 1
    assert "А (U+0410)" in errors_of(answer) and "а (U+0430)" in errors_of(answer)
    assert 'id="id_code_error"' in answer.content.decode()
    assert party_page(code="GNA", name="Government of National Accord").status_code == 302


def test_needed_box_holds_more_than_what_cannot_be_seen(party_page):
    answer = party_page(code="\u200b", name="\u200b\ufeff")
    assert answer.status_code == 422 and "required" in errors_of(answer)


def test_box_of_one_line_holds_one_line(party_page):
    assert party_page(code="LNA", name="Army\r\nBcc: a").status_code == 302
    assert Party.objects.get().name == "Army Bcc: a"
