"""The training case: marked as fictional, with consents of every kind, and nothing sealed in sight."""

from datetime import date

import pytest
from django.urls import reverse

from casefiles.cases.models import CaseFile
from demonstration.loading import fixture
from evidence.attribution.matrix import weigh
from evidence.attribution.models import Question
from evidence.witnesses.models import Statement, Witness
from evidence.witnesses.services import open_details

pytestmark = [pytest.mark.usefixtures("training", "db")]


@pytest.fixture
def case():
    return CaseFile.objects.get(reference="TRN-0001")


@pytest.fixture
def witness(case):
    return {row.code: row for row in Witness.objects.filter(case=case)}


def test_case_is_marked_fictional_on_its_pages(client, case, cast):
    client.force_login(cast["Boris"])
    for url in (case.get_absolute_url(), f"/cases/{case.pk}/witnesses/"):
        assert "Training case: wholly fictional" in client.get(url).content.decode()


def test_three_witnesses_have_codes_and_statements(case, witness):
    assert sorted(witness) == ["W-0001", "W-0002", "W-0003"]
    assert [witness[code].statements.count() for code in sorted(witness)] == [2, 1, 0]
    assert [witness[code].is_child for code in sorted(witness)] == [False, False, True]


def test_consents_of_every_kind_decide_as_they_should(witness):
    first, second, child = (witness[code] for code in sorted(witness))
    assert first.consents_to("share_un")  # granted
    assert first.consents_to("share_international_court")  # with conditions
    assert not first.consents_to("share_media")  # refused
    assert not first.consents_to("share_ngo")  # withdrawn
    assert first.consents_to("recontact", on=date(2025, 5, 1))
    assert not first.consents_to("recontact")  # expired
    assert not second.consents_to("recontact")  # no row
    assert not second.consents.filter(purpose="recontact").exists()
    assert not child.consents.exists()


def test_withdrawn_consent_keeps_what_was_answered_before(witness):
    row = witness["W-0001"].consents.get(purpose="share_ngo")
    assert [old.status for old in row.history.order_by("history_id")] == ["granted", "withdrawn"]
    assert (row.given_on, row.withdrawn_on) == (date(2024, 5, 2), date(2024, 7, 1))


def test_restricted_statement_is_for_amina_and_dalia(cast):
    kept = Statement.objects.get(named_readers_only=True)
    seen_by = [name for name in sorted(cast)
               if Statement.objects.visible_to(cast[name]).filter(pk=kept.pk).exists()]  # fmt: skip
    assert seen_by == ["Amina", "Dalia"]


def test_recording_of_a_statement_is_an_exhibit(case):
    statement = Statement.objects.get(case=case, mode="in_person")
    assert statement.recordings.get().exhibit.number == "TRN-INT-0001"


def test_sealed_details_open_to_the_protection_officer_and_show_on_no_page(
    client, case, cast, witness
):
    statement = Statement.objects.get(case=case, mode="in_person")
    given = fixture("training")["witnesses"][0]["statements"][0]
    opened = dict(open_details(statement, by=cast["Dalia"]))
    assert opened["interviewer"] == given["interviewer"] == "SEALED-DEMO fictional interviewer"
    client.force_login(cast["Amina"])
    urls = [case.get_absolute_url(), statement.get_absolute_url(),
            *(row.get_absolute_url() for row in witness.values()),
            reverse("cases:history", args=[case.pk])]  # fmt: skip
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200 and "SEALED-DEMO" not in answer.content.decode()


def test_question_weighs_two_hypotheses_beside_the_unknown(case):
    weighing = weigh(Question.objects.get(case=case))
    assert [leaf.code for leaf in weighing.leaves] == ["H1", "H2"]
    assert [row.is_residual for row in weighing.hypotheses] == [False, False, True]
    assert not weighing.unrated
