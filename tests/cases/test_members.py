"""Who belongs to a case: added by address, ended with a reason, effective at once."""

import pytest
from django.urls import reverse

from casefiles.cases.models import Membership
from casefiles.cases.vocabulary import Role
from tests.cast import join, make_user


def add(client, lead, case, email, role="observer", reason="needed"):
    client.force_login(lead)
    path = reverse("cases:member_create", args=[case.pk])
    return client.post(path, {"person": email, "role": role, "reason": reason})


def end(client, lead, membership, reason="left the team"):
    client.force_login(lead)
    path = reverse("cases:member_end", args=[membership.case_id, membership.pk])
    return client.post(path, {"reason": reason})


def test_lead_adds_a_person_by_exact_address(client, case, amina, chloe):
    assert add(client, amina, case, "CHLOE@example.org").status_code == 302
    row = Membership.objects.get(user=chloe)
    assert (row.case, row.role) == (case, "observer")
    assert row.changes().get().reason == "needed"
    client.force_login(chloe)
    assert client.get(case.get_absolute_url()).status_code == 200


def test_form_discloses_no_accounts(client, case, amina, chloe):
    client.force_login(amina)
    page = client.get(reverse("cases:member_create", args=[case.pk])).content.decode()
    assert "chloe" not in page.lower()


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("nobody@example.org", "No account has this address"),
        ("renderer@service.invalid", "No account has this address"),
        ("chlo@example.org", "No account has this address"),
        ("amina@example.org", "Nobody adds themselves"),
        ("", "required"),
    ],
)
def test_wrong_address_adds_nobody(client, case, amina, chloe, email, message):
    from casefiles.accounts.services import service_account

    service_account("renderer")
    response = add(client, amina, case, email)
    assert response.status_code == 422 and message in response.content.decode()
    assert Membership.objects.count() == 1


def test_disabled_account_is_not_added(client, case, amina, chloe):
    from casefiles.accounts.services import disable_account

    disable_account(chloe, by=make_user("Dalia", is_administrator=True), reason="left")
    assert add(client, amina, case, chloe.email).status_code == 422


def test_unknown_role_is_refused(client, case, amina, chloe):
    assert add(client, amina, case, chloe.email, role="owner").status_code == 422
    assert not Membership.objects.filter(user=chloe).exists()


def test_adding_twice_makes_one_membership(client, case, amina, chloe):
    for _n in range(2):
        add(client, amina, case, chloe.email)
    assert Membership.objects.filter(user=chloe).count() == 1


def test_others_add_nobody(client, case, boris, chloe):
    assert add(client, boris, case, chloe.email).status_code == 403
    assert add(client, chloe, case, chloe.email).status_code == 404
    assert not Membership.objects.filter(user=chloe).exists()


def test_ending_a_role_closes_the_case_at_once(client, case, amina, boris):
    from django.test import Client

    his = Client()
    his.force_login(boris)
    assert his.get(case.get_absolute_url()).status_code == 200
    row = case.members().get(user=boris)
    assert end(client, amina, row).status_code == 302
    assert his.get(case.get_absolute_url()).status_code == 404
    assert case.reference not in his.get("/cases/").content.decode()
    row.refresh_from_db()
    assert row.is_withdrawn and row.changes().last().reason == "left the team"


def test_last_lead_stays(client, case, amina):
    response = end(client, amina, case.members().get())
    assert response.status_code == 422 and "needs a lead" in response.content.decode()
    assert case.roles_of(amina) == {"lead"}


def test_lead_may_go_when_another_leads(client, case, amina, chloe):
    join(case, chloe, Role.LEAD)
    assert end(client, amina, case.members().get(user=amina)).url == "/"
    assert case.roles_of(amina) == set() and case.roles_of(chloe) == {"lead"}


def test_ending_needs_a_reason(client, case, amina, boris):
    assert end(client, amina, case.members().get(user=boris), " ").status_code == 422
    assert case.roles_of(boris) == {"reviewer"}


def test_membership_of_another_case_is_not_reached_through_this_one(client, case, amina, chloe):
    from tests.cast import make_case

    other = make_case(chloe, "XYZ-2020")
    client.force_login(amina)
    path = reverse("cases:member_end", args=[case.pk, other.members().get().pk])
    assert client.get(path).status_code == 404


def test_every_member_sees_who_else_is_in_the_case(client, case, boris, elias, amina):
    end(client, amina, case.members().get(user=elias), "secondment ended")
    client.force_login(boris)
    page = client.get(reverse("cases:member_list", args=[case.pk])).content.decode()
    current, ended = page.split("Ended</h2>")
    assert "Amina" in current and "Boris" in current and "Elias" in ended
    assert "/end/" not in page
