"""The case's way from draft to release: who may take which step, and from where."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, Source
from casefiles.cases.registers import CLOSING_CHECKS
from casefiles.cases.services.cases import add_member, end_membership
from casefiles.cases.services.workflow import TRANSITIONS, move_case, moves_open_to
from casefiles.cases.vocabulary import Role
from tests.cast import WHY, join, make_user


def go(case, *steps):
    for by, name in steps:
        move_case(case, name, by=by, reason=f"because of {name}")
    case.refresh_from_db()
    return case.state


def post(client, user, case, name, reason="reasons in words"):
    client.force_login(user)
    path = reverse(f"cases:case_{name}", args=[case.pk])
    return client.post(path, {"reason": reason})


def test_case_goes_from_draft_to_release(case, amina, boris):
    steps = [(amina, "submit"), (boris, "begin_review"), (boris, "return"), (amina, "submit"),
             (boris, "begin_review"), (boris, "approve"), (amina, "release")]  # fmt: skip
    assert go(case, *steps) == "released"
    assert [c.action for c in case.changes().order_by("sequence")][1:] == [s[1] for s in steps]


def test_pages_take_the_same_steps(client, case, amina, boris):
    assert post(client, amina, case, "submit").url == case.get_absolute_url()
    assert post(client, boris, case, "begin_review").status_code == 302
    assert post(client, boris, case, "return", "the figures lack sources").status_code == 302
    case.refresh_from_db()
    assert case.state == "returned"
    client.force_login(amina)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "returned the case" in page and "the figures lack sources" in page


@pytest.mark.parametrize("name", ["begin_review", "return", "approve"])
def test_lead_cannot_review_even_as_reviewer(case, amina, boris, name):
    add_member(case, amina, Role.REVIEWER, by=boris, reason=WHY)
    go(case, (amina, "submit"))
    with pytest.raises(PermissionDenied):
        move_case(case, name, by=amina, reason="I am sure")


def test_submitter_cannot_approve_after_giving_up_the_lead(client, case, amina, boris):
    go(case, (amina, "submit"))
    other = join(case, make_user("Elias"), Role.LEAD)
    add_member(case, amina, Role.REVIEWER, by=other, reason=WHY)
    end_membership(case.members().get(user=amina, role=Role.LEAD), by=other, reason="changes desks")
    assert post(client, amina, case, "begin_review").status_code == 403
    case.refresh_from_db()
    assert case.state == "submitted"


def test_reviewer_who_wrote_a_record_cannot_review(case, amina, boris):
    join(case, boris, Role.INVESTIGATOR)
    record(Source(case=case, code="UN", title="Report"), by=boris, reason="first entry")
    go(case, (amina, "submit"))
    with pytest.raises(PermissionDenied):
        move_case(case, "begin_review", by=boris, reason="looks fine")


def test_reviewing_twice_does_not_make_an_author(case, amina, boris):
    go(case, (amina, "submit"), (boris, "begin_review"), (boris, "return"), (amina, "submit"))
    assert {line.name for line in moves_open_to(case, boris)} == {"begin_review", "return"}


@pytest.mark.parametrize("name", list(TRANSITIONS))
def test_outsider_gets_404_and_observer_403(client, case, dalia, chloe, name):
    assert post(client, chloe, case, name).status_code == 404
    assert post(client, dalia, case, name).status_code == 403


def test_step_from_another_state_is_refused_in_words(client, case, amina):
    response = post(client, amina, case, "release", "let it go")
    page = response.content.decode()
    assert response.status_code == 422 and "This is Draft now" in page and "let it go" in page


def test_step_needs_a_reason(client, case, amina):
    assert post(client, amina, case, "submit", "  ").status_code == 422
    case.refresh_from_db()
    assert case.state == "draft"


def test_steps_take_a_post(client, case, amina):
    client.force_login(amina)
    assert client.get(reverse("cases:case_submit", args=[case.pk])).status_code == 405


def test_rooms_can_keep_a_case_from_being_approved(case, amina, boris):
    go(case, (amina, "submit"), (boris, "begin_review"))
    CLOSING_CHECKS.append(lambda case: ["H1 waits for a second approver."])
    try:
        with pytest.raises(ValidationError, match="second approver"):
            move_case(case, "approve", by=boris, reason="complete")
    finally:
        CLOSING_CHECKS.pop()
    assert go(case, (boris, "approve")) == "approved"


def test_approved_case_takes_no_entries_until_reopened(client, case, amina, boris):
    go(case, (amina, "submit"), (boris, "begin_review"), (boris, "approve"))
    assert not amina.has_perm("cases.write_records", case)
    assert go(case, (amina, "reopen")) == "draft"
    assert amina.has_perm("cases.write_records", case)


def test_withdrawn_case_stays_readable_and_cannot_move(client, case, amina, boris):
    go(case, (amina, "withdraw"))
    assert moves_open_to(case, amina) == []
    client.force_login(boris)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert CaseFile.objects.visible_to(amina).get() == case
