"""A sheet logs what the form would: checked row by row, all of it or nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.models import Party
from casefiles.cases.vocabulary import PartyKind
from evidence.exhibits.links import fingerprint
from evidence.exhibits.models import Exhibit, Grading, Origin, ReceivedSheet, WebCapture
from evidence.exhibits.services.sheets import log_rows, log_sheet, receive_sheet, rows_of_sheet
from evidence.exhibits.sheets.checking import check_sheet
from evidence.exhibits.sheets.reading import read_sheet
from tests.cast import make_case
from tests.exhibits.material import WHY
from tests.exhibits.sheetwork import csv_of, sheet_of


@pytest.fixture
def enter(case, amina):
    """enter({"title": …}, …) logs the rows; gives the exhibits."""

    def log(*rows, by=amina, into=None, **columns):
        return log_rows(read_sheet(sheet_of(*rows, **columns)), into or case, by=by, reason=WHY)

    return log


@pytest.fixture
def wrong(case, amina):
    """wrong({"title": …}) → {column: what is wrong} of the last row."""

    def check(*rows, by=amina, **columns):
        checked = check_sheet(read_sheet(sheet_of(*rows, **columns)), case, by=by)
        return {name: " ".join(some) for name, some in checked[-1].errors.items()}

    return check


def test_every_column_reaches_its_field(case, amina, elias, enter):
    record(
        Party(case=case, code="LNA", name="LNA", kind=PartyKind.ARMED_FORCE), by=amina, reason=WHY
    )
    parent, exhibit = enter(
        {"number": "1"},
        {"provider_code": "news", "number": "7", "kind": "Video", "title": "Film", "language": "Arabic",
         "description": "What it shows.\nAnd what not.", "item_date": "2019-07-02",
         "is_graphic": "yes", "creator": "A", "uploader": "B", "publisher": "C", "provider": "D",
         "collector": "E", "collected_on": "2019-07-03", "collection_method": "By hand",
         "collected_from": "https://example.org", "origin": "The mission", "origin_kind": "several",
         "derives_from": "TAJ-UN-0001", "interested_party": "lna", "disclosure_class": "incriminating",
         "confidentiality": "Under seal", "named_readers_only": "yes",
         "readers": "ELIAS@example.org", "reliability": "b", "credibility": "2",
         "grade_why": "A body on the spot."},
    )  # fmt: skip
    exhibit = Exhibit.objects.get(number="TAJ-NEWS-0007")
    texts = {name: getattr(exhibit, name) for name in (
        "kind", "title", "description", "language", "creator", "uploader", "publisher", "provider",
        "collector", "collection_method", "collected_from", "disclosure_class",
        "confidentiality")}  # fmt: skip
    assert texts == {
        "kind": "video", "title": "Film", "description": "What it shows.\nAnd what not.",
        "language": "Arabic", "creator": "A", "uploader": "B", "publisher": "C", "provider": "D",
        "collector": "E", "collection_method": "By hand", "collected_from": "https://example.org",
        "disclosure_class": "incriminating", "confidentiality": "under_seal"}  # fmt: skip
    assert (exhibit.item_date, exhibit.collected_on) == (date(2019, 7, 2), date(2019, 7, 3))
    assert exhibit.is_graphic and exhibit.named_readers_only
    assert (exhibit.origin.name, exhibit.origin.kind) == ("The mission", "several")
    assert exhibit.derivations.get().parent == parent
    assert exhibit.interested_party.code == "LNA"
    assert {row.user for row in exhibit.readers.current()} == {amina, elias}
    assert (str(exhibit.grade), exhibit.grade.analyst) == ("B2", amina)
    assert exhibit.grade.changes().get().reason == "A body on the spot."


def test_each_exhibit_is_audited_as_if_logged_alone(enter, log, amina):
    alone = log("Report").changes().get()
    for exhibit in enter({}, {}):
        change = exhibit.changes().get()
        assert (change.action, change.kind, change.actor, change.reason) == (
            alone.action, alone.kind, amina, WHY)  # fmt: skip
        assert exhibit.history.get().title == "Report"


def test_empty_numbers_follow_the_highest_and_given_ones_are_kept(enter, log):
    log(number=5)
    made = enter({}, {"number": "9"}, {"number": "TAJ-UN-0002"}, {})
    assert [each.number for each in made] == [
        "TAJ-UN-0010", "TAJ-UN-0009", "TAJ-UN-0002", "TAJ-UN-0011"]  # fmt: skip
    assert log().number == "TAJ-UN-0012"


def test_origin_is_matched_whatever_its_case_or_made_once(enter, case):
    enter({"origin": "The Mission"})
    enter({"origin": "the mission"}, {"origin": "Press"}, {"origin": "Press"})
    assert sorted(Origin.objects.filter(case=case).values_list("name", flat=True)) == [
        "Press", "The Mission"]  # fmt: skip


def test_empty_confidentiality_is_that_of_the_case(amina):
    secret = make_case(amina, "SEC-1", confidentiality="secret")
    made = log_rows(read_sheet(sheet_of({})), secret, by=amina, reason=WHY)
    assert made[0].confidentiality == "secret"


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"title": ""}, "title", "Missing. Write here: What a colleague"),
        ({"provider_code": ""}, "provider_code", "such as UN or NEWS"),
        ({"kind": ""}, "kind", "Missing. Write one of these: document,"),
        ({"kind": "foto"}, "kind", "none of the values: document, photograph"),
        ({"provider_code": "U N"}, "provider_code", "Use capitals and digits"),
        ({"provider_code": "UNITEDNATIONS"}, "provider_code", "at most 10"),
        ({"title": "x" * 301}, "title", "at most 300"),
        ({"title": "a\u202eb"}, "title", "U+202E"),
        ({"origin": "x" * 201}, "origin", "200"),
        ({"item_date": "02/07/2019"}, "item_date", "such as 2019-07-02"),
        ({"item_date": "2019-02-30"}, "item_date", "such as 2019-07-02"),
        ({"item_date": "2019-W01-1"}, "item_date", "such as 2019-07-02"),
        ({"collected_on": "2999-01-01"}, "collected_on", "has not come yet"),
        ({"item_date": "2020-02-02", "collected_on": "2020-02-01"}, "collected_on", "before it was made"),
        ({"is_graphic": "perhaps"}, "is_graphic", "yes, no"),
        ({"number": "0"}, "number", "1 to 999999"),
        ({"number": "1.5"}, "number", "1 to 999999"),
        ({"number": "99999999999"}, "number", "1 to 999999"),
        ({"number": "٣"}, "number", "1 to 999999"),
        ({"number": "TAJ-POE-0001"}, "number", "Write the number alone"),
        ({"number": "OTHER-UN-0001"}, "number", "Write the number alone"),
        ({"origin_kind": "single"}, "origin", "Name the origin"),
        ({"origin": "A", "origin_kind": "many"}, "origin_kind", "none of the values"),
        ({"interested_party": "LNA"}, "interested_party", "No party"),
        ({"readers": "nobody@example.org", "named_readers_only": "yes"}, "readers", "No member"),
        ({"readers": "amina@example.org"}, "named_readers_only", "every member will see it"),
        ({"reliability": "A"}, "credibility", "both scales and a reason"),
        ({"reliability": "A", "credibility": "2"}, "grade_why", "both scales and a reason"),
        ({"reliability": "Z", "credibility": "2", "grade_why": "x"}, "reliability", "A, B, C"),
        ({"derives_from": "TAJ-UN-0099"}, "derives_from", "TAJ-UN-0099 is no exhibit"),
        ({"derives_from": "nonsense"}, "derives_from", "nonsense is no exhibit"),
        ({"number": "3", "derives_from": "UN-3"}, "derives_from", "from itself"),
        ({"disclosure_class": "none"}, "disclosure_class", "incriminating"),
    ],
)  # fmt: skip
def test_each_wrong_cell_is_named_with_what_to_write(wrong, cells, column, said):
    assert said in wrong(cells)[column]


def test_labels_are_understood_in_every_language_offered(case, amina, settings, monkeypatch):
    from evidence.exhibits.sheets import columns

    kind = columns.BY_NAME["kind"]
    columns.codes_of.cache_clear()
    monkeypatch.setattr(
        columns.translation, "override", lambda language: Translated(monkeypatch, kind, language)
    )
    codes = columns.codes_of(kind)
    columns.codes_of.cache_clear()
    assert codes["satellite image"] == codes["satellite_image"] == codes["ar satellite image"]


class Translated:
    """Stands in for a catalogue: every label begins with the language's name."""

    def __init__(self, monkeypatch, column, language):
        self.patch, self.column, self.language = monkeypatch, column, language

    def __enter__(self):
        pairs = [(code, f"{self.language} {label}" if self.language != "en" else label)
                 for code, label in self.column.choices.choices]  # fmt: skip
        self.before = type(self.column.choices).choices
        self.patch.setattr(type(self.column.choices), "choices", property(lambda _: pairs))

    def __exit__(self, *error):
        self.patch.setattr(type(self.column.choices), "choices", self.before)


