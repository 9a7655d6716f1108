"""A withheld name: written once, read by named readers only, each opening logged before it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from casefiles.audit.models import Reading, Refusal
from casefiles.audit.services import record
from casefiles.cases.models import Party, WithheldNameReader
from casefiles.cases.services.cases import add_member, end_membership
from casefiles.cases.services.parties import name_reader, open_name
from casefiles.sealing.services import erase_subject
from tests.cast import join, make_user
from tests.facts import errors_of, make_party, post_form

NAME = "CANARY-STATE"


@pytest.fixture
def party(case, amina):
    return make_party(case, amina, "STATE-X", kind="state", withheld=True, sealed_name=NAME)


@pytest.fixture
def reader(case, amina, boris, party):
    row = WithheldNameReader(case=case, party=party, user=boris)
    return name_reader(row, by=amina, reason="has to approve")


def open_url(party):
    return f"{party.get_absolute_url()}open-name/"


def pages(case, party):
    base = f"/cases/{case.pk}/"
    return [f"{base}parties/", party.get_absolute_url(), f"{party.get_absolute_url()}edit/",
            f"{party.get_absolute_url()}withdraw/", f"{base}relations/new/",
            f"{base}positions/new/"]  # fmt: skip


def test_named_reader_opens_the_name_and_the_opening_is_logged(client, boris, party, reader):
    client.force_login(boris)
    answer = client.post(open_url(party))
    assert NAME in answer.content.decode() and "This opening was logged" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    entry = Reading.objects.get()
    assert (entry.actor_id, entry.object_id, entry.what) == (boris.pk, party.pk, "withheld name")


def test_what_cannot_be_logged_is_not_shown(client, boris, party, reader, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("the log is full")

    monkeypatch.setattr("casefiles.cases.services.parties.log_reading", broken)
    monkeypatch.setattr("casefiles.cases.services.parties.unseal", lambda *a: pytest.fail("opened"))
    client.force_login(boris)
    client.raise_request_exception = False
    answer = client.post(open_url(party))
    assert answer.status_code == 500 and NAME not in answer.content.decode()


@pytest.mark.parametrize("who", ["amina", "elias", "dalia"])
def test_everyone_else_is_refused_and_the_refusal_logged(client, request, party, reader, who):
    user = request.getfixturevalue(who)
    client.force_login(user)
    assert client.post(open_url(party)).status_code == 403
    assert not Reading.objects.exists()
    refusal = Refusal.objects.get()
    assert (refusal.actor_id, refusal.what) == (user.pk, "cases:party_open_name")


def test_outsider_gets_404(client, chloe, party, reader):
    client.force_login(chloe)
    assert client.post(open_url(party)).status_code == 404


def test_opening_is_never_a_get(client, boris, party, reader):
    client.force_login(boris)
    assert client.get(open_url(party)).status_code == 405
    assert not Reading.objects.exists()


@pytest.mark.parametrize("who", ["amina", "boris", "elias", "dalia"])
def test_no_page_holds_the_name(client, request, case, party, reader, who):
    client.force_login(request.getfixturevalue(who))
    for page in pages(case, party):
        assert NAME not in client.get(page).content.decode(), page


def test_button_is_shown_to_named_readers_alone(client, boris, amina, party, reader):
    for user, shown in ((boris, True), (amina, False)):
        client.force_login(user)
        assert (open_url(party) in client.get(party.get_absolute_url()).content.decode()) is shown


def test_name_lies_sealed_after_it_was_typed_into_the_form(client, case, amina):
    client.force_login(amina)
    answer = post_form(client, f"/cases/{case.pk}/parties/new/", code="STATE-X", kind="state",
                       name="Foreign State", withheld="on", sealed_name=NAME)  # fmt: skip
    assert NAME not in client.get(answer["Location"]).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text || h::text FROM cases_party p, cases_historicalparty h")
        row = cursor.fetchone()[0]
    assert NAME not in row and NAME.encode().hex() not in row


def test_empty_box_keeps_the_sealed_name(client, amina, boris, party, reader):
    client.force_login(amina)
    post_form(client, f"{party.get_absolute_url()}edit/", code="STATE-X", name="A foreign State",
              kind="state", withheld="on", sealed_name="", reason="wording")  # fmt: skip
    changed = Party.objects.get()
    assert changed.name == "A foreign State"
    assert open_name(changed, by=boris) == NAME


def test_sealed_name_needs_the_box_ticked(client, amina, case):
    client.force_login(amina)
    answer = post_form(client, f"/cases/{case.pk}/parties/new/", code="STATE-X", kind="state",
                       name="Foreign State", sealed_name=NAME)  # fmt: skip
    assert "needs this box ticked" in errors_of(answer)


@pytest.mark.parametrize("box", ["code", "name", "note", "reason"])
def test_name_typed_in_clear_beside_its_seal_is_refused(client, amina, case, box):
    client.force_login(amina)
    data = {"code": "STATE-X", "name": "Foreign State", "kind": "state", "withheld": "on"}
    answer = post_form(client, f"/cases/{case.pk}/parties/new/",
                       **{**data, "sealed_name": NAME, box: f"{NAME.lower()}"})  # fmt: skip
    assert "is to be sealed" in errors_of(answer)
    assert not Party.objects.exists()


@pytest.mark.parametrize("box", ["name", "note", "reason"])
def test_name_that_stands_in_the_history_is_not_sealed_over(client, amina, case, box):
    """An open party that becomes withheld: everyone would still read the name in its history."""
    written = {"name": NAME, "note": f"That is {NAME}."}.get(box, "")
    party = make_party(case, amina, "STATE-Y", kind="state", **({box: written} if written else {}))
    for name, reason in (("The State", f"not {NAME.title()} but a placeholder"), ("State Y", "x")):
        party.name, party.note = name, ""
        record(party, by=amina, reason=reason if box == "reason" else "in clear no more")
    client.force_login(amina)
    url = f"{party.get_absolute_url()}edit/"
    boxes = {
        "code": "STATE-Y",
        "name": "State Y",
        "kind": "state",
        "withheld": "on",
        "reason": "now",
    }
    answer = post_form(client, url, **boxes, sealed_name=NAME)
    assert "The history of this party holds this name" in errors_of(answer)
    party.refresh_from_db()
    assert not party.withheld and not party.sealed_name
    answer = post_form(client, url, **boxes, sealed_name="ANOTHER")
    assert answer.status_code == 302


def test_lead_names_a_reviewer_through_the_form(client, amina, boris, dalia, case, party):
    client.force_login(amina)
    url = f"/cases/{case.pk}/withheld-readers/new/?party={party.pk}"
    choices = list(client.get(url).context["form"].fields["user"].queryset)
    assert choices == [boris]
    answer = post_form(client, url, party=party.pk, user=boris.pk, reason="has to approve")
    reader = WithheldNameReader.objects.get()
    assert answer["Location"] == f"{party.get_absolute_url()}#withheld_reader-{reader.pk}"
    assert open_name(party, by=boris) == NAME


def test_nobody_but_the_lead_names_readers(client, case, boris, elias, party):
    client.force_login(boris)
    assert client.get(f"/cases/{case.pk}/withheld-readers/new/").status_code == 403
    with pytest.raises(PermissionDenied):
        name_reader(WithheldNameReader(case=case, party=party, user=elias), by=boris, reason="x")


def test_lead_cannot_name_herself_even_as_counsel(case, amina, boris, party):
    second = join(case, make_user("Grace"), "lead")
    add_member(case, amina, "counsel", by=second, reason="signs as counsel")
    row = WithheldNameReader(case=case, party=party, user=amina)
    with pytest.raises(ValidationError):
        name_reader(row, by=amina, reason="to see it")
    with pytest.raises(PermissionDenied):
        open_name(party, by=amina)


def test_observer_and_outsider_cannot_be_named(case, amina, dalia, chloe, party):
    for user in (dalia, chloe):
        row = WithheldNameReader(case=case, party=party, user=user)
        with pytest.raises(ValidationError):
            name_reader(row, by=amina, reason="to see it")


def test_name_of_an_open_party_has_no_readers(case, amina, boris):
    row = WithheldNameReader(case=case, party=make_party(case, amina), user=boris)
    with pytest.raises(ValidationError):
        name_reader(row, by=amina, reason="to see it")


def test_reader_who_is_withdrawn_reads_no_more(client, amina, boris, party, reader):
    client.force_login(amina)
    post_form(client, f"/cases/{party.case_id}/withheld-readers/{reader.pk}/withdraw/",
              reason="approved already")  # fmt: skip
    with pytest.raises(PermissionDenied):
        open_name(party, by=boris)


def test_reader_who_is_no_longer_reviewer_reads_no_more(case, amina, boris, party, reader):
    join(case, boris, "observer")
    membership = case.members().get(user=boris, role="reviewer")
    end_membership(membership, by=amina, reason="changed desks")
    with pytest.raises(PermissionDenied):
        open_name(party, by=boris)


def test_erased_name_is_said_to_be_erased(client, boris, party, reader):
    erase_subject(party.pk)
    client.force_login(boris)
    answer = client.post(open_url(party), follow=True)
    assert "This name was erased" in answer.content.decode()
