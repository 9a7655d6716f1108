"""The leak gate: what it compares, how, and that a hit stops the dossier."""

import pytest
from django.apps import apps

from casefiles.audit.models import OperationalModel, Reading
from casefiles.audit.services import record
from casefiles.cases.models import Draft, Party
from casefiles.cases.services.records import withdraw
from casefiles.jobs.kinds import JobFailed
from casefiles.sealing.fields import SealedTextField
from casefiles.sealing.models import SubjectKey
from evidence.exhibits.models import Upload
from reports.dossiers.leaks import Guard, _sealed_columns, check, protected
from tests.dossiers.casework import CANARY, WHY


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Zorbania", "the air force of zorbania flew"),
        ("Zorbania", "the air force of Zor-\nbania flew".replace("-", "")),
        ("Zorbania", "ZORBANIAN aircraft"),
        ("Zorban Al-Bania", "told by zorban   al-bania"),
        ("Zorban Al-Bania", "told by Zorban\u200f Al-\u00adBania"),
        ("Mali", "in Mali."),
        ("Mali", "in M\nali."),
        ("UAE", "the UAE flew"),
        ("مالي", "قال مالي ذلك"),
        ("interview_zorbania.docx", "see Interview_Zorbania.docx"),
    ],
)
def test_value_is_found(value, text):
    assert Guard([value]).finds(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Mali", "to normalise"),
        ("US", "given to us"),
        ("UAE", "UAEX"),
        ("office", "the officer"),
    ],
)
def test_chance_is_not_a_leak(value, text):
    assert not Guard([value]).finds(text)


def test_every_sealed_value_is_protected_also_past_and_withdrawn(work, amina):
    work.state.sealed_name = "Another Zorbania"
    record(work.state, by=amina, reason=WHY)
    withdraw(work.state, by=amina, reason=WHY)
    assert protected(work.case) == {
        CANARY, "Another Zorbania", "Interviewer Canary Name", "the name it came with 1.txt",
    }  # fmt: skip


def test_opening_sealed_values_is_on_record(work):
    before = Reading.objects.count()
    protected(work.case)
    reading = Reading.objects.first()
    assert Reading.objects.count() == before + 1
    assert reading.object_id == work.case.pk and "leak gate" in reading.what


def test_sealed_value_that_the_case_holds_in_the_open_does_not_block_it(work, amina):
    work.add(Party, code="ZOR", name=CANARY.upper(), kind="state")
    assert CANARY not in protected(work.case)


def test_values_that_say_nothing_do_not_block_it(work, amina):
    work.add(Party, code="Y", name="Y", kind="state", withheld=True, sealed_name="Unknown")
    check(work.case, ["whose origin is unknown"])


def test_hit_stops_the_dossier(work):
    with pytest.raises(JobFailed) as failure:
        check(work.case, ["nothing", f"an aircraft of {CANARY}"])
    assert failure.value.code == "leak" and CANARY not in str(failure.value)


def test_what_cannot_be_opened_cannot_be_checked(work):
    SubjectKey.objects.filter(subject=work.state.pk).update(master_key_id="another")
    with pytest.raises(JobFailed) as failure:
        check(work.case, ["nothing"])
    assert failure.value.code == "unchecked"


def test_erased_value_does_not_stop_it(work):
    SubjectKey.objects.filter(subject=work.state.pk).update(wrapped=None)
    check(work.case, ["nothing"])


def test_every_model_with_a_sealed_field_is_guarded():
    """A sealed field of a model without a case would go unseen by the gate. Drafts and uploads
    are no records: what they hold becomes a value of the case only once it is saved."""
    sealed = {
        (model, field.name)
        for model in apps.get_models()
        if not hasattr(model, "history_object")
        for field in model._meta.get_fields()
        if isinstance(field, SealedTextField)
    }
    facts = {pair for pair in sealed if not issubclass(pair[0], OperationalModel)}
    assert len(facts) > 8 and facts == set(_sealed_columns())
    assert {Draft, Upload} <= {model for model, _name in sealed - facts}
