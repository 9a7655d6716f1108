"""One's own account: language and password."""

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client

from casefiles.accounts.models import User
from casefiles.accounts.services import initial_password, set_own_password
from tests.cast import PASSWORD, make_user

NEW = "four unlikely words together"


def change(client, old=PASSWORD, new=NEW, again=NEW):
    return client.post("/account/password/", {"old": old, "new": new, "again": again})


def test_page_shows_who_i_am(client, amina):
    client.force_login(amina)
    page = client.get("/account/").content.decode()
    assert "Amina" in page and "amina@example.org" in page


def test_language_is_kept_on_the_account_and_turns_the_page(client, amina):
    client.force_login(amina)
    client.post("/account/", {"language": "ar"})
    assert User.objects.get(pk=amina.pk).language == "ar"
    page = client.get("/account/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert amina.changes().last().action == "choose_language"


def test_unknown_language_is_refused(client, amina):
    client.force_login(amina)
    assert client.post("/account/", {"language": "xx"}).status_code == 422
    assert User.objects.get(pk=amina.pk).language == "en"


def test_changed_password_opens_the_account_and_the_old_one_does_not(client, amina):
    client.force_login(amina)
    assert change(client).url == "/account/"
    user = User.objects.get(pk=amina.pk)
    assert user.check_password(NEW) and not user.check_password(PASSWORD)
    assert user.history.count() == 1


def test_changing_the_password_ends_other_sessions_and_keeps_this_one(client, amina):
    other = Client()
    other.force_login(amina)
    client.force_login(amina)
    change(client)
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"old": "not the password"}, "not your current password"),
        ({"new": "too short", "again": "too short"}, "at least 15 characters"),
        ({"again": "something else entirely"}, "The two new passwords differ"),
        ({"new": "amina@example.org", "again": "amina@example.org"}, "too similar"),
        ({"new": PASSWORD, "again": PASSWORD}, "This is your current password"),
        ({"new": "", "again": ""}, "required"),
    ],
)
def test_bad_password_is_refused_with_what_to_do(client, amina, given, message):
    client.force_login(amina)
    response = change(client, **given)
    assert response.status_code == 422 and message in response.content.decode()
    assert User.objects.get(pk=amina.pk).check_password(PASSWORD)


def test_guessing_the_current_password_is_slowed_down(client, amina):
    client.force_login(amina)
    for _attempt in range(5):
        assert change(client, old="guess").status_code == 422
    assert change(client).status_code == 429
    assert User.objects.get(pk=amina.pk).check_password(PASSWORD)


def test_new_passwords_are_kept_with_argon2(settings, amina):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    set_own_password(amina, NEW)
    assert identify_hasher(User.objects.get(pk=amina.pk).password).algorithm == "argon2"


def test_shipped_settings_hash_with_argon2_alone():
    from casefiles.config import settings as shipped

    assert shipped.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_initial_password_has_to_be_replaced_before_anything_else(client, db):
    newcomer = make_user("Elias", password_is_initial=True)
    client.force_login(newcomer)
    for path in ("/", "/account/", "/cases/"):
        assert client.get(path).url == "/account/password/"
    change(client)
    assert client.get("/").status_code == 200


def test_initial_passwords_differ_and_are_long():
    made = {initial_password() for _n in range(50)}
    assert len(made) == 50 and min(map(len, made)) == 29