def test_numbers_taken_by_hidden_and_withdrawn_exhibits_are_not_given_again(wrong, closed, boris):
    assert "is taken" in wrong({"number": str(closed.sequence)}, by=boris)["number"]


def test_two_rows_cannot_have_one_number(wrong):
    assert "Another row" in wrong({"number": "3"}, {"number": "3"})["number"]


def test_origin_that_counts_otherwise_is_said(enter, wrong):
    enter({"origin": "The mission"})
    said = wrong({"origin": "The mission", "origin_kind": "several"})
    assert "counts as: one person or body" in said["origin_kind"]


def test_hidden_exhibit_is_as_unknown_as_one_that_is_not_there(wrong, closed, boris):
    hidden = wrong({"derives_from": closed.number}, by=boris)["derives_from"]
    absent = wrong({"derives_from": "TAJ-UN-0099"}, by=boris)["derives_from"]
    assert hidden == absent.replace("TAJ-UN-0099", closed.number)


def test_rows_may_derive_from_later_rows_but_not_in_a_circle(enter, wrong):
    made = enter({"number": "1", "derives_from": "UN-2"}, {"number": "2"})
    assert made[0].derivations.get().parent == made[1]
    circle = [{"number": "5", "derives_from": "UN-6"}, {"number": "6", "derives_from": "UN-7"},
              {"number": "7", "derives_from": "UN-5"}]  # fmt: skip
    assert "in a circle" in wrong(*circle)["derives_from"]


