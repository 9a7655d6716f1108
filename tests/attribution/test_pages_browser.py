"""The matrix and the review page in real Chromium: for the eye, the keyboard and the ear."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.attribution.pages_world import enter_with_cast
from tests.cast import PASSWORD


@pytest.fixture
def world(committed_db):
    world = enter_with_cast()
    world.submission = world.submit()
    return world


def sign_in(page, site, name):
    page.goto(f"{site}/sign-in/")
    page.fill("input[name=login]", f"{name}@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{site}/")


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"]]


def widened(page) -> int:
    """By how many pixels the page is wider than the screen."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def test_pages_have_no_axe_violation_and_fit_every_screen(world, live_site, new_page):
    addresses = [
        world.question.get_absolute_url(),
        world.hypotheses["HF"].get_absolute_url(),
        world.submission.get_absolute_url(),
    ]
    for width, colours, direction in (
        (1280, "light", "ltr"),
        (360, "dark", "ltr"),
        (360, "light", "rtl"),
    ):
        page = new_page(width=width, color_scheme=colours)
        sign_in(page, live_site, "boris")
        for address in addresses:
            page.goto(live_site + address)
            page.evaluate(f"document.documentElement.dir = '{direction}'")
            assert violations(page) == [], (address, width, direction)
            assert widened(page) <= 0, (address, width, direction)


def test_rationale_opens_beside_and_arrows_walk_the_grid(world, live_site, page):
    sign_in(page, live_site, "amina")
    page.goto(live_site + world.question.get_absolute_url())
    first, second = (
        f"{world.exhibits[number].pk}.{world.hypotheses['H4'].pk}" for number in (2, 1)
    )
    page.locator(f'[data-cell="{first}"]').focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.dataset.cell") == second
    page.keyboard.press("Enter")
    beside = page.locator("#rationale")
    beside.locator(".cell-why", has_text="The inspection and its arms experts").wait_for()
    current = page.locator('.matrix [aria-current="true"]')
    expect(current).to_have_attribute("data-cell", second)
    assert violations(page) == []
    beside.get_by_text("Change the rating").click()
    beside.get_by_role("radio", name=re.compile(r"^I\b")).check()
    beside.get_by_label("Reason for this change").fill("Looked again.")
    beside.get_by_role("button", name="Save rating").click()
    page.get_by_text("TAJ-UN-0001 against H4 is rated.").wait_for()


def test_digit_rates_a_cell_in_place_and_a_refusal_stays_beside_it(world, live_site, page):
    sign_in(page, live_site, "amina")
    page.goto(live_site + world.question.get_absolute_url())
    page.evaluate("window.here = true")
    key = f"{world.exhibits[1].pk}.{world.hypotheses['H3'].pk}"
    score = page.locator(".matrix tfoot .score").nth(2)
    assert score.inner_text() == "−2.00"
    page.locator(f'[data-cell="{key}"]').focus()
    page.keyboard.press("5")
    beside = page.locator("#rationale")
    expect(beside.get_by_role("radio", name=re.compile(r"^II\b"))).to_be_checked()
    expect(beside.get_by_label("Reason for this change")).to_be_focused()
    page.keyboard.press("Control+Enter")
    beside.get_by_text("Say why the rating changes.").first.wait_for()
    expect(beside.get_by_role("radio", name=re.compile(r"^II\b"))).to_be_checked()
    beside.get_by_label("Reason for this change").fill("Looked again.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("TAJ-UN-0001 against H3 is rated.").wait_for()
    expect(score).to_have_text("−6.00")
    assert page.evaluate("window.here")
    expect(page.locator(f'[data-cell="{key}"]')).to_be_focused()
    assert violations(page) == []


def test_newcomer_rates_a_row_and_reviewer_returns_it_without_javascript(
    world, live_site, new_page
):
    page = new_page(java_script_enabled=False)
    sign_in(page, live_site, "amina")
    page.goto(live_site + world.question.get_absolute_url())
    page.locator("tr", has_text="TAJ-LNA-0005").get_by_text("Rate the row").click()
    group = page.get_by_role("group", name="H3 The LNA's own aircraft")
    group.get_by_role("radio", name=re.compile(r"^I\b")).check()
    page.get_by_label("Reason for changing").fill("Their own camp was named.")
    page.get_by_role("button", name="Save the row").click()
    page.get_by_text("1 cell of TAJ-LNA-0005 was written.").wait_for()
    page.locator("tr", has_text="TAJ-LNA-0005").locator("[data-cell]").first.click()
    expect(page.locator("h1")).to_have_text("TAJ-LNA-0005 against H1")

    reviewer = new_page(java_script_enabled=False)
    sign_in(reviewer, live_site, "boris")
    reviewer.goto(live_site + world.submission.get_absolute_url())
    assert "TAJ-LNA-0005" in reviewer.locator(".review-aside").inner_text()
    assert reviewer.get_by_text("it cannot be decided on").count() == 1


def test_cells_are_near_by_keyboard_and_come_into_sight(world, live_site, page):
    sign_in(page, live_site, "amina")
    page.goto(live_site + world.question.get_absolute_url())
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    first = page.evaluate("document.activeElement.dataset.cell")
    assert first == f"{world.exhibits[1].pk}.{world.hypotheses['H1'].pk}"
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".matrix tbody tr").last.locator("[data-cell]").first.focus()
    while page.evaluate("document.activeElement.dataset.cell") != first:
        page.keyboard.press("ArrowUp")
    head, cell = page.evaluate("""[document.querySelector(".matrix thead"), document.activeElement]
      .map(each => each.getBoundingClientRect().toJSON())""")
    assert cell["top"] >= head["bottom"] - 1
