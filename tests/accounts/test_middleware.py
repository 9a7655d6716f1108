"""Deny by default, keep nothing in caches, write down what was refused."""

import uuid

import pytest

from casefiles.audit.models import Refusal


@pytest.mark.parametrize("path", ["/", "/cases/", "/jobs/", "/administration/accounts/"])
def test_stranger_is_sent_to_sign_in(client, db, path):
    assert client.get(path).url == f"/sign-in/?next={path}"


def test_stranger_who_sends_a_verb_comes_back_to_the_start(client, db):
    response = client.post(f"/jobs/{uuid.uuid4()}/retry/")
    assert response.url == "/sign-in/?next=/"


@pytest.mark.parametrize("path", ["/live", "/ready"])
def test_health_is_open_and_says_one_word(client, db, path):
    response = client.get(path)
    assert response.status_code == 200 and response.content.decode().strip() == path[1:]


def test_no_page_is_stored(client, amina, case):
    pages = [client.get("/sign-in/")]
    client.force_login(amina)
    pages += [client.get("/"), client.get("/cases/"), client.get("/nothing-here/")]
    for page in pages:
        assert "no-store" in page.headers["Cache-Control"]
        assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_missing_case_is_logged_without_the_address(client, chloe, case):
    client.force_login(chloe)
    assert client.get(f"/cases/{case.pk}/?guess=CANARY").status_code == 404
    entry = Refusal.objects.get()
    assert (entry.actor_id, entry.status, entry.what) == (chloe.pk, 404, "cases:case_detail")
    assert entry.case_id == case.pk and "CANARY" not in str(vars(entry))


def test_unknown_address_is_logged_without_its_words(client, chloe):
    client.force_login(chloe)
    client.get("/cases/CANARY-NAME/")
    entry = Refusal.objects.get()
    assert entry.what == "no such address" and "CANARY" not in str(vars(entry))


def test_forbidden_page_is_logged(client, chloe):
    client.force_login(chloe)
    assert client.get("/administration/accounts/").status_code == 403
    assert Refusal.objects.get().what == "accounts:person_list"


def test_stranger_leaves_no_entry(client, db):
    client.get("/nothing-here/")
    assert not Refusal.objects.exists()
