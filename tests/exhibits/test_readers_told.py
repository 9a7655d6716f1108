"""Whoever is named as a reader of many exhibits at once is told once, and of their number."""

import uuid

import pytest
from django.urls import reverse

from casefiles.notices.lines import lines_of
from casefiles.notices.models import Notice
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit, ExhibitReader
from evidence.exhibits.services.intakes import Incoming, take_in
from evidence.exhibits.services.readers import withdraw_reader
from evidence.exhibits.services.sheets import log_rows
from evidence.exhibits.sheets.reading import read_sheet
from tests.cast import WHY
from tests.exhibits.sheetwork import sheet_of

pytestmark = pytest.mark.django_db
MANY = "You were named as a reader of 3 exhibits at once: TAJ-UN-0001 and those that came with it"


@pytest.fixture(autouse=True)
def _nothing_told_before(case, elias, boris):
    Notice.objects.all().delete()


def told(user):
    return [line.text for line in lines_of(Notice.objects.visible_to(user).unread(), user)]


def take(case, by, count, readers, why=WHY):
    incoming = [
        Incoming(
            Exhibit(case=case, title=f"{n}", kind="document", provider_code="UN",
                    confidentiality="confidential", named_readers_only=True),
            [NewFile.of_bytes(b"%d" % n, "a.txt")],
        )
        for n in range(count)
    ]  # fmt: skip
    return take_in(case, incoming, by=by, reason=why, pk=uuid.uuid4(), readers=readers)


def test_intake_tells_each_reader_once_and_not_who_did_it(case, amina, elias, boris):
    take(case, amina, 3, [elias])
    assert told(elias) == [MANY]
    assert told(amina) == [] == told(boris)
    [line] = lines_of(Notice.objects.filter(user=elias), elias)
    assert line.url == Exhibit.objects.get(number="TAJ-UN-0001").get_absolute_url()


def test_one_exhibit_of_an_intake_is_told_as_one(case, amina, elias):
    take(case, amina, 1, [elias])
    assert told(elias) == ["You were named as a reader of TAJ-UN-0001"]


def take_off(user, number, by):
    row = ExhibitReader.objects.get(user=user, exhibit__number=number)
    withdraw_reader(row, by=by, reason=WHY)


def test_notice_goes_on_with_those_of_the_batch_that_are_still_open(case, amina, elias, boris):
    take(case, amina, 4, [elias, boris])
    # The same reader by the same person, at another time; a test is one transaction throughout.
    take(case, amina, 2, [elias], why="of another day")
    Notice.objects.filter(user=elias).order_by("-created_at").first().delete()
    take_off(elias, "TAJ-UN-0001", amina)
    assert told(elias) == [MANY.replace("TAJ-UN-0001", "TAJ-UN-0002")]
    [line] = lines_of(Notice.objects.filter(user=elias), elias)
    assert line.url == Exhibit.objects.get(number="TAJ-UN-0002").get_absolute_url()
    take_off(elias, "TAJ-UN-0002", amina)
    take_off(elias, "TAJ-UN-0003", amina)
    assert told(elias) == ["You were named as a reader of TAJ-UN-0004"]
    assert told(boris) == [MANY.replace("3 exhibits", "4 exhibits")]


def test_page_says_nothing_more_to_a_reader_taken_off_all_of_them(client, case, amina, elias):
    take(case, amina, 3, [elias])
    for n in (1, 2, 3):
        take_off(elias, f"TAJ-UN-000{n}", amina)
    client.force_login(elias)
    page = client.get(reverse("notices:notice_list")).content.decode()
    assert "no longer there for you to see" in page and "TAJ-UN-000" not in page


def test_sheet_tells_each_reader_once_of_what_is_theirs(case, amina, elias, boris):
    both = {"named_readers_only": "yes", "readers": "elias@example.org, boris@example.org"}
    one = {"named_readers_only": "yes", "readers": "elias@example.org"}
    log_rows(read_sheet(sheet_of(both, one, one, {})), case, by=amina, reason=WHY)
    assert told(elias) == [MANY]
    assert told(boris) == ["You were named as a reader of TAJ-UN-0001"]
