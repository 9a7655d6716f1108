"""Statements as data: what is sealed shows nowhere, and is opened only after the log has it."""

import logging

import pytest
from django.db import DatabaseError
from django.urls import reverse

from casefiles.audit.models import Reading
from casefiles.sealing.fields import unseal
from casefiles.sealing.services import erase_subject
from evidence.witnesses.forms import StatementForm, WitnessForm
from evidence.witnesses.models import Statement, StatementExhibit, Witness
from tests.witnesses.material import SECRETS, keep_to_readers


@pytest.fixture
def open_url(case, statement):
    return reverse("witnesses:statement_open", args=[case.pk, statement.pk])


def fields_of(statement, **changed):
    data = {"taken_on": "2024-05-02", "mode": "in_person", "place_class": "shelter",
            "language": "Tigrinya", "basis": "unknown", "confidentiality": "under_seal",
            "reason": "corrected", "version": statement.version if statement else ""}  # fmt: skip
    return data | changed


def test_no_form_has_a_field_for_a_name(case, amina):
    for form in (WitnessForm, StatementForm):
        fields = form(case=case, user=amina).fields
        assert not [name for name in fields if "name" in name and name != "named_readers_only"]
        assert not {"address", "phone", "email", "birth_date"} & set(fields)


def test_pages_with_forms_say_why_there_is_no_name(client, case, amina, witness, statement):
    client.force_login(amina)
    for name, pk in [("witness_update", witness.pk), ("statement_update", statement.pk),
                     ("statement_create", witness.pk)]:  # fmt: skip
        page = client.get(reverse(f"witnesses:{name}", args=[case.pk, pk])).content.decode()
        assert "There is no field for a name" in page


def test_form_posted_twice_makes_one_witness(client, case, amina):
    client.force_login(amina)
    url = reverse("witnesses:witness_create", args=[case.pk])
    token = client.get(url).context["form"].fields["token"].initial
    answers = [client.post(url, {"connection": "victim", "token": token}) for _ in range(2)]
    assert [answer.url for answer in answers] == [Witness.objects.get().get_absolute_url()] * 2
    assert Witness.objects.get().code == "W-0001"


def test_statement_is_entered_by_hand_with_its_recording(client, case, amina, witness, recording):
    client.force_login(amina)
    url = reverse("witnesses:statement_create", args=[case.pk, witness.pk])
    token = client.get(url).context["form"].fields["token"].initial
    data = fields_of(None, token=token, recordings=[recording.pk], read_back="on", **SECRETS)
    answer = client.post(url, data)
    statement = Statement.objects.get()
    assert answer.url == statement.get_absolute_url()
    assert (statement.witness, statement.language, statement.read_back) == (
        witness,
        "Tigrinya",
        True,
    )
    assert {name: unseal(statement, name) for name in SECRETS} == SECRETS
    assert statement.recordings.get().exhibit == recording


def test_statement_of_tomorrow_is_refused_with_what_was_typed(client, case, amina, witness):
    client.force_login(amina)
    url = reverse("witnesses:statement_create", args=[case.pk, witness.pk])
    token = client.get(url).context["form"].fields["token"].initial
    data = fields_of(None, token=token, taken_on="9999-12-31", language="Hausa")
    answer = client.post(url, data)
    assert answer.status_code == 422
    assert "lies in the future" in answer.content.decode() and "Hausa" in answer.content.decode()
    assert not Statement.objects.exists()


def test_empty_sealed_box_keeps_what_is_sealed(client, case, amina, statement):
    client.force_login(amina)
    url = reverse("witnesses:statement_update", args=[case.pk, statement.pk])
    data = fields_of(statement, language="Arabic", interviewer="another interviewer")
    assert client.post(url, data).status_code == 302
    statement.refresh_from_db()
    assert statement.language == "Arabic"
    assert unseal(statement, "interviewer") == "another interviewer"
    assert unseal(statement, "place") == SECRETS["place"]


def test_recording_that_the_editor_cannot_see_stays_linked(client, amina, recorded, recording):
    keep_to_readers(recording, amina)
    client.force_login(amina)
    url = reverse("witnesses:statement_update", args=[recorded.case_id, recorded.pk])
    assert client.post(url, fields_of(recorded)).status_code == 302
    assert StatementExhibit.objects.current().get().exhibit == recording