def test_one_wrong_row_keeps_all_of_them_out(case, enter):
    before = Change.objects.count()
    with pytest.raises(ValidationError):
        enter({}, {"origin": "New", "kind": "foto"})
    assert not Exhibit.objects.exists() and not Origin.objects.exists()
    assert Change.objects.count() == before


def test_failure_on_the_way_takes_everything_back(case, enter, monkeypatch):
    before = Change.objects.count()
    monkeypatch.setattr(Grading, "__init__", broken)
    with pytest.raises(ZeroDivisionError):
        enter({"origin": "New"}, {"reliability": "A", "credibility": "1", "grade_why": "x"})
    assert not Exhibit.objects.exists() and Change.objects.count() == before


def broken(*_args, **_words):
    raise ZeroDivisionError


def test_number_of_queries_does_not_grow_with_the_rows(enter):
    def queries(count, start):
        rows = [
            {"number": str(start + n), "origin": "The mission", "reliability": "A",
             "credibility": "1", "grade_why": "x", "derives_from": f"UN-{start}" if n else "",
             "kind": "web_capture", "web_address": f"https://example.org/{start + n}"}
            for n in range(count)
        ]  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            enter(*rows)
        return len(asked)

    queries(2, 1)
    assert queries(3, 100) == queries(60, 200)


def test_kept_sheet_is_sealed_and_opens_for_its_rows(case, amina):
    sheet = receive_sheet(sheet_of({"title": "CANARY of a sheet"}), case, by=amina)
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM exhibits_receivedsheet s")
        assert b"CANARY".hex() not in cursor.fetchone()[0]
    assert (
        rows_of_sheet(ReceivedSheet.objects.get(pk=sheet.pk))[0].cells["title"]
        == "CANARY of a sheet"
    )


def test_what_was_logged_is_not_kept_and_not_logged_twice(case, amina):
    sheet = receive_sheet(sheet_of({}, {}), case, by=amina)
    assert len(log_sheet(sheet, by=amina, reason=WHY)) == 2
    assert log_sheet(sheet, by=amina, reason=WHY) == []
    assert Exhibit.objects.count() == 2
    stored = ReceivedSheet.objects.get()
    assert not stored.content and len(stored.made) == 2


