"""What the database refuses of a case's way to its release, whatever the code above it does."""

import pytest
from django.db import IntegrityError, connection, transaction

from casefiles.audit.services import record
from casefiles.cases.services.cases import add_member, end_membership
from casefiles.cases.services.workflow import TRANSITIONS, move_case
from casefiles.cases.vocabulary import State
from tests.cast import WHY
from tests.facts import make_source


def put_into(case, state, by, action=""):
    """As code would that forgot to ask; what waits for the commit is asked for at once."""
    before = case.state
    case.state = state
    try:
        with transaction.atomic():
            record(case, by=by, reason=WHY, action=action)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        case.state = before
        raise


@pytest.fixture
def reviewed(case, amina, boris):
    """The case, under review by Boris."""
    move_case(case, "submit", by=amina, reason=WHY)
    move_case(case, "begin_review", by=boris, reason=WHY)
    return case


def test_table_of_the_code_is_the_table_of_the_database(case, amina):
    """Each step that the code lists passes the trigger, and no other."""
    listed = {(source, line.target) for line in TRANSITIONS.values() for source in line.sources}
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'cases_guard_state'")
        (source,) = cursor.fetchone()
    steps = [(one, other) for one in State.values for other in State.values if one != other]
    assert {(a, b) for a, b in steps if f"('{a}', '{b}')" in source} == listed


@pytest.mark.parametrize("state", ["approved", "released", "under_review"])
def test_step_that_the_table_lacks_is_refused(case, amina, state):
    with pytest.raises(IntegrityError, match=f"does not go from draft to {state}"):
        put_into(case, state, amina, "approve")


def test_reviewer_approves_and_the_lead_does_not(reviewed, amina, boris):
    with pytest.raises(IntegrityError, match="reviewer of the case approves it"):
        put_into(reviewed, "approved", amina, "approve")
    put_into(reviewed, "approved", boris, "approve")


def test_approval_that_nobody_gave_is_refused(reviewed, boris):
    with pytest.raises(IntegrityError, match="approved by somebody"):
        put_into(reviewed, "approved", boris)


def test_whoever_wrote_of_the_case_does_not_approve_it(reviewed, boris):
    make_source(reviewed, boris)
    with pytest.raises(IntegrityError, match="wrote anything"):
        put_into(reviewed, "approved", boris, "approve")


def test_stranger_and_observer_do_not_approve(reviewed, chloe, dalia):
    for user in (chloe, dalia):
        with pytest.raises(IntegrityError, match="reviewer of the case approves it"):
            put_into(reviewed, "approved", user, "approve")


def test_approval_before_it_was_submitted_again_does_not_count(reviewed, amina, boris):
    move_case(reviewed, "approve", by=boris, reason=WHY)
    move_case(reviewed, "reopen", by=amina, reason=WHY)
    move_case(reviewed, "submit", by=amina, reason=WHY)
    move_case(reviewed, "begin_review", by=boris, reason=WHY)
    with pytest.raises(IntegrityError, match="approved by somebody"):
        put_into(reviewed, "approved", boris)


def test_lead_who_reviews_too_does_not_approve(reviewed, amina, boris):
    add_member(reviewed, amina, "reviewer", by=boris, reason=WHY)
    with pytest.raises(IntegrityError, match="never its lead"):
        put_into(reviewed, "approved", amina, "approve")


def test_what_an_approver_does_afterwards_is_not_asked(reviewed, amina, boris):
    move_case(reviewed, "approve", by=boris, reason=WHY)
    make_source(reviewed, boris)
    end_membership(reviewed.members().get(user=boris), by=amina, reason="changes desks")
    put_into(reviewed, "released", amina, "release")
