"""The one way to write a fact, and what the database does with every other way."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from casefiles.audit.canonical import canonical_json, digest, state_of
from casefiles.audit.models import Change, Reading
from casefiles.audit.services import log_reading, record
from casefiles.cases.models import CaseFile, Incident, Party, Source
from casefiles.cases.vocabulary import PartyKind


def a_source(case, code="UN"):
    return Source(case=case, code=code, title="Joint report")


def refused(action):
    """By a trigger, or because the application's role has no such right."""
    with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        action()


def test_record_writes_row_history_and_change_together(case, amina):
    source = a_source(case)
    change = record(source, by=amina, reason="first entry")
    row = source.history.get()
    assert (row.history_user, row.history_change_reason) == (amina, "first entry")
    assert (change.case_id, change.object_id, change.history_id) == (case.pk, source.pk, row.pk)
    assert change.kind == Change.Kind.CREATED
    assert change.digest == digest(state_of(row))


def test_reason_and_actor_do_not_sign_the_next_save(case, amina):
    source = a_source(case)
    record(source, by=amina, reason="first entry")
    assert not hasattr(source, "_change_reason") and not hasattr(source, "_history_user")


@pytest.mark.parametrize("reason", ["", "   "])
def test_change_without_reason_is_refused(case, amina, reason):
    with pytest.raises(ValueError, match="why"):
        record(a_source(case), by=amina, reason=reason)


def test_plain_save_is_refused_by_the_database(case):
    refused(lambda: a_source(case).save())


def test_queryset_update_bulk_create_and_delete_are_refused(case, amina):
    source = a_source(case)
    record(source, by=amina, reason="first entry")
    refused(lambda: Source.objects.filter(pk=source.pk).update(title="Another"))
    refused(lambda: Source.objects.bulk_create([a_source(case, "X")]))
    refused(lambda: source.delete())
    assert Source.objects.get().title == "Joint report"


def test_recording_one_row_opens_no_other(case, amina):
    first = a_source(case)
    record(first, by=amina, reason="first entry")
    first.title = "Changed behind the record"
    refused(first.save)


def open_for(row):
    """What record() tells the database before it writes."""
    with connection.cursor() as cursor:
        token = f"{row._meta.db_table}:{row.pk}"
        cursor.execute("SELECT set_config('casefiles.recording', %s, true)", [token])


def test_recording_leaves_nothing_open(case, amina):
    source = a_source(case)
    record(source, by=amina, reason="first entry")
    refused(source.save)
    refused(lambda: forged_history(source))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('casefiles.recording')")
        assert cursor.fetchone() == ("",)


def forged_history(row, **other):
    state = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    Source.history.model(**{**state, **other}, history_date=timezone.now(), history_type="~").save()


def test_one_opening_is_for_one_writing_and_its_one_history_row(case, amina):
    source, other = a_source(case), a_source(case, "X")
    record(source, by=amina, reason="first entry")
    record(other, by=amina, reason="first entry")
    open_for(source)
    source.save()
    refused(source.save)
    refused(lambda: forged_history(source))
    open_for(source)
    Source.objects.filter(pk=source.pk).update(title="With its history to come")
    refused(lambda: Source.objects.filter(pk=source.pk).update(title="Once more"))
    refused(lambda: forged_history(other))
    forged_history(source)
    refused(lambda: forged_history(source))


def test_failed_recording_leaves_nothing_open(case, amina):
    source = a_source(case)
    record(source, by=amina, reason="first entry")
    with pytest.raises(IntegrityError), transaction.atomic():
        record(a_source(case), by=amina, reason="a code that is taken")
    refused(source.save)
    assert Source.history.count() == 1


def test_digest_is_of_the_row_as_it_is_stored_whatever_was_given(case, amina):
    """Decimals gain their places, instants their zone, texts become dates: in the database."""
    row = Incident(
        case=case, code="I-9", place_name="Tajoura", latitude="32.88", longitude=Decimal("13.3"),
        earliest_date="2019-07-02", earliest_time="23:10", title=_Shouted("strike"),
    )  # fmt: skip
    for title in ("first", "second"):
        row.title = _Shouted(title)
        change = record(row, by=amina, reason="entered")
        stored = Incident.history.order_by("-history_id").first()
        assert change.history_id == stored.history_id and stored.latitude == Decimal("32.88")
        assert change.digest == digest(state_of(stored))
    assert Change.objects.of(row).count() == 2


class _Shouted(str):
    """A text that is another one for whoever prints it."""

    __slots__ = ()

    def __str__(self):
        return self.upper()


def test_history_and_changes_are_append_only(case, amina):
    record(a_source(case), by=amina, reason="first entry")
    for table in ("audit_change", "cases_historicalsource"):
        for act in ("UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {}"):
            column = "reason = 'x'" if table == "audit_change" else "title = 'x'"
            with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(act.format(table, column))


def test_tests_and_application_work_without_owning_the_tables(case):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_password_and_last_sign_in_change_without_history(amina):
    amina.last_login = timezone.now()
    amina.set_password("another long enough password")
    amina.save(update_fields=["last_login", "password"])
    assert amina.history.count() == 1
    assert not hasattr(amina.history.get(), "password")


def test_name_of_a_user_changes_only_through_record(amina):
    amina.name = "Someone else"
    refused(lambda: amina.save())


def test_canonical_json_is_sorted_and_refuses_floats():
    assert canonical_json({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    with pytest.raises(TypeError):
        canonical_json({"a": 0.5})


def test_sealed_text_is_cipher_in_row_history_and_change(case, amina):
    party = Party(case=case, code="STATE-X", name="Foreign State", kind=PartyKind.STATE,
                  withheld=True, sealed_name="CANARY-NAME")  # fmt: skip
    record(party, by=amina, reason="first entry")
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text, h::text FROM cases_party p, cases_historicalparty h")
        assert b"CANARY-NAME".hex() not in str(cursor.fetchone())
    assert "CANARY-NAME" not in repr(vars(Party.objects.get()))


def test_reading_is_logged(case, amina):
    log_reading(case, by=amina, what="dossier")
    entry = Reading.objects.get()
    assert (entry.actor_id, entry.case_id, entry.what) == (amina.pk, case.pk, "dossier")


def test_members_alone_see_a_case(case, amina, boris, chloe):
    assert list(CaseFile.objects.visible_to(boris)) == [case]
    assert not CaseFile.objects.visible_to(chloe).exists()
