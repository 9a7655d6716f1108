"""A full page of a grid twelve hypotheses wide in real Chromium: by keyboard, ear, small screen."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks.matrices import a_matrix
from tests.attribution.test_pages_browser import sign_in, violations, widened
from tests.cast import make_case, make_user

FOCUS = "document.activeElement.dataset.cell"


@pytest.fixture
def question(committed_db):
    amina = make_user("Amina")
    return a_matrix(make_case(amina), amina, exhibits=60)


@pytest.fixture
def cells(question):
    """Key of the cell in row and column, counted from 1."""
    leaves = question.hypotheses.filter(is_residual=False).order_by("position")
    rows = question.rows.order_by("exhibit__sequence")

    def key(row, column):
        return f"{rows[row - 1].exhibit_id}.{leaves[column - 1].pk}"

    return key


def opened(page, site, question, direction="ltr"):
    sign_in(page, site, "amina")
    page.goto(site + question.get_absolute_url())
    page.evaluate(f"document.documentElement.dir = '{direction}'")
    return page


def pressed(page, *keys):
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate(FOCUS)


@pytest.mark.parametrize(("direction", "onwards"), [("ltr", "ArrowRight"), ("rtl", "ArrowLeft")])
def test_grid_is_one_stop_and_arrows_follow_the_eye(
    question, cells, live_site, page, direction, onwards
):
    opened(page, live_site, question, direction)
    assert page.locator('.matrix tbody a:not([tabindex="-1"])').count() == 1
    page.locator(".matrix-region").focus()
    while page.evaluate(FOCUS) is None:
        page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == cells(1, 1)
    assert pressed(page, onwards, onwards, "ArrowDown") == cells(2, 3)
    page.keyboard.press("Tab")
    assert not page.evaluate("!!document.activeElement.closest('.matrix tbody')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUS) == cells(2, 3)
    back = "ArrowRight" if direction == "rtl" else "ArrowLeft"
    assert pressed(page, back, back, back) is None  # the row's own links, before its cells
    assert page.evaluate("document.activeElement.className") == "row-link"


def test_digit_enter_and_escape_rate_open_and_leave(question, cells, live_site, page):
    opened(page, live_site, question)
    page.locator(f'[data-cell="{cells(1, 1)}"]').focus()
    page.keyboard.press("Enter")
    beside = page.locator("#rationale")
    beside.locator(".cell-why").wait_for()
    beside.get_by_text("Change the rating").click()
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == cells(1, 1)
    score = page.locator(".matrix tfoot .score").first
    before = score.inner_text()
    sign = page.locator(f'[data-cell="{cells(1, 1)}"] .rate').get_attribute("class")
    page.keyboard.press("2" if "rate-i" in sign else "5")
    expect(beside.get_by_label("Reason for this change")).to_be_focused()
    page.keyboard.type("Looked again.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("against H1 is rated.").wait_for()
    expect(page.locator(f'[data-cell="{cells(1, 1)}"]')).to_be_focused()
    expect(score).not_to_have_text(before)
    assert pressed(page, "ArrowRight") == cells(1, 2)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("matrix-region")


def test_every_cell_says_where_it_stands_and_what_it_means(question, cells, live_site, page):
    opened(page, live_site, question)
    said = page.locator("[data-cell]").evaluate_all(
        "all => all.map(each => each.textContent.replace(/\\s+/g, ' '))"
    )
    word = "(very )?(in)?consistent|neutral|not applicable"
    shape = re.compile(rf"[A-Z]+-UN-\d{{4}}, H\d+: \S*(CC|C|N|I|II|NA): ({word}), weight \w+")
    assert len(said) == 49 * 12 and [each for each in said if not shape.fullmatch(each)] == []


@pytest.mark.parametrize(("width", "colours", "direction"), [
    (1280, "light", "ltr"), (1280, "dark", "rtl"), (360, "light", "rtl"), (360, "dark", "ltr"),
])  # fmt: skip
def test_heads_stay_in_sight_and_axe_finds_nothing(
    question, cells, live_site, new_page, width, colours, direction
):
    page = opened(new_page(width=width, color_scheme=colours), live_site, question, direction)
    assert widened(page) <= 0
    assert violations(page) == []
    page.locator(f'[data-cell="{cells(30, 12)}"]').focus()
    head, first, here = page.evaluate(
        """key => {
          const cell = document.querySelector(`[data-cell="${key}"]`).closest("td");
          const head = document.querySelectorAll(".matrix thead th")[cell.cellIndex];
          const box = (each) => each.getBoundingClientRect().toJSON();
          return [box(head), box(cell.parentElement.cells[0]), box(cell)];
        }""",
        cells(30, 12),
    )
    region = page.locator(".matrix-region").bounding_box()
    assert abs(head["top"] - region["y"]) < 3 and here["top"] >= head["bottom"] - 1
    edge = first["right"] - region["x"] - region["width"] if direction == "rtl" else (
        first["left"] - region["x"])  # fmt: skip
    assert abs(edge) < 3
    assert here["left"] >= first["right"] - 1 or here["right"] <= first["left"] + 1


@pytest.mark.parametrize("width", [1280, 360])
def test_a_saved_rating_leaves_its_cell_in_sight_and_the_matrix_where_it_was(
    question, cells, live_site, new_page, width
):
    page = opened(new_page(width=width), live_site, question)
    where = """() => {
      const region = document.querySelector(".matrix-region");
      return [region.scrollTop, region.scrollLeft].map(Math.round);
    }"""
    cell = page.locator(f'[data-cell="{cells(30, 12)}"]')
    cell.focus()
    page.keyboard.press("Enter")
    beside = page.locator("#rationale")
    beside.get_by_text("Change the rating").click()
    beside.get_by_label("Rationale", exact=True).fill("Looked again.")
    beside.get_by_label("Reason for this change").fill("Looked again.")
    before = page.evaluate(where)
    assert before[0] > 0
    page.keyboard.press("Control+Enter")
    page.get_by_text("against H12 is rated.").wait_for()
    expect(cell).to_be_focused()
    expect(cell).to_be_in_viewport(ratio=1)
    assert page.evaluate(where) == before
