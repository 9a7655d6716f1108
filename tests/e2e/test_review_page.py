"""The review page on a phone and without JavaScript: what is long is folded, and nothing is lost."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from casefiles.accounts.models import User
from demonstration.loading import load
from evidence.attribution.models import Submission
from tests.e2e.test_drafts import sign_in


@pytest.fixture
def review_url(committed_db, live_site):
    load("tajoura")
    return live_site + Submission.objects.get(hypothesis__code="HF").get_absolute_url()


@pytest.fixture
def boris(review_url, live_site, new_page):
    def open_page(**options):
        page = new_page(**options)
        sign_in(page, live_site, User.objects.get(name="Boris"))
        page.goto(review_url)
        return page

    return open_page


def test_on_a_phone_long_parts_are_folded_and_the_contents_open_them(boris):
    page = boris(width=360, height=740)
    matrix = page.locator("#matrix")
    expect(matrix).not_to_have_attribute("open", re.compile(".*"))
    expect(page.locator("#against")).to_contain_text("The finding stands nonetheless")
    page.locator(".glance a", has_text="The matrix").click()
    expect(matrix.get_by_role("table")).to_be_visible()
    assert not Axe().run(page).response["violations"]


def test_before_deciding_it_is_said_which_parts_were_never_opened(boris):
    page = boris(width=1280)
    left = page.locator("[data-unopened]")
    expect(left.get_by_role("link")).to_have_count(3)
    left.get_by_role("link", name=re.compile("^H2 ")).click()
    expect(page.locator("#form-2").get_by_text("tasked the aircraft").first).to_be_visible()
    expect(left.get_by_role("link")).to_have_count(2)
    expect(left).not_to_contain_text("H2 ")


def test_note_of_a_check_shows_once_its_item_is_answered(boris):
    page = boris(width=360, height=740)
    note = page.locator("[name^=note_]").first
    expect(note).to_be_hidden()
    page.locator("[name^=check_][value=no]").first.check()
    expect(note).to_be_visible()


def test_without_javascript_each_part_opens_by_itself(boris):
    page = boris(width=360, height=740, java_script_enabled=False)
    expect(page.locator("#matrix").get_by_role("table")).to_be_visible()
    expect(page.locator("[data-unopened]")).to_be_hidden()
    page.locator("#exhibits > summary").click()
    expect(page.locator("#exhibits").get_by_role("table")).to_be_visible()
