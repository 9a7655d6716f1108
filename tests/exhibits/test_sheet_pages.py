"""The pages of a sheet, used as a person uses them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from casefiles.audit.models import Reading
from casefiles.sealing.models import SubjectKey
from evidence.exhibits.models import Exhibit, ReceivedSheet
from evidence.exhibits.services.sheets import forget_expired_sheets
from tests.cast import join, make_user
from tests.exhibits.sheetwork import sheet_of, xlsx_of


def address(case, name, *ids):
    return reverse(f"exhibits:{name}", args=[case.pk, *ids])


@pytest.fixture
def send(client, case, amina):
    """send(content) → the answer to the upload, as the lead."""

    def upload(content, by=amina, name="sheet.csv"):
        client.force_login(by)
        return client.post(
            address(case, "sheet_create"), {"sheet": SimpleUploadedFile(name, content)}
        )

    return upload


@pytest.fixture
def sent(send):
    """sent({"title": …}, …) → the sheet, as it waits for its sender's word."""

    def make(*rows, **columns):
        assert send(sheet_of(*rows, **columns)).status_code == 302
        return ReceivedSheet.objects.latest("expires_at")

    return make


def test_list_leads_to_the_sheet_and_the_sheet_to_its_template(client, case, amina):
    client.force_login(amina)
    assert (
        address(case, "sheet_create") in client.get(address(case, "exhibit_list")).content.decode()
    )
    page = client.get(address(case, "sheet_create")).content.decode()
    assert address(case, "sheet_template") in page and "satellite_image" in page
    for words, kind in (("", "text/csv"), ("?as=xlsx", "spreadsheetml")):
        answer = client.get(address(case, "sheet_template") + words)
        assert kind in answer["Content-Type"] and "attachment" in answer["Content-Disposition"]


def test_sheet_is_checked_shown_and_logged(client, case, sent):
    sheet = sent({"title": "First"}, {"title": "سجل", "number": "9"})
    page = client.get(sheet.get_absolute_url())
    text = page.content.decode()
    assert "Every row is right" in text and "TAJ-UN-0009" in text and "next free" in text
    assert not Exhibit.objects.exists()
    answer = client.post(sheet.get_absolute_url(), {"reason": ""}, follow=True)
    made = answer.content.decode()
    assert "2 exhibits were logged" in made
    assert "TAJ-UN-0009" in made and "TAJ-UN-0010" in made
    assert {each.changes().get().reason for each in Exhibit.objects.all()} == {
        "entered from a sheet"
    }


def test_twelve_problems_are_shown_beside_their_cells(client, sent):
    bad = {"kind": "foto", "item_date": "2.7.2019", "derives_from": "UN-77", "reliability": "A"}
    sheet = sent({"title": "Right"}, bad, {**bad, "title": ""}, {"number": "0"})
    page = client.get(sheet.get_absolute_url())
    assert (page.context["problem_count"], page.context["wrong_count"]) == (12, 3)
    text = page.content.decode()
    assert "12 problems in 3 rows" in " ".join(text.split())
    assert "“<bdi>foto</bdi>”" in text and "such as 2019-07-02" in text
    assert ">Right<" not in text and "Log all" not in text
    assert ">Right<" in client.get(sheet.get_absolute_url() + "?rows=all").content.decode()


def test_what_became_wrong_meanwhile_logs_nothing_and_says_so(client, case, sent, log):
    sheet = sent({"number": "1"}, {})
    log("Someone was faster", number=1)
    answer = client.post(sheet.get_absolute_url(), {"reason": ""})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "The case changed since this sheet was checked" in text and "is taken" in text
    assert Exhibit.objects.count() == 1


def test_second_word_doubles_nothing(client, sent):
    sheet = sent({}, {})
    client.post(sheet.get_absolute_url(), {"reason": ""})
    again = client.post(sheet.get_absolute_url(), {"reason": ""}, follow=True)
    assert "nothing was doubled" in again.content.decode()
    assert Exhibit.objects.count() == 2


def test_reason_goes_into_the_history_of_each(client, sent):
    sheet = sent({}, {})
    client.post(sheet.get_absolute_url(), {"reason": "disk of the second mission"})
    reasons = {each.changes().get().reason for each in Exhibit.objects.all()}
    assert reasons == {"disk of the second mission"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (xlsx_of(["UN", "video", "=1+1"]), "C2 holds a formula"),
        (b"\xff\xfe\xff", "not UTF-8"),
        (b"a,b\n", "these are none: a, b"),
        (b"", "empty"),
    ],
)
def test_file_that_cannot_be_read_is_refused_on_the_page(send, content, said):
    answer = send(content)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not ReceivedSheet.objects.exists()


def test_sheet_belongs_to_its_sender(client, case, sent):
    sheet = sent({})
    other = join(case, make_user("Farid"), "investigator")
    client.force_login(other)
    for name in ("sheet_detail", "sheet_discard"):
        assert client.post(address(case, name, sheet.pk)).status_code == 404
    assert not Exhibit.objects.exists() and ReceivedSheet.objects.exists()


def test_who_left_the_case_logs_nothing(client, case, amina, send):
    other = join(case, make_user("Farid"), "investigator")
    send(sheet_of({}), by=other)
    sheet = ReceivedSheet.objects.get()
    from casefiles.cases.services.records import withdraw

    withdraw(case.members().get(user=other), by=amina, reason="left")
    assert client.post(sheet.get_absolute_url(), {"reason": ""}).status_code == 404
    assert not Exhibit.objects.exists()


def test_thrown_away_and_expired_sheets_are_gone_with_their_keys(client, case, sent):
    thrown, expired = sent({}), sent({})
    client.post(address(case, "sheet_discard", thrown.pk))
    ReceivedSheet.objects.filter(pk=expired.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )
    for sheet in (thrown, expired):
        page = client.get(sheet.get_absolute_url())
        assert "No longer kept" in page.content.decode()
        answer = client.post(sheet.get_absolute_url(), {"reason": ""})
        assert answer.status_code == 422 and not Exhibit.objects.exists()
    forget_expired_sheets()
    assert not ReceivedSheet.objects.exists()
    assert not SubjectKey.objects.filter(subject__in=[thrown.pk, expired.pk]).exists()


def test_export_is_logged_before_it_begins(client, case, boris, exhibit):
    client.force_login(boris)
    answer = client.get(address(case, "sheet_export"))
    assert answer.content.startswith(b'\xef\xbb\xbf"provider_code"')
    assert 'filename="exhibits.csv"' in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]
    entry = Reading.objects.get()
    assert (entry.actor_id, entry.case_id, entry.what) == (boris.pk, case.pk, "exhibits as a sheet")


def test_export_that_cannot_be_logged_does_not_happen(client, case, boris, exhibit, monkeypatch):
    from evidence.exhibits.views import sheets

    def fails(*_args, **_words):
        raise ConnectionError

    monkeypatch.setattr(sheets, "log_reading", fails)
    client.force_login(boris)
    with pytest.raises(ConnectionError):
        client.get(address(case, "sheet_export"))


def test_observer_takes_nothing_away(client, case, dalia):
    client.force_login(dalia)
    assert client.get(address(case, "sheet_export")).status_code == 403
    assert (
        address(case, "sheet_export")
        not in client.get(address(case, "exhibit_list")).content.decode()
    )


def test_export_sent_again_is_all_taken(client, case, exhibit, amina, send):
    client.force_login(amina)
    content = client.get(address(case, "sheet_export")).content
    send(content)
    page = client.get(ReceivedSheet.objects.get().get_absolute_url())
    assert f"{exhibit.number} is taken" in page.content.decode()
