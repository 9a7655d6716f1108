"""A page that was closed in the middle of an intake: nothing typed or sent is done twice."""

import re

import pytest
from playwright.sync_api import expect

from casefiles.cases.models import Draft
from casefiles.sealing.fields import unseal
from evidence.exhibits.models import Exhibit, ExhibitFile
from tests.cast import make_case, make_user
from tests.exhibits.test_intake_browser import Desk

PICTURES = [(f"IMG_{i}.jpg", 4000 + i, "image/jpeg") for i in range(3)]


@pytest.fixture
def desk(committed_db, live_site, new_page):
    amina = make_user("Amina")
    return Desk(new_page(), live_site, amina, make_case(amina))


def all_of_it(draft):
    """What was typed last is in it, and not only what an earlier save took."""
    words = unseal(draft, "content")
    return "north+wall" in words and "expert_report" in words


def test_draft_brings_back_the_files_and_the_title_of_each(desk):
    desk.open()
    desk.drop(*PICTURES)
    desk.arrived(3)
    desk.fill(provider_code="UN")
    desk.page.locator("[data-part=title]").nth(1).fill("The north wall")
    desk.page.locator("[data-part=kind]").nth(2).select_option("expert_report")
    desk.page.locator("[name=collector]").focus()
    desk.until(lambda: any(all_of_it(each) for each in Draft.objects.all()))
    desk.open()
    desk.page.get_by_role("link", name="Go on with it").click()
    desk.arrived(3)
    expect(desk.page.locator("[data-earlier-list]")).to_have_count(0)
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    made = list(Exhibit.objects.order_by("sequence"))
    assert made[1].title == "The north wall" and made[2].kind == "expert_report"
    assert {each.provider_code for each in made} == {"UN"} and ExhibitFile.objects.count() == 3


def test_what_arrives_after_the_last_word_is_typed_belongs_to_the_draft_too(desk):
    desk.open()
    with desk.page.expect_response(lambda answer: "_draft" in (answer.request.post_data or "")):
        desk.fill(provider_code="UN")
        desk.page.locator("[name=collector]").focus()
    with desk.page.expect_response(lambda answer: "_draft" in (answer.request.post_data or "")):
        desk.drop(*PICTURES)
    desk.open()
    desk.page.get_by_role("link", name="Go on with it").click()
    desk.arrived(3)


def test_all_that_was_left_over_is_ticked_at_once_and_twins_are_told(desk):
    desk.open()
    desk.choose(*((name, "text/plain", b"same") for name in ("one.txt", "copy.txt")))
    desk.arrived(2)
    desk.open()
    desk.page.get_by_label("Tick all of them").check()
    desk.page.get_by_role("button", name="Use the ticked ones").click()
    desk.arrived(2)
    expect(desk.page.get_by_text("The same bytes as ")).to_have_count(1)
    expect(desk.page.get_by_text(re.compile(r"already: 1 \((one|copy)\.txt\)"))).to_be_visible()
    desk.press("leave-out")
    desk.fill(provider_code="UN")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert ExhibitFile.objects.count() == 1


def test_file_that_failed_is_said_before_the_form_is_sent(desk):
    desk.open()
    desk.choose(("empty.txt", "text/plain", b""), ("one.txt", "text/plain", b"one"))
    desk.arrived(1)
    expect(desk.page.get_by_text("Files that did not arrive: 1 (empty.txt).")).to_be_visible()
