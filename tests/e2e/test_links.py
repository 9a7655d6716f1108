"""Forty links pasted, and the court minimum of one met by attaching its capture, in a real browser."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from evidence.exhibits.models import Exhibit, WebCapture
from tests.cast import make_case, make_user

HTML = b"<!DOCTYPE html><html><head><title>Post</title></head><body>text</body></html>"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcff"
    "9fa11e0007820280b7d2c9e60000000049454e44ae426082"
)


@pytest.fixture
def case(committed_db):
    return make_case(make_user("Amina"), exhibit_provider_code="WEB", exhibit_language="Arabic")


@pytest.fixture
def amina(case, live_site, new_page):
    """Amina at a browser of her own, on the evidence list of the case."""
    page = new_page()
    client = Client()
    client.force_login(case.members().get().user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_site}])
    page.goto(live_site + reverse("exhibits:exhibit_list", args=[case.pk]))
    return page


def test_forty_links_are_logged_and_one_gets_its_capture(amina, tmp_path):
    page = amina
    page.get_by_role("link", name="Paste links").click()
    lines = [f"Post {number}: https://example.org/posts/{number}" for number in range(40)]
    page.locator("[name=links]").fill("\n".join([*lines, "a line of words", lines[7]]))
    with page.expect_navigation():
        page.get_by_role("button", name="Log these links").click()
    text = page.locator("main").inner_text()
    assert "40 links were logged, as TAJ-WEB-0001 to TAJ-WEB-0040." in text
    assert "Line 42 leads to the same page as line 8." in text
    assert WebCapture.objects.count() == 40
    assert page.get_by_text("waits for capture").count() == 40
    assert Exhibit.objects.get(number="TAJ-WEB-0008").language == "Arabic"

    with page.expect_navigation():
        page.get_by_role("link", name="TAJ-WEB-0008").click()
    assert page.locator("code", has_text="https://example.org/posts/7").is_visible()
    assert page.locator("main a[href^='https://']").count() == 0
    for what in ("the page source (HTML)", "a full-page capture"):
        expect(page.get_by_role("listitem").filter(has_text=what)).to_be_visible()
    page.get_by_role("link", name="Attach the capture files").click()
    (tmp_path / "post.html").write_bytes(HTML)
    (tmp_path / "post.png").write_bytes(PNG)
    page.locator("[name=files]").set_input_files([tmp_path / "post.html", tmp_path / "post.png"])
    page.get_by_label("Reason for this change").fill("Captured by hand")
    page.get_by_role("button", name="Add files").click()
    page.get_by_text("Court minimum not met").wait_for()
    expect(page.get_by_text("Full-page capture ·")).to_be_visible()
    page.get_by_role("link", name="Change the capture").click()
    page.get_by_label("Captured at").fill("2019-07-03T10:30:15")
    page.get_by_label("The full-page capture shows date and time").check()
    page.get_by_label("Reason for this change").fill("I looked at the picture")
    page.get_by_role("button", name="Save the capture").click()
    page.get_by_text("Court minimum met").wait_for()
    with page.expect_navigation():
        page.get_by_role("link", name="Evidence").last.click()
    assert page.get_by_text("waits for capture").count() == 39


class Keys:
    """Presses keys and counts those that are no content."""

    def __init__(self, page):
        self.page, self.pressed = page, []

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            # Ctrl+Enter is two keys under a finger.
            self.pressed += key.split("+")

    def content(self, text):
        self.page.keyboard.type(text)


def logged(page, number):
    page.get_by_role("heading", name=number).wait_for()
    return Exhibit.objects.get(number=number)


def test_new_exhibit_takes_at_most_twelve_keys_beyond_its_content(amina, case, live_site):
    """From the list to the saved exhibit: with what the case implies, and then like the last one."""
    keys = Keys(amina)
    keys.press("n")
    amina.wait_for_url("**/exhibits/new/")
    expect(amina.locator("[name=kind]")).to_be_focused()
    keys.press("p", "h")  # chooses the photograph
    keys.press("Tab")
    keys.content("Hangar from the north")
    keys.press("Tab")
    keys.content("The roof is gone; the walls stand.")
    keys.press("Control+Enter")
    first = logged(amina, "TAJ-WEB-0001")
    assert (first.kind, first.title) == ("photograph", "Hangar from the north")
    assert (first.collector, first.language) == ("Amina", "Arabic")
    assert len(keys.pressed) <= 12, keys.pressed

    amina.goto(live_site + reverse("exhibits:exhibit_list", args=[case.pk]))
    keys = Keys(amina)
    keys.press("n")
    amina.wait_for_url("**/exhibits/new/")
    expect(amina.locator("[name=title]")).to_be_focused()
    assert re.search(r"Kind:\s+photograph", amina.locator("main").inner_text())
    keys.content("Hangar from the south")
    keys.press("Tab")
    keys.content("Debris on the road.")
    keys.press("Control+Enter")
    second = logged(amina, "TAJ-WEB-0002")
    assert (second.kind, second.description) == ("photograph", "Debris on the road.")
    assert second.collected_on is not None and len(keys.pressed) <= 5, keys.pressed


def test_first_exhibit_of_a_bare_case_takes_at_most_twelve_keys(amina, case, live_site):
    amina.goto(live_site + reverse("cases:case_update", args=[case.pk]))
    amina.locator("[name=exhibit_provider_code]").fill("")
    amina.locator("[name=reason]").fill("No usual provider")
    with amina.expect_navigation():
        amina.get_by_role("button", name="Save", exact=True).click()
    amina.goto(live_site + reverse("exhibits:exhibit_list", args=[case.pk]))
    keys = Keys(amina)
    keys.press("n")
    amina.wait_for_url("**/exhibits/new/")
    expect(amina.locator("[name=provider_code]")).to_be_focused()
    keys.content("UN")
    keys.press("Tab")
    keys.press("d", "o")
    keys.press("Tab")
    keys.content("Joint report")
    keys.press("Control+Enter")
    assert logged(amina, "TAJ-UN-0001").kind == "document"
    assert len(keys.pressed) <= 12, keys.pressed
