"""The consent matrix writes only what differs, and asks why where an answer changes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from casefiles.audit.models import Change
from evidence.witnesses.models import Consent
from evidence.witnesses.services import consents_version
from evidence.witnesses.vocabulary import Purpose


@pytest.fixture
def url(case, witness):
    return reverse("witnesses:consent_update", args=[case.pk, witness.pk])


@pytest.fixture
def post(client, amina, url, witness):
    """Posts the matrix as it stands, with these answers changed."""

    def send(reason="", version=None, **changed):
        data = {"given_on": timezone.localdate().isoformat(), "reason": reason,
                "version": consents_version(witness) if version is None else version}  # fmt: skip
        rows = {row.purpose: row for row in witness.consents.all()}
        for purpose in Purpose:
            row = rows.get(purpose) or Consent(purpose=purpose)
            data |= {f"{purpose}-status": row.status, f"{purpose}-conditions": row.conditions,
                     f"{purpose}-expires_on": row.expires_on or ""}  # fmt: skip
        client.force_login(amina)
        return client.post(url, data | {name.replace("__", "-"): v for name, v in changed.items()})

    return send


def test_page_offers_all_twelve_purposes_and_no_name(client, amina, url):
    client.force_login(amina)
    page = client.get(url).content.decode()
    assert len(Purpose) == 12
    for purpose in Purpose:
        assert f'name="{purpose}-status"' in page and f'name="{purpose}-expires_on"' in page


def test_only_answers_that_differ_are_written(post, witness):
    assert post(retain__status="granted").status_code == 302
    row = witness.consents.get()
    assert (row.purpose, row.status, row.given_on) == ("retain", "granted", timezone.localdate())
    before = Change.objects.count()
    assert post().status_code == 302
    assert Change.objects.count() == before


def test_changed_answer_needs_a_reason(post, witness):
    post(retain__status="granted")
    answer = post(retain__status="withdrawn")
    assert answer.status_code == 422 and "Say why an answer changes" in answer.content.decode()
    assert witness.consents_to("retain")


def test_withdrawal_with_a_reason_ends_the_consent_and_keeps_its_history(post, witness):
    post(retain__status="granted")
    assert post(reason="asked us by telephone", retain__status="withdrawn").status_code == 302
    row = witness.consents.get()
    assert row.withdrawn_on == timezone.localdate()
    assert not witness.consents_to("retain")
    assert [change.reason for change in row.changes()] == ["first entry", "asked us by telephone"]
    assert [old.status for old in row.history.order_by("history_id")] == ["granted", "withdrawn"]


def test_conditions_must_be_written_down_and_what_was_typed_is_kept(post, witness):
    answer = post(share_un__status="granted_with_conditions", retain__conditions="typed before")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Write down the conditions." in page
    assert "typed before" in page
    assert not Consent.objects.exists()


def test_one_wrong_row_writes_none_of_the_others(post):
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    answer = post(
        share_un__status="granted", retain__status="granted", retain__expires_on=yesterday
    )
    assert answer.status_code == 422 and "before the answer was given" in answer.content.decode()
    assert not Consent.objects.exists()


@pytest.mark.parametrize("day", ["", "not a day", "9999-01-01"])
def test_day_of_the_answer_must_be_a_day_that_has_come(post, day):
    assert post(given_on=day, retain__status="granted").status_code == 422
    assert not Consent.objects.exists()


def test_deceiving_characters_are_refused_in_conditions(post):
    answer = post(retain__status="granted_with_conditions", retain__conditions="only \u202egnihton")
    assert answer.status_code == 422 and "U+202E" in answer.content.decode()
    assert not Consent.objects.exists()


def test_page_opened_before_another_persons_change_is_refused(post, witness):
    post(retain__status="granted")
    answer = post(version=0, reason="no longer", share_un__status="granted")
    assert answer.status_code == 422 and "changed after you opened" in answer.content.decode()
    assert not witness.consents_to("share_un")
