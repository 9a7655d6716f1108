"""A lost lead is replaced by two administrators; neither sees the case by that."""

import pytest

from casefiles.cases.models import LeadReplacement
from tests.cast import make_user

LEADS = "/administration/leads/"


@pytest.fixture
def first(db):
    return make_user("Dalia", is_administrator=True)


@pytest.fixture
def second(db):
    return make_user("Elias", is_administrator=True)


def propose(client, by, case="TAJ-2019", nominee="chloe@example.org"):
    client.force_login(by)
    return client.post(f"{LEADS}new/", {"case": case, "nominee": nominee, "reason": "lead is lost"})


def decide(client, by, verb, reason="known to me too"):
    client.force_login(by)
    proposal = LeadReplacement.objects.get()
    return client.post(f"{LEADS}{proposal.pk}/{verb}/", {"reason": reason})


def test_two_administrators_together_name_a_lead(client, case, chloe, first, second):
    assert propose(client, first).url == LEADS
    assert case.roles_of(chloe) == set()
    assert decide(client, second, "confirm").url == LEADS
    assert case.roles_of(chloe) == {"lead"}
    assert case.roles_of(first) == case.roles_of(second) == set()


def test_one_administrator_cannot_do_both(client, case, chloe, first):
    propose(client, first)
    assert decide(client, first, "confirm").status_code == 403
    assert case.roles_of(chloe) == set()


def test_administrator_cannot_nominate_themselves(client, case, first):
    response = propose(client, first, nominee=first.email)
    assert response.status_code == 422 and "cannot add themselves" in response.content.decode()
    assert not LeadReplacement.objects.exists()


def test_nominee_cannot_confirm(client, case, first, second):
    propose(client, first, nominee=second.email)
    assert decide(client, second, "confirm").status_code == 403
    assert case.roles_of(second) == set()


def test_refused_proposal_stays_refused(client, case, chloe, first, second):
    propose(client, first)
    decide(client, second, "refuse", "the lead is back")
    decide(client, second, "confirm")
    assert case.roles_of(chloe) == set()


def test_confirming_twice_makes_one_lead(client, case, chloe, first, second):
    propose(client, first)
    for _n in range(2):
        decide(client, second, "confirm")
    assert case.members().filter(user=chloe).count() == 1


def test_pages_show_the_reference_and_nothing_of_the_case(client, case, chloe, first, second):
    propose(client, first)
    client.force_login(second)
    page = client.get(LEADS).content.decode()
    assert "TAJ-2019" in page and "lead is lost" in page
    assert case.title not in page and "Amina" not in page
    assert "waits for a second administrator" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"case": "NO-1"}, "No case has this reference"),
        ({"nominee": "nobody@example.org"}, "No account has this address"),
    ],
)
def test_bad_entry_proposes_nothing(client, case, chloe, first, given, message):
    response = propose(client, first, **given)
    assert response.status_code == 422 and message in response.content.decode()
    assert not LeadReplacement.objects.exists()


def test_decision_needs_a_reason(client, case, chloe, first, second):
    propose(client, first)
    assert decide(client, second, "confirm", " ").status_code == 422
    assert case.roles_of(chloe) == set()


def test_others_do_not_come_in(client, case, amina):
    client.force_login(amina)
    assert client.get(LEADS).status_code == 403
    assert propose(client, amina).status_code == 403


def test_members_read_who_replaced_the_lead_and_why(client, case, amina, chloe, first, second):
    propose(client, first)
    decide(client, second, "confirm")
    client.force_login(amina)
    page = client.get(f"/cases/{case.pk}/history/").content.decode()
    assert "confirmed the new lead" in page and "known to me too" in page