def test_unticked_recording_is_withdrawn_not_deleted(client, amina, recorded):
    client.force_login(amina)
    url = reverse("witnesses:statement_update", args=[recorded.case_id, recorded.pk])
    client.post(url, fields_of(recorded))
    assert StatementExhibit.objects.get().is_withdrawn


def test_sealed_words_show_on_no_page_in_no_history_and_in_no_log(client, amina, statement, caplog):
    case, witness = statement.case, statement.witness
    client.force_login(amina)
    names = {"witness_list": [], "witness_detail": [witness.pk], "statement_detail": [statement.pk],
             "statement_update": [statement.pk], "statement_withdraw": [statement.pk]}  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        pages = [client.get(reverse(f"witnesses:{name}", args=[case.pk, *args])).content.decode()
                 for name, args in names.items()]  # fmt: skip
        data = fields_of(statement, taken_on="never", **SECRETS)
        client.post(reverse("witnesses:statement_update", args=[case.pk, statement.pk]), data)
    rows = [repr(list(statement.history.values())), repr(list(Statement.objects.values()))]
    for text in [*pages, *rows, caplog.text]:
        assert "canary" not in text


def test_history_of_a_statement_and_of_its_case_keep_sealed_words_out(
    client, case, amina, statement
):
    client.force_login(amina)
    kind = statement._meta.label_lower
    of_record = reverse("cases:record_history", args=[case.pk, kind, statement.pk])
    for url in (of_record, reverse("cases:history", args=[case.pk])):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "canary" not in answer.content.decode()


def test_opening_is_logged_and_shows_the_sealed_details(client, amina, statement, open_url):
    client.force_login(amina)
    page = client.post(open_url).content.decode()
    assert "This opening was logged" in page
    assert all(secret in page for secret in SECRETS.values())
    reading = Reading.objects.get()
    assert (reading.actor_id, reading.object_id) == (amina.pk, statement.pk)
    assert reading.case_id == statement.case_id


def test_opening_is_refused_when_it_cannot_be_logged(client, amina, open_url, monkeypatch):
    def refuse(*args, **kwargs):
        raise DatabaseError("the log is full")

    monkeypatch.setattr("casefiles.audit.services.Reading.objects.using", refuse)
    opened = []
    monkeypatch.setattr("evidence.witnesses.services.unseal", lambda *args: opened.append(args))
    client.force_login(amina)
    client.raise_request_exception = False
    answer = client.post(open_url)
    assert answer.status_code == 500
    assert "canary" not in answer.content.decode() and not opened


def test_log_stands_before_the_details_are_unsealed(client, amina, open_url, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "evidence.witnesses.services.unseal", lambda *args: seen.append(Reading.objects.count())
    )
    client.force_login(amina)
    client.post(open_url)
    assert seen == [1] * len(SECRETS)


def test_details_of_an_erased_witness_are_gone_in_words(
    client, amina, witness, statement, open_url
):
    erase_subject(witness.pk)
    client.force_login(amina)
    answer = client.post(open_url, follow=True)
    assert answer.redirect_chain[0][0] == statement.get_absolute_url()
    assert "Nobody can read them any more" in answer.content.decode()


def test_sealed_details_open_by_post_only(client, amina, open_url):
    client.force_login(amina)
    assert client.get(open_url).status_code == 405
    assert not Reading.objects.exists()


def test_reviewer_may_not_open_what_is_sealed(client, boris, elias, statement, open_url):
    for member in (boris, elias):
        client.force_login(member)
        assert (
            "Open the sealed details"
            not in client.get(statement.get_absolute_url()).content.decode()
        )
        answer = client.post(open_url)
        assert answer.status_code == 403 and "canary" not in answer.content.decode()
    assert not Reading.objects.exists()


def test_protection_officer_may_open_what_is_sealed(client, dalia, open_url):
    client.force_login(dalia)
    assert SECRETS["interpreter"] in client.post(open_url).content.decode()
    assert Reading.objects.get().actor_id == dalia.pk
