"""Administration of accounts: what an administrator can do, and what they cannot see."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from casefiles.accounts.models import User
from casefiles.accounts.services import disable_account, invite, renew_invitation
from tests.cast import PASSWORD, make_user

PEOPLE = "/administration/accounts/"


@pytest.fixture
def admin(db):
    return make_user("Dalia", is_administrator=True)


@pytest.fixture
def office(client, admin):
    client.force_login(admin)
    return client


def act(client, person, name, reason="it was decided"):
    return client.post(f"{PEOPLE}{person.pk}/{name}/", {"reason": reason})


def test_only_administrators_come_in(client, amina, admin):
    client.force_login(amina)
    for path in ("", "new/", f"{admin.pk}/", f"{admin.pk}/change/"):
        assert client.get(PEOPLE + path).status_code == 403
    assert act(client, admin, "disable").status_code == 403
    assert User.objects.get(pk=admin.pk).is_active


def test_list_shows_people_and_no_service(office, amina):
    from casefiles.accounts.services import service_account

    service_account("renderer")
    page = office.get(PEOPLE).content.decode()
    assert "Amina" in page and "renderer" not in page


def test_administrator_sees_no_case(office, case):
    assert case.reference not in office.get("/cases/").content.decode()
    assert office.get(f"/cases/{case.pk}/").status_code == 404


def test_new_account_shows_its_password_once_and_opens_with_it(office):
    given = {"name": "Boris", "email": "Boris@Example.org", "reason": "joins the team"}
    page = office.post(f"{PEOPLE}new/", given)
    password = page.context["password"]
    boris = User.objects.get(email="boris@example.org")
    assert password in page.content.decode() and boris.check_password(password)
    assert boris.password_is_initial
    assert password not in office.get(f"{PEOPLE}{boris.pk}/").content.decode()
    change = boris.changes().get()
    assert (change.action, change.reason) == ("create_account", "joins the team")
    assert change.actor == User.objects.get(name="Dalia")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"email": "amina@example.org"}, "exists already"),
        ({"email": "AMINA@example.org"}, "exists already"),
        ({"email": "no address"}, "valid email"),
        ({"name": "Bo\u202eris"}, "invisible characters"),
        ({"name": "x" * 121}, "at most 120"),
        ({"name": "aMINA"}, "reads like “Amina”"),
        ({"reason": ""}, "required"),
        ({"reason": "joins\u202e"}, "invisible characters"),
    ],
)
def test_bad_entry_makes_no_account(office, amina, given, message):
    data = {"name": "Boris", "email": "boris@example.org", "reason": "joins", **given}
    response = office.post(f"{PEOPLE}new/", data)
    assert response.status_code == 422 and message in response.content.decode()
    assert not User.objects.filter(name="Boris").exists()


def test_disabling_ends_the_session_at_once_and_for_good(office, amina):
    hers = Client()
    hers.force_login(amina)
    assert hers.get("/").status_code == 200
    act(office, amina, "disable", "left the organisation")
    assert hers.get("/").status_code == 302
    act(office, amina, "enable", "came back")
    assert User.objects.get(pk=amina.pk).is_active
    assert hers.get("/").status_code == 302
    said = [(c.action, c.reason) for c in amina.changes().order_by("sequence")]
    assert said[1:] == [("disable_account", "left the organisation"),
                        ("enable_account", "came back")]  # fmt: skip


def test_disabled_account_may_do_nothing(amina, case, admin):
    disable_account(amina, by=admin, reason="left")
    amina.refresh_from_db()
    assert not amina.has_perm("cases.write_records", case)


def test_nobody_disables_their_own_account(office, admin):
    response = act(office, admin, "disable")
    assert response.status_code == 422 and "your own account" in response.content.decode()
    assert User.objects.get(pk=admin.pk).is_active


def test_protection_officer_is_appointed_and_dismissed_with_a_reason(office, amina):
    act(office, amina, "appoint-officer", "trained")
    assert User.objects.get(pk=amina.pk).is_protection_officer
    act(office, amina, "dismiss-officer", "moved on")
    assert not User.objects.get(pk=amina.pk).is_protection_officer
    page = office.get(f"{PEOPLE}{amina.pk}/").content.decode()
    assert "made protection officer" in page and "moved on" in page


def test_act_without_a_reason_is_refused_and_shown_again(office, amina):
    response = act(office, amina, "disable", " ")
    assert response.status_code == 422 and "There is a problem" in response.content.decode()
    assert User.objects.get(pk=amina.pk).is_active


def test_acts_take_a_post(office, amina):
    assert office.get(f"{PEOPLE}{amina.pk}/disable/").status_code == 405


def test_name_and_address_are_corrected_with_a_reason(office, amina):
    data = {"name": "Amina H.", "email": "amina.h@example.org", "reason": "married"}
    office.post(f"{PEOPLE}{amina.pk}/change/", data)
    amina.refresh_from_db()
    assert (amina.name, amina.email) == ("Amina H.", "amina.h@example.org")
    page = office.get(f"{PEOPLE}{amina.pk}/").content.decode()
    assert "<del>Amina</del>" in page and "<ins>Amina H.</ins>" in page


def test_initial_password_can_be_made_again_only_before_first_use(admin, client):
    boris, first = invite(email="boris@example.org", name="Boris", by=admin, reason="joins")
    second = renew_invitation(boris, by=admin, reason="lost")
    boris.refresh_from_db()
    assert boris.check_password(second) and not boris.check_password(first)
    client.post("/sign-in/", {"login": boris.email, "password": second})
    with pytest.raises(PermissionDenied):
        renew_invitation(boris, by=admin, reason="to read his cases")


def test_administrator_has_no_page_to_set_a_password_in_use(office, amina):
    assert act(office, amina, "renew").status_code == 403
    assert User.objects.get(pk=amina.pk).check_password(PASSWORD)


def test_service_accounts_are_nobodys_to_change(office):
    from casefiles.accounts.services import service_account

    assert office.get(f"{PEOPLE}{service_account('renderer').pk}/").status_code == 404