def test_web_address_makes_the_capture_that_a_pasted_link_makes(enter, amina):
    from evidence.exhibits.capture import court_minimum

    (exhibit,) = enter({"kind": "web_capture", "web_address": "https://example.org/post"})
    capture = exhibit.web_capture
    assert capture.changes().get().action == "paste"
    assert "the web address" not in map(str, court_minimum(exhibit).missing)


@pytest.mark.parametrize(
    ("cells", "said"),
    [({"kind": "web_capture", "web_address": "example.org"}, "does not begin with http"),
     ({"kind": "video", "web_address": "https://example.org/"}, "web_capture, social_media_post")],
)  # fmt: skip
def test_web_address_must_be_one_and_belong_to_a_page_or_post(wrong, cells, said):
    assert said in wrong(cells)["web_address"]


def export(case, by):
    from evidence.exhibits.sheets.export import export_csv

    return export_csv(case, by=by)


def test_export_logs_the_same_again_and_exports_the_same_bytes(case, amina, elias, enter):
    enter(
        {"title": "=HYPERLINK(\"x\")", "description": "-1\n@two\n\"three\"", "origin": "+218 المصدر"},
        {"number": "12", "title": "سجل المستشفى\u200f", "derives_from": "UN-20, POE-3",
         "grade_why": "'=quoted", "reliability": "A", "credibility": "1"},
        {"number": "20", "title": "'quoted'", "named_readers_only": "yes",
         "readers": "elias@example.org", "is_graphic": "yes", "item_date": "2019-07-02"},
        {"provider_code": "POE", "number": "3", "origin": "+218 المصدر", "kind": "expert_report",
         "creator": "@nobody", "collected_from": "＝wide", "origin_kind": "single"},
        {"provider_code": "WEB", "kind": "web_capture", "web_address": "https://example.org/a?b=1#c"},
    )  # fmt: skip
    first = export(case, amina)
    other = make_case(amina, "OTHER-2020")
    from tests.cast import join

    join(other, elias, "counsel")
    log_rows(read_sheet(first), other, by=amina, reason=WHY)
    assert export(other, amina) == first
    captures = WebCapture.objects.filter(case=other).values_list("url", "fingerprint")
    assert list(captures) == [(url, fingerprint(url)) for url in ["https://example.org/a?b=1#c"]]

    def fields(of):
        rows = Exhibit.objects.filter(case=of).select_related("origin")
        left_out = {"_state", "id", "case_id", "number", "origin_id", "_prefetched_objects_cache"}
        return [
            ({k: v for k, v in vars(row).items() if k not in left_out}, str(row.origin), str(row.grade))
            for row in rows
        ]  # fmt: skip

    stripped = [
        ({k: v for k, v in values.items() if not k.startswith("_")}, *rest)
        for values, *rest in fields(case)
    ]
    assert stripped == [
        ({k: v for k, v in values.items() if not k.startswith("_")}, *rest)
        for values, *rest in fields(other)
    ]


def test_export_names_nothing_that_its_reader_may_not_see(case, log, closed, boris, amina):
    open_one = log("Open", derives_from=[closed], new_origin="Press")
    withdrawn = log("Withdrawn one")
    from casefiles.cases.services.records import withdraw

    withdraw(withdrawn, by=amina, reason=WHY)
    text = export(case, boris).decode()
    assert open_one.title in text
    for secret in (closed.title, "Withdrawn one", "UN-0001", "report.pdf", "elias@"):
        assert secret not in text
    assert "UN-0001" in export(case, amina).decode()


def test_export_is_the_same_in_every_language(case, log, amina):
    from django.utils import translation

    log(content=b"x")
    with translation.override("ar"):
        arabic = export(case, amina)
    assert arabic == export(case, amina)


def test_export_takes_a_constant_number_of_queries(case, log, amina):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            export(case, amina)
        return len(queries)

    log()
    few = asked()
    for _n in range(5):
        log(new_origin="Press")
    assert asked() == few


def test_header_may_use_labels_and_any_order(case, amina):
    content = csv_of(["Report", "UN", "video"], header=["Title", "provider, in short", "KIND"])
    row = read_sheet(content)[0]
    assert row.cells == {"title": "Report", "provider_code": "UN", "kind": "video"}
