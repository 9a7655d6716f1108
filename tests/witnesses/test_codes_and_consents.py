"""Codes come from a locked counter; consent decides by purpose and by day."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from casefiles.cases.services.records import withdraw
from evidence.witnesses.models import Consent, Witness
from evidence.witnesses.services import add_witness, consents_version, set_consents
from tests.cast import make_case, make_user

WHY = "answered today"


def add(case, by):
    return add_witness(Witness(case=case), by=by, reason=WHY).code


def test_codes_count_up_within_their_case(case, amina):
    other = make_case(amina, reference="TRN-0001")
    assert [add(case, amina), add(case, amina), add(other, amina)] == ["W-0001", "W-0002", "W-0001"]


def test_code_of_a_withdrawn_witness_is_not_given_again(case, witness, amina):
    withdraw(witness, by=amina, reason=WHY)
    assert add(case, amina) == "W-0002"


def test_two_people_adding_at_once_get_two_codes(committed_db):
    amina = make_user("Amina")
    case, codes, start = make_case(amina), [], threading.Barrier(6)

    def work():
        start.wait()
        codes.append(add(case, amina))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [f"W-000{n}" for n in range(1, 7)]


def test_no_row_means_no(witness):
    assert not witness.consents_to("retain")


@pytest.mark.parametrize("status", ["granted", "granted_with_conditions"])
def test_granted_purpose_is_allowed_and_no_other(witness, answer, status):
    answer(witness, "share_un", status, conditions="without the region")
    assert witness.consents_to("share_un")
    assert not witness.consents_to("share_media")


@pytest.mark.parametrize("status", ["refused", "not_asked", "withdrawn", "expired"])
def test_other_answers_allow_nothing(witness, answer, status):
    answer(witness, "share_un", status)
    assert not witness.consents_to("share_un")


def test_consent_ends_after_its_last_day(witness, answer):
    last = date(2024, 6, 30)
    consent = answer(witness, "retain", "granted", given_on=date(2024, 6, 1), expires_on=last)
    assert witness.consents_to("retain", on=last)
    assert not witness.consents_to("retain", on=last + timedelta(days=1))
    assert not witness.consents_to("retain")
    assert consent.status_today == "expired"


def test_consent_does_not_reach_back_before_it_was_given(witness, answer):
    answer(witness, "retain", "granted", given_on=date(2024, 6, 1))
    assert not witness.consents_to("retain", on=date(2024, 5, 31))


def test_withdrawn_row_and_withdrawn_witness_allow_nothing(witness, answer, amina):
    row = answer(witness, "retain", "granted")
    answer(witness, "share_un", "granted")
    withdraw(row, by=amina, reason=WHY)
    assert not witness.consents_to("retain") and witness.consents_to("share_un")
    withdraw(witness, by=amina, reason=WHY)
    witness.refresh_from_db()
    assert not witness.consents_to("share_un")


def test_old_page_cannot_bring_a_withdrawn_consent_back(case, witness, answer, amina):
    row = answer(witness, "retain", "granted")
    seen = consents_version(witness)
    newer = Consent.objects.get(pk=row.pk)
    newer.status, newer.withdrawn_on = "withdrawn", timezone.localdate()
    set_consents(witness, [newer], version=seen, by=amina, reason=WHY)
    with pytest.raises(ValidationError, match="changed after you opened"):
        set_consents(witness, [row], version=seen, by=amina, reason=WHY)
    assert not witness.consents_to("retain")


def test_answers_of_a_withdrawn_witness_stay_as_they_are(case, witness, amina):
    withdraw(witness, by=amina, reason=WHY)
    consent = Consent(case=case, witness=witness, purpose="retain", status="granted")
    with pytest.raises(ValidationError, match="withdrawn"):
        set_consents(witness, [consent], version=0, by=amina, reason=WHY)
    assert not Consent.objects.exists()
