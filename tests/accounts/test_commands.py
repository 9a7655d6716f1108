"""Accounts made at the server's console."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from casefiles.accounts.models import User
from tests.cast import make_user

GOOD = "a password of the first one"


def create(monkeypatch, password=GOOD, email="dalia@example.org"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("create_administrator", email, "Dalia", stdout=io.StringIO())


def test_administrator_of_a_fresh_site_is_made_from_standard_input(db, monkeypatch, client):
    create(monkeypatch)
    user = User.objects.get()
    assert user.is_administrator and user.check_password(GOOD)
    assert user.changes().get().actor == user
    assert client.post("/sign-in/", {"login": user.email, "password": GOOD}).status_code == 302


def test_password_may_come_from_a_file(db, monkeypatch, tmp_path):
    (tmp_path / "secret").write_text(GOOD + "\n")
    monkeypatch.setenv("CASEFILES_ADMIN_PASSWORD_FILE", str(tmp_path / "secret"))
    create(monkeypatch, password="not this one at all")
    assert User.objects.get().check_password(GOOD)


@pytest.mark.parametrize(
    ("password", "email"), [("short", "dalia@example.org"), (GOOD, "no address")]
)
def test_bad_entry_makes_nothing(db, monkeypatch, password, email):
    with pytest.raises(CommandError):
        create(monkeypatch, password, email)
    assert not User.objects.exists()


def test_taken_address_changes_nothing(db, monkeypatch):
    known = make_user("Dalia")
    with pytest.raises(CommandError, match="has an account already"):
        create(monkeypatch)
    assert not User.objects.get(pk=known.pk).is_administrator


def test_lost_password_is_reset_at_the_console_and_stands_in_the_history(amina, client):
    admin = make_user("Dalia", is_administrator=True)
    client.force_login(amina)
    out = io.StringIO()
    call_command(
        "reset_password", amina.email, by=admin.email, reason="lost it, known in person", stdout=out
    )
    amina.refresh_from_db()
    assert amina.check_password(out.getvalue().strip()) and amina.password_is_initial
    assert amina.changes().last().actor == admin
    assert client.get("/").status_code == 302


def test_reset_needs_an_administrators_name(amina, chloe):
    with pytest.raises(CommandError):
        call_command("reset_password", amina.email, by=chloe.email, reason="curious")
