"""Many rows at once, with the guarantees of one."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from casefiles.audit.canonical import digest, state_of
from casefiles.audit.models import Change
from casefiles.audit.services import BATCH, record, record_many
from casefiles.cases.models import Party, Source
from casefiles.cases.vocabulary import PartyKind
from casefiles.sealing.fields import unseal

WHY = "read from a sheet"
# What differs between two rows that say the same.
OWN = {"id", "history_id", "history_date", "code"}


def some(case, count, start=0):
    return [Source(case=case, code=f"S{start + n}", title="Joint report") for n in range(count)]


def said(change):
    return {name: value for name, value in state_of(change.row).items() if name not in OWN}


def test_each_row_gets_the_history_and_change_that_record_would_give(case, amina):
    alone = record(Source(case=case, code="ALONE", title="Joint report"), by=amina, reason=WHY,
                   action="log")  # fmt: skip
    sources = some(case, 3)
    changes = record_many(sources, by=amina, reason=WHY, action="log")
    for source, change in zip(sources, changes, strict=True):
        change.refresh_from_db()
        assert change.row == source.history.get()
        assert said(change) == said(alone)
        assert change.digest == digest(state_of(change.row))
        assert (change.object_id, change.case_id) == (source.pk, case.pk)
        for name in ("content_type", "kind", "action", "actor", "reason"):
            assert getattr(change, name) == getattr(alone, name)
    assert [change.sequence for change in changes] == sorted(change.sequence for change in changes)


def test_rows_of_several_batches_are_all_there_in_their_order(case, amina):
    sources = some(case, BATCH + 3)
    changes = record_many(sources, by=amina, reason=WHY)
    stored = Change.objects.filter(action="", reason=WHY).order_by("sequence")
    assert [each.pk for each in stored] == [each.pk for each in changes]
    assert [each.object_id for each in stored] == [source.pk for source in sources]
    assert Source.history.count() == Source.objects.count() == BATCH + 3


def test_number_of_statements_does_not_grow_with_the_rows(case, amina):
    def statements(count, start):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            record_many(some(case, count, start), by=amina, reason=WHY)
        return len(queries)

    statements(1, 0)  # fills the cache of content types
    assert statements(2, 10) == statements(BATCH, 1000)


def test_each_row_may_have_a_reason_of_its_own(case, amina):
    changes = record_many(some(case, 2), by=amina, reason=["seen on site", " read "])
    assert [change.reason for change in changes] == ["seen on site", "read"]
    assert changes[0].row.history_change_reason == "seen on site"


def test_reason_and_actor_do_not_sign_the_next_save(case, amina, elias):
    source = some(case, 1)[0]
    record_many([source], by=amina, reason=WHY)
    source.title = "Second edition"
    change = record(source, by=elias, reason="corrected")
    row = source.history.first()
    assert (row.history_user, row.history_change_reason) == (elias, "corrected")
    assert change.kind == Change.Kind.CHANGED


@pytest.mark.parametrize("reason", ["", "  ", ["why", ""]])
def test_blank_reason_is_refused(case, amina, reason):
    with pytest.raises(ValueError, match="why"):
        record_many(some(case, 2), by=amina, reason=reason)
    assert not Source.objects.exists()


def test_nobody_and_rows_that_do_not_belong_together_are_refused(case, amina):
    known = some(case, 1)[0]
    record(known, by=amina, reason=WHY)
    party = Party(case=case, code="LNA", name="LNA", kind=PartyKind.ARMED_FORCE)
    for rows, by, why in [
        (some(case, 2, 5), None, WHY), ([*some(case, 1, 5), party], amina, WHY),
        ([known], amina, WHY), (some(case, 2, 5), amina, ["one for two"]),
    ]:  # fmt: skip
        with pytest.raises(ValueError):
            record_many(rows, by=by, reason=why)
    assert Source.objects.count() == Source.history.count() == 1


def test_no_rows_make_no_change(amina):
    assert record_many([], by=amina, reason=WHY) == []


def test_one_bad_row_in_the_last_batch_takes_all_of_them_back(case, amina):
    before = Change.objects.count()
    bad = Source(case=case, code="S0", title=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_many([*some(case, BATCH), bad], by=amina, reason=WHY)
    assert not Source.objects.exists() and not Source.history.exists()
    assert Change.objects.count() == before


def test_guard_is_closed_again(case, amina):
    record_many(some(case, 2), by=amina, reason=WHY)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        some(case, 1, 9)[0].save()


def test_other_tables_stay_closed_meanwhile(case, amina, monkeypatch):
    """The token opens one table: a row of another written along the way is refused."""
    written = Source._base_manager.bulk_create

    def and_another(_manager, rows):
        Party(case=case, code="LNA", name="LNA", kind=PartyKind.ARMED_FORCE).save()
        return written(rows)

    monkeypatch.setattr(type(Source._base_manager), "bulk_create", and_another)
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        record_many(some(case, 2), by=amina, reason=WHY)


def test_sealed_text_is_cipher_in_rows_and_history(case, amina):
    parties = [
        Party(case=case, code=f"X{n}", name="Foreign State", kind=PartyKind.STATE, withheld=True,
              sealed_name=f"CANARY-{n}")
        for n in range(2)
    ]  # fmt: skip
    changes = record_many(parties, by=amina, reason=WHY)
    for number, (party, change) in enumerate(zip(parties, changes, strict=True)):
        assert unseal(Party.objects.get(pk=party.pk), "sealed_name") == f"CANARY-{number}"
        assert unseal(change.row, "sealed_name") == f"CANARY-{number}"
        assert b"CANARY" not in change.row.sealed_name.ciphertext
        assert change.digest == digest(state_of(change.row))
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text, h::text FROM cases_party p, cases_historicalparty h")
        assert b"CANARY".hex() not in str(cursor.fetchall())
