"""Who meets the witnesses of a case, and who sees a restricted statement."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from casefiles.cases.vocabulary import Role
from evidence.witnesses.models import Statement, StatementReader, Witness
from evidence.witnesses.services import end_reader
from tests.cast import join, make_user
from tests.witnesses.material import keep_to_readers, make_statement


@pytest.fixture
def observer(case):
    return join(case, make_user("Observer"), Role.OBSERVER)


@pytest.fixture
def addresses(case, witness, statement):
    """Every address of the room that a GET answers."""
    in_case, of_witness = [case.pk], [case.pk, witness.pk]
    of_statement = [case.pk, statement.pk]
    read = {"witness_list": in_case, "witness_detail": of_witness,
            "statement_detail": of_statement}  # fmt: skip
    write = {"witness_create": in_case, "witness_update": of_witness,
             "witness_withdraw": of_witness, "consent_update": of_witness,
             "statement_create": of_witness, "statement_update": of_statement,
             "statement_withdraw": of_statement}  # fmt: skip

    def urls(names):
        return [reverse(f"witnesses:{name}", args=args) for name, args in names.items()]

    return urls(read), urls(write)


def statuses(client, user, urls):
    client.force_login(user)
    return {client.get(url).status_code for url in urls}


def test_outsider_gets_404_everywhere(client, chloe, addresses):
    read, write = addresses
    assert statuses(client, chloe, read + write) == {404}


def test_observer_meets_no_witness(client, observer, addresses):
    read, write = addresses
    assert statuses(client, observer, read + write) == {403}


def test_reviewer_and_counsel_read_and_do_not_write(client, boris, elias, addresses):
    read, write = addresses
    for member in (boris, elias):
        assert statuses(client, member, read) == {200}
        assert statuses(client, member, write) == {403}


def test_protection_officer_reads_as_an_observer_would_not(client, dalia, addresses):
    read, write = addresses
    assert statuses(client, dalia, read) == {200}
    assert statuses(client, dalia, write) == {403}


def test_lead_reads_and_writes(client, amina, addresses):
    read, write = addresses
    assert statuses(client, amina, read + write) == {200}


def test_protection_officer_of_another_case_sees_nothing(witness, statement):
    stranger = make_user("Officer", is_protection_officer=True)
    assert not Witness.objects.visible_to(stranger).exists()
    assert not Statement.objects.visible_to(stranger).exists()


def test_restricted_statement_exists_for_its_named_readers_only(
    client, people, witness, name_reader
):
    kept = make_statement(witness, people.amina, named_readers_only=True)
    name_reader(kept, people.boris)
    url = kept.get_absolute_url()
    assert statuses(client, people.amina, [url]) == {200}  # who restricted it is its first reader
    assert statuses(client, people.boris, [url]) == {200}
    for other in (people.dalia, people.elias):
        client.force_login(other)
        assert client.get(url).status_code == 404
        assert client.post(f"{url}open/").status_code == 404
        assert client.get(f"{url}readers/new/").status_code == 404
        listed = client.get(witness.get_absolute_url()).content.decode()
        assert str(kept.pk) not in listed and "No statement that you may see" in listed
        assert ">0<" in client.get(f"/cases/{kept.case_id}/witnesses/").content.decode()


def test_lead_cannot_see_what_an_investigator_kept_to_named_readers(client, case, amina, witness):
    investigator = join(case, make_user("Investigator"), Role.INVESTIGATOR)
    kept = make_statement(witness, investigator, named_readers_only=True)
    assert statuses(client, amina, [kept.get_absolute_url()]) == {404}
    assert statuses(client, investigator, [kept.get_absolute_url()]) == {200}


def test_last_reader_of_a_restricted_statement_stays(witness, amina, boris, name_reader):
    kept = make_statement(witness, amina, named_readers_only=True)
    first = kept.readers.get()
    with pytest.raises(ValidationError, match="name another one first"):
        end_reader(first, by=amina, reason="leaves")
    name_reader(kept, boris)
    end_reader(first, by=amina, reason="leaves")
    assert [row.user for row in kept.readers.current()] == [boris]
    assert not Statement.objects.visible_to(amina).filter(pk=kept.pk).exists()


def test_reader_is_named_and_ended_through_the_forms(client, people, observer, witness):
    amina, boris, case = people.amina, people.boris, witness.case
    kept = make_statement(witness, amina, named_readers_only=True)
    client.force_login(amina)
    url = reverse("witnesses:reader_create", args=[case.pk, kept.pk])
    form = client.get(url).context["form"]
    may_be_named = {boris, people.dalia, people.elias}  # the observer meets no witness
    assert set(form.fields["user"].queryset) == may_be_named
    token = form.fields["token"].initial
    assert client.post(url, {"user": boris.pk, "token": token}).status_code == 302
    reader = StatementReader.objects.get(user=boris)
    end = reverse("witnesses:reader_withdraw", args=[case.pk, reader.pk])
    assert client.post(end, {"reason": "read it"}).status_code == 302
    assert not Statement.objects.visible_to(boris).exists()


def test_recording_kept_to_others_is_not_named_on_the_statement(
    client, people, recorded, recording
):
    client.force_login(people.boris)
    assert "TAJ-INT-0001" in client.get(recorded.get_absolute_url()).content.decode()
    keep_to_readers(recording, people.amina)
    assert "TAJ-INT-0001" not in client.get(recorded.get_absolute_url()).content.decode()


def test_history_of_the_case_tells_an_observer_nothing_of_its_witnesses(
    client, people, observer, statement
):
    url = reverse("cases:history", args=[statement.case_id])
    client.force_login(people.boris)
    assert "W-0001" in client.get(url).content.decode()
    client.force_login(observer)
    assert "W-0001" not in client.get(url).content.decode()


def test_history_of_a_restricted_statement_is_for_its_readers(client, people, witness):
    kept = make_statement(witness, people.amina, named_readers_only=True)
    kind = kept._meta.label_lower
    url = reverse("cases:record_history", args=[kept.case_id, kind, kept.pk])
    assert statuses(client, people.amina, [url]) == {200}
    assert statuses(client, people.boris, [url]) == {404}
    listed = reverse("cases:history", args=[kept.case_id])
    client.force_login(people.boris)
    assert str(kept.pk) not in client.get(listed).content.decode()
