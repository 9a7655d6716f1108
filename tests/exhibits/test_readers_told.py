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


def take(case, by, count, readers):
    incoming = [
        Incoming(
            Exhibit(case=case, title=f"{n}", kind="document", provider_code="UN",
                    confidentiality="confidential", named_readers_only=True),
            [NewFile.of_bytes(b"%d" % n, "a.txt")],
        )
        for n in range(count)
    ]  # fmt: skip
    return take_in(case, incoming, by=by, reason=WHY, pk=uuid.uuid4(), readers=readers)


def test_intake_tells_each_reader_once_and_not_who_did_it(case, amina, elias, boris):
    take(case, amina, 3, [elias])
    assert told(elias) == [MANY]
    assert told(amina) == [] == told(boris)
    [line] = lines_of(Notice.objects.filter(user=elias), elias)
    assert line.url == Exhibit.objects.get(number="TAJ-UN-0001").get_absolute_url()


def test_one_exhibit_of_an_intake_is_told_as_one(case, amina, elias):
    take(case, amina, 1, [elias])
    assert told(elias) == ["You were named as a reader of TAJ-UN-0001"]


def test_page_says_nothing_more_to_a_reader_taken_off(client, case, amina, elias):
    take(case, amina, 3, [elias])
    row = ExhibitReader.objects.get(user=elias, exhibit__number="TAJ-UN-0001")
    withdraw_reader(row, by=amina, reason=WHY)
    client.force_login(elias)
    page = client.get(reverse("notices:notice_list")).content.decode()
    assert "no longer there for you to see" in page and "TAJ-UN-0001" not in page


def test_sheet_tells_each_reader_once_of_what_is_theirs(case, amina, elias, boris):
    both = {"named_readers_only": "yes", "readers": "elias@example.org, boris@example.org"}
    one = {"named_readers_only": "yes", "readers": "elias@example.org"}
    log_rows(read_sheet(sheet_of(both, one, one, {})), case, by=amina, reason=WHY)
    assert told(elias) == [MANY]
    assert told(boris) == ["You were named as a reader of TAJ-UN-0001"]
