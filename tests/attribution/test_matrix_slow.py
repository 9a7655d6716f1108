"""Rating on a slow line: answers that come late or never cost no words and rate no other cell."""

import re
from urllib.parse import quote_plus

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from casefiles.cases.models import Draft
from evidence.attribution.models import Rating
from tests.attribution.pages_world import enter_with_cast
from tests.attribution.test_pages_browser import sign_in
from tests.slow import held

CELL = r"/matrix/"
WITHIN_MS = 45_000  # so long a draft may take on a slow machine
WORDS = "Nothing else leaves such a crater."


@pytest.fixture
def world(committed_db):
    return enter_with_cast()


@pytest.fixture
def cells(world):
    """The keys of two cells, one under the other."""
    return [f"{world.exhibits[n].pk}.{world.hypotheses['H3'].pk}" for n in (1, 2)]


@pytest.fixture
def matrix(world, cells, live_site, page):
    sign_in(page, live_site, "amina")
    page.goto(live_site + world.question.get_absolute_url())
    page.locator(f'[data-cell="{cells[0]}"]').focus()
    return page


def beside(page):
    return page.locator("#rationale")


def head(page):
    return beside(page).locator(".cell-head")


def radio(page, value):
    return beside(page).get_by_role("radio", name=re.compile(rf"^{value}\b"))


def reason(page):
    return beside(page).get_by_label("Reason for this change")


def answers_a_draft_with(words):
    """A draft that was saved earlier says so too, without these words."""
    sent = quote_plus(words)
    return lambda answer: sent in (answer.request.post_data or "")


def draft_status(page):
    return beside(page).locator("[data-draft-status]")


def is_rating(request):
    """A rating on its way, and no draft of one."""
    return request.method == "POST" and "_draft=auto" not in (request.post_data or "")


def rate_first(page):
    """Opens the cell that has the focus with a digit and types why; nothing is sent yet."""
    page.keyboard.press("5")
    expect(reason(page)).to_be_focused()
    page.keyboard.type("Looked again.")


def test_digit_rates_the_cell_it_was_pressed_on_however_late_the_first_answers(matrix):
    with held(matrix, CELL) as asked:
        matrix.keyboard.press("5")
        asked.wait_for()
        matrix.keyboard.press("ArrowDown")
        matrix.keyboard.press("2")
        asked.wait_for(2)
        asked.let_go(1)
        expect(head(matrix)).to_contain_text("TAJ-UN-0002")
        expect(radio(matrix, "C")).to_be_checked()
        expect(reason(matrix)).to_be_focused()
        matrix.keyboard.type("Looked again.")
    expect(head(matrix)).to_contain_text("TAJ-UN-0002")
    assert reason(matrix).input_value() == "Looked again."


def test_words_are_left_only_by_who_agrees(matrix, cells):
    rate_first(matrix)
    other = matrix.locator(f'[data-cell="{cells[1]}"]')
    asked = []
    matrix.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    other.click()
    assert asked and reason(matrix).input_value() == "Looked again."
    matrix.locator(f'[data-cell="{cells[0]}"]').focus()
    matrix.keyboard.press("4")  # the open form goes on, unasked
    expect(radio(matrix, "I")).to_be_checked()
    assert reason(matrix).input_value() == "Looked again."
    matrix.once("dialog", lambda dialog: dialog.accept())
    other.click()
    expect(head(matrix)).to_contain_text("TAJ-UN-0002")


def test_words_typed_while_another_cell_is_fetched_stay(matrix, cells):
    matrix.keyboard.press("5")
    expect(reason(matrix)).to_be_focused()
    with held(matrix, CELL) as asked:
        matrix.locator(f'[data-cell="{cells[1]}"]').click()
        asked.wait_for()
        reason(matrix).fill("Looked again.")
        with matrix.expect_request_finished():
            asked.let_go()
    expect(head(matrix)).to_contain_text("TAJ-UN-0001")
    assert reason(matrix).input_value() == "Looked again."


