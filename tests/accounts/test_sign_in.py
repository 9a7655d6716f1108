"""Signing in and out: who gets in, what a refusal says, how guessing is slowed down."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse

from casefiles.accounts import middleware
from tests.cast import PASSWORD

SIGN_IN = "/sign-in/"


def sign_in(client, user, password=PASSWORD, **data):
    return client.post(SIGN_IN, {"login": user.email, "password": password, **data})


def said(response):
    return response.content.decode()


def test_right_password_leads_to_my_work(client, amina):
    response = sign_in(client, amina)
    assert (response.status_code, response.url) == (302, reverse("cases:my_work"))
    assert client.get("/").context["user"] == amina


def test_address_is_taken_in_any_case(client, amina):
    client.post(SIGN_IN, {"login": "AMINA@Example.org", "password": PASSWORD})
    assert client.get("/").status_code == 200


def test_unknown_address_wrong_password_and_disabled_account_read_alike(client, amina, chloe):
    from casefiles.audit.services import record

    chloe.is_active = False
    record(chloe, by=amina, reason="left")
    pages = [
        client.post(SIGN_IN, {"login": "nobody@example.org", "password": PASSWORD}),
        sign_in(client, amina, "a wrong password entirely"),
        sign_in(client, chloe),
    ]
    errors = [str(page.context["form"].non_field_errors()) for page in pages]
    assert errors[0] == errors[1] == errors[2]
    assert "ask an administrator" in errors[0]


def test_sixth_failure_in_a_row_is_refused_in_a_clear_sentence(client, amina):
    for _attempt in range(5):
        assert "Too many failures" not in said(sign_in(client, amina, "guess"))
    assert "Too many failures in a row. Wait five minutes" in said(sign_in(client, amina, "guess"))
    assert "Too many failures in a row" in said(sign_in(client, amina))
    assert client.get("/").status_code == 302


def test_limit_of_one_account_leaves_others_alone(client, amina, chloe):
    for _attempt in range(6):
        sign_in(client, amina, "guess")
    assert sign_in(client, chloe).status_code == 302


def test_success_does_not_forgive_earlier_failures(client, amina):
    for _attempt in range(4):
        sign_in(client, amina, "guess")
    sign_in(client, amina)
    client.post("/sign-out/")
    sign_in(client, amina, "guess")
    assert "Too many failures" in said(sign_in(client, amina, "guess"))


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"],
)
def test_open_redirects_are_refused(client, amina, target):
    assert sign_in(client, amina, next=target).url == "/"


def test_page_asked_for_comes_after_signing_in(client, amina):
    asked = client.get("/account/")
    assert asked.url == "/sign-in/?next=/account/"
    assert sign_in(client, amina, next="/account/").url == "/account/"


def test_sign_out_takes_a_post(client, amina):
    sign_in(client, amina)
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/").status_code == 200
    response = client.post("/sign-out/", follow=True)
    assert "You are signed out." in said(response)
    assert client.get("/").status_code == 302


def test_sign_out_leads_nowhere_else(client, amina):
    sign_in(client, amina)
    assert client.post("/sign-out/", {"next": "https://evil.example/"}).url == SIGN_IN


@pytest.mark.parametrize(
    "path", ["/signup/", "/sign-up/", "/accounts/signup/", "/accounts/login/", "/password/reset/"]
)
def test_no_other_door_is_open(client, db, path):
    assert client.get(path).status_code == 404


def test_sign_in_page_offers_no_sign_up_and_sends_no_mail(client, amina):
    page = said(client.get(SIGN_IN))
    assert "signup" not in page and "sign up" not in page.lower().replace("nobody signs up", "")
    sign_in(client, amina, "guess")
    assert mail.outbox == []


def test_failed_form_keeps_the_address_and_never_the_password(client, amina):
    page = said(sign_in(client, amina, "a guess that stays unseen"))
    assert amina.email in page and "a guess that stays unseen" not in page


def test_service_account_cannot_sign_in(client, db):
    from casefiles.accounts.services import service_account

    service = service_account("renderer")
    assert sign_in(client, service, "!").status_code == 200


def at(monkeypatch, seconds):
    now = time.time() + seconds
    monkeypatch.setattr(middleware.time, "time", lambda: now)


def test_session_ends_after_half_an_hour_without_a_page(client, amina, monkeypatch):
    sign_in(client, amina)
    client.get("/")
    at(monkeypatch, middleware.IDLE_SECONDS - 5)
    assert client.get("/").status_code == 200
    at(monkeypatch, middleware.IDLE_SECONDS + 5)
    response = client.get("/account/", follow=True)
    assert response.request["PATH_INFO"] == SIGN_IN
    assert "signed out after 30 minutes" in said(response)


def test_session_ends_after_twelve_hours_however_busy(client, amina, monkeypatch):
    sign_in(client, amina)
    client.get("/")
    start = time.time()
    for step in range(1, 36):
        monkeypatch.setattr(middleware.time, "time", lambda at=start + step * 1200: at)
        assert client.get("/").status_code == 200
    monkeypatch.setattr(middleware.time, "time", lambda: start + 12 * 3600 + 10)
    assert client.get("/").status_code == 302


def test_signing_in_takes_a_new_session(client, amina):
    client.get(SIGN_IN)
    before = client.session.session_key
    sign_in(client, amina)
    assert client.session.session_key not in (None, before)
    assert Session.objects.filter(pk=client.session.session_key).exists()


def test_part_of_a_page_asked_for_without_a_session_reloads_the_page(client, db):
    response = client.get("/account/", headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
