"""Drafts in a real browser: what is typed survives a closed page, another browser, a signed-out hour."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from casefiles.audit.models import Change
from casefiles.cases.models import Draft, Incident
from casefiles.sealing.fields import unseal
from tests.cast import PASSWORD, make_case, make_user

TEXT = "Two aircraft came from the south, as the guard told it."
WITHIN_MS = 45_000  # a save every ten seconds, and a slow machine


@pytest.fixture
def amina(committed_db):
    return make_user("Amina")


@pytest.fixture
def form_url(amina, live_site):
    return live_site + reverse("cases:incident_create", args=[make_case(amina).pk])


@pytest.fixture
def browser_of(amina, live_site, new_page):
    """A browser of its own in which Amina is signed in."""

    def open_page(**options):
        page = new_page(**options)
        page.on("dialog", lambda dialog: dialog.accept())
        sign_in(page, live_site, amina)
        return page

    return open_page


def sign_in(page, site, person):
    client = Client()
    client.force_login(person)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])


def status(page):
    return page.locator("[data-draft-status]")


def kept(page):
    expect(status(page)).to_contain_text("Draft saved", timeout=WITHIN_MS)


def type_in(page, name, text):
    """Types and leaves the box, as a person does."""
    box = page.locator(f"[name={name}]")
    box.fill(text)
    box.press("Tab")


def test_what_is_typed_is_kept_while_typing_and_offered_again(browser_of, form_url):
    page = browser_of()
    page.goto(form_url)
    assert status(page).inner_text() == ""
    page.locator("[name=description]").fill(TEXT)  # and stays in the box
    kept(page)
    assert "Two+aircraft" in unseal(Draft.objects.get(), "content")
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "aircraft" not in stored
    page.reload()
    assert page.locator("[name=description]").input_value() == ""
    with page.expect_navigation():
        page.get_by_role("link", name="Go on with it").click()
    assert page.locator("[name=description]").input_value() == TEXT
    type_in(page, "code", "S1")
    kept(page)
    type_in(page, "title", "First strike")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    incident = Incident.objects.get()
    assert (incident.title, incident.description) == ("First strike", TEXT)
    assert not Draft.objects.exists()


def test_draft_is_there_in_another_browser_and_can_be_thrown_away(browser_of, form_url):
    page = browser_of()
    page.goto(form_url)
    type_in(page, "description", TEXT)
    kept(page)
    other = browser_of(width=360)
    other.goto(form_url)
    with other.expect_navigation():
        other.get_by_role("link", name="Go on with it").click()
    assert other.locator("[name=description]").input_value() == TEXT
    with other.expect_navigation():
        other.get_by_role("button", name="Throw the draft away").click()
    assert other.locator("[name=description]").input_value() == "" and not Draft.objects.exists()


def test_second_tab_is_told_and_takes_over_only_if_asked(browser_of, form_url):
    first = browser_of()
    first.goto(form_url)
    second = first.context.new_page()
    second.goto(form_url)
    type_in(first, "description", "the first tab")
    kept(first)
    type_in(second, "description", "the second tab")
    expect(status(second)).to_contain_text(
        "A draft of this form is kept already", timeout=WITHIN_MS
    )
    assert "first" in unseal(Draft.objects.get(), "content")
    second.get_by_role("button", name="Keep this one instead").click()
    kept(second)
    assert "second" in unseal(Draft.objects.get(), "content")
    expect(second.get_by_role("button", name="Keep this one instead")).to_be_hidden()
    type_in(first, "description", "the first tab, later")
    expect(status(first)).to_contain_text("A draft of this form is kept already", timeout=WITHIN_MS)


def test_text_survives_a_session_that_ended_mid_form(browser_of, form_url, live_site):
    page = browser_of()
    page.goto(form_url)
    type_in(page, "description", TEXT)
    kept(page)
    Session.objects.all().delete()
    type_in(page, "code", "S1")
    expect(status(page)).to_contain_text("You were signed out", timeout=WITHIN_MS)
    type_in(page, "title", "First strike")
    page.get_by_role("button", name="Save", exact=True).click()  # held back, or it were lost
    assert page.locator("[name=title]").input_value() == "First strike"

    other = page.context.new_page()  # another tab, with the real sign-in: the token changes
    other.goto(f"{live_site}/sign-in/")
    other.get_by_label("E-mail address").fill("amina@example.org")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_role("heading", name="My work").wait_for()
    expect(other.get_by_role("link", name="Add an incident")).to_be_visible()

    type_in(page, "title", "The first strike")
    kept(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    incident = Incident.objects.get()
    assert (incident.title, incident.description) == ("The first strike", TEXT)
    assert Change.objects.of(incident).count() == 1 and not Draft.objects.exists()


def test_signing_in_again_after_a_lost_page_finds_the_draft(browser_of, form_url, live_site):
    page = browser_of()
    page.goto(form_url)
    type_in(page, "description", TEXT)
    kept(page)
    Session.objects.all().delete()
    page.goto(form_url)  # leads to the sign-in, and from there back to the form
    page.get_by_label("E-mail address").fill("amina@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    with page.expect_navigation(url="**/*draft=on"):
        page.get_by_role("link", name="Go on with it").click()
    assert page.locator("[name=description]").input_value() == TEXT


def test_without_scripts_a_button_keeps_the_draft(browser_of, form_url):
    page = browser_of(java_script_enabled=False)
    page.goto(form_url)
    page.locator("[name=description]").fill(TEXT)
    with page.expect_navigation():
        page.get_by_role("button", name="Save as draft").click()
    assert page.locator("[name=description]").input_value() == TEXT
    assert "Draft saved" in page.locator("main").inner_text()
    assert not Incident.objects.exists() and Draft.objects.count() == 1