def test_next_cell_opens_once_the_rating_before_it_is_saved(matrix, cells):
    rate_first(matrix)
    with held(matrix, CELL, is_rating) as saving:
        matrix.keyboard.press("Control+Enter")
        saving.wait_for()
        matrix.keyboard.press("Escape")
        matrix.keyboard.press("ArrowDown")
        matrix.keyboard.press("2")
    matrix.get_by_text("TAJ-UN-0001 against H3 is rated.").wait_for()
    expect(head(matrix)).to_contain_text("TAJ-UN-0002")
    expect(radio(matrix, "C")).to_be_checked()
    expect(reason(matrix)).to_be_focused()


def test_keyboard_stays_where_it_went_while_a_rating_was_saved(matrix, cells):
    rate_first(matrix)
    with held(matrix, CELL, is_rating) as saving:
        matrix.keyboard.press("Control+Enter")
        saving.wait_for()
        matrix.keyboard.press("Escape")
        matrix.keyboard.press("ArrowDown")
    matrix.get_by_text("TAJ-UN-0001 against H3 is rated.").wait_for()
    expect(matrix.locator(f'[data-cell="{cells[1]}"]')).to_be_focused()


def test_answer_that_never_comes_is_said_and_costs_no_words(matrix, cells):
    rate_first(matrix)
    with held(matrix, CELL, is_rating) as saving:
        matrix.keyboard.press("Control+Enter")
        saving.wait_for()
        expect(reason(matrix)).not_to_be_editable()  # what is typed now would go with the form
        saving.fail()
        beside(matrix).get_by_role("alert").wait_for()
    assert reason(matrix).input_value() == "Looked again."
    expect(reason(matrix)).to_be_editable()
    reason(matrix).press("Control+Enter")
    matrix.get_by_text("TAJ-UN-0001 against H3 is rated.").wait_for()
    exhibit, leaf = cells[0].split(".")
    assert Rating.objects.current().get(exhibit=exhibit, hypothesis=leaf).value == "II"


def test_first_letter_of_a_reason_is_no_command(matrix):
    where = matrix.url
    with held(matrix, CELL) as asked:
        matrix.keyboard.press("5")
        asked.wait_for()
        matrix.keyboard.type("n?")
    expect(reason(matrix)).to_be_focused()
    assert matrix.url == where and not matrix.locator("dialog[open]").count()


def test_words_about_a_cell_outlive_the_session_and_the_page(matrix, cells, live_site):
    rate_first(matrix)
    rationale = beside(matrix).get_by_label("Rationale")
    with matrix.expect_response(answers_a_draft_with(WORDS), timeout=WITHIN_MS):
        rationale.fill(WORDS)
        rationale.press("Tab")
    Session.objects.all().delete()
    reason(matrix).press("Control+Enter")
    expect(draft_status(matrix)).to_contain_text("You were signed out", timeout=WITHIN_MS)
    assert rationale.input_value() == WORDS  # the page of signing in did not take its place

    where = matrix.url
    matrix.goto("about:blank")  # as after a crash
    sign_in(matrix, live_site, "amina")
    matrix.goto(where)
    matrix.locator(f'[data-cell="{cells[0]}"]').click()
    with matrix.expect_navigation():
        beside(matrix).get_by_role("link", name="Go on with it").click()
    assert (rationale.input_value(), reason(matrix).input_value()) == (WORDS, "Looked again.")
    expect(radio(matrix, "II")).to_be_checked()
    reason(matrix).press("Control+Enter")
    matrix.get_by_text("TAJ-UN-0001 against H3 is rated.").wait_for()
    exhibit, leaf = cells[0].split(".")
    assert Rating.objects.current().get(exhibit=exhibit, hypothesis=leaf).rationale == WORDS
    assert not Draft.objects.exists()
