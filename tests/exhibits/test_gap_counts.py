"""Counts of gaps that are kept are those that would be counted anew, and cost no more for many."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.exhibits import gap_counts
from evidence.exhibits.gap_counts import with_gaps
from evidence.exhibits.models import Exhibit
from tests.exhibits.material import WHY
from tests.exhibits.samples import attach
from tests.exhibits.test_custody import DAY, check, entry, item_of, thing  # noqa: F401 - fixture

pytestmark = pytest.mark.django_db


@pytest.fixture
def is_right(case):
    """Compares what is kept, moved on, with what is counted from nothing."""

    def compare(expected=None):
        kept = with_gaps(case)
        cache.clear()
        assert kept == with_gaps(case)
        assert expected is None or kept == expected

    return compare


def test_each_kind_of_change_is_followed(is_right, thing, log, case, amina):  # noqa: F811
    with_gaps(case)
    entry(thing, amina, 0, "collected", to_holder="Team")
    entry(thing, amina, 6, from_holder="Police", to_holder="Lab")
    assert with_gaps(case) == {thing.pk: 1}
    item = item_of(thing, amina, latest_date=DAY.date() - timedelta(days=5))
    is_right({thing.pk: 2})
    withdraw(item, by=amina, reason=WHY)
    is_right({thing.pk: 1})
    whole = log("Whole", content=b"whole")
    is_right({thing.pk: 1})
    whole.item_date = DAY.date()
    record(whole, by=amina, reason=WHY)
    is_right({thing.pk: 1, whole.pk: 1})
    withdraw(whole, by=amina, reason=WHY)
    is_right({thing.pk: 1})


def test_page_of_a_large_case_finds_it_counted(thing, log, case, amina, monkeypatch):  # noqa: F811
    monkeypatch.setattr(gap_counts, "LARGE", 3)
    entry(thing, amina, 0, "collected", to_holder="Team")
    entry(thing, amina, 6, from_holder="Police", to_holder="Lab")
    log("Second")
    cache.clear()
    assert gap_counts.count_ahead() == 0
    third = log("Third")
    assert gap_counts.count_ahead() == 1
    monkeypatch.setattr(gap_counts, "_count_gaps", None)  # nobody may count again
    assert with_gaps(case).keys() >= {thing.pk, third.pk}


def test_checks_that_fail_and_come_back_are_followed(is_right, case, amina):
    file = attach(case, amina, b"bytes", "a.txt")
    for number, found in enumerate([file.sha256, file.sha256, "", file.sha256], start=5):
        check(file.exhibit, amina, number, found).save(force_insert=True)
        is_right()
    assert with_gaps(case)[file.exhibit_id] == 2  # lost, and back without a word


def test_what_is_rolled_back_is_not_kept(is_right, thing, case, amina):  # noqa: F811
    before = with_gaps(case)
    with transaction.atomic():
        entry(thing, amina, 0, "collected", to_holder="Team")
        assert with_gaps(case) != before
        transaction.set_rollback(True)
    is_right(before)


def test_entry_that_commits_late_is_not_missed(is_right, thing, log, case, amina, monkeypatch):  # noqa: F811
    other = log("Another", kind="physical_item")
    entry(thing, amina, 0, "collected", to_holder="Team")
    with_gaps(case)
    earlier = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr("evidence.exhibits.services.custody.timezone.now", lambda: earlier)
    entry(other, amina, 0, "collected", to_holder="Team")
    is_right({})


def test_more_than_can_be_followed_is_counted_anew(is_right, log, case, monkeypatch):
    with_gaps(case)
    monkeypatch.setattr(gap_counts, "FOLLOWED", 2)
    for number in range(3):
        log(f"No. {number}", kind="physical_item")
    is_right(dict.fromkeys(Exhibit.objects.values_list("pk", flat=True), 1))


def test_queries_are_as_many_for_many_exhibits(log, case, amina):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            with_gaps(case)
        return len(caught)

    def change():
        row = Exhibit.objects.first()
        row.title += "x"
        record(row, by=amina, reason=WHY)

    counts = []
    for number in (1, 6):
        for each in range(number):
            log(f"{number}.{each}", kind="physical_item")
        cache.clear()
        whole, same = queries(), queries()
        change()
        counts.append((whole, same, queries()))
    assert counts[0] == counts[1] and counts[0][1] == 2
