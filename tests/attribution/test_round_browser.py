"""A rating round and the test of a denial in real Chromium: for the eye and the ear."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.models import Party, Position, Source
from evidence.attribution.services import close_round, open_round, rate_alone
from tests.attribution.scenes import WHY, a_scene
from tests.attribution.test_pages_browser import sign_in, violations, widened
from tests.cast import join, make_case, make_user

NUMBERS = ("TAJ-UN-0001", "TAJ-UN-0002")
SCREENS = ((1280, "light", "ltr"), (360, "dark", "ltr"), (360, "light", "rtl"))


@pytest.fixture
def scene(committed_db):
    amina = make_user("Amina")
    case = make_case(amina)
    join(case, make_user("Boris"), "reviewer")
    scene = a_scene(case, amina, exhibits=2)
    scene.raters = [amina, join(case, make_user("Second rater"), "investigator")]
    party = Party(case=case, code="N-FORCE", name="The northern force", kind="armed_force")
    source = Source(case=case, code="PRESS", title="A news report")
    for row in (party, source):
        record(row, by=amina, reason=WHY)
    scene.denial = Position(
        case=case, party=party, source=source, about="the strike", value="denies_act",
        text="It was not us; our aircraft were on the ground.",
    )  # fmt: skip
    record(scene.denial, by=amina, reason=WHY)
    return scene


def rates(scene, round_, by, values):
    for code, value in zip(("H1", "H2"), values, strict=True):
        for number in NUMBERS:
            why = f"Seen on page 4 of it, and weighed as {value}."
            rate_alone(round_, scene[code], scene[number], value, why, by=by, reason=WHY)


def looked_at(page, site, addresses, name, width, colours, direction):
    for place, address in enumerate(addresses):
        page.goto(site + address)
        page.evaluate(f"document.documentElement.dir = '{direction}'")
        if folder := os.environ.get("CASEFILES_PICTURES"):
            path = Path(folder) / f"{name}-{place}-{width}-{colours}-{direction}.png"
            page.screenshot(path=str(path), full_page=True)
        assert violations(page) == [], (address, width, direction)
        assert widened(page) <= 0, (address, width, direction)


def test_pages_of_a_round_read_well_on_every_screen(scene, live_site, new_page):
    amina, second = scene.raters
    question = scene.question.get_absolute_url()
    round_ = open_round(scene.question, scene.raters, by=amina, reason="first", covers="all")
    rates(scene, round_, amina, ("C", "I"))
    row = [scene.case.pk, round_.pk, scene[NUMBERS[0]].pk]
    denial = [scene.case.pk, scene.denial.pk]
    open_pages = [
        question,
        round_.get_absolute_url(),
        reverse("attribution:round_row", args=row),
        reverse("attribution:round_close", args=row[:2]),
        reverse("attribution:position_hypothesis", args=denial),
        reverse("attribution:tested_create", args=denial),
        scene.denial.get_absolute_url(),
    ]
    pages = []
    for screen in SCREENS:
        width, colours, _direction = screen
        page = new_page(width=width, color_scheme=colours)
        sign_in(page, live_site, "amina")
        looked_at(page, live_site, open_pages, "open", *screen)
        pages.append((page, screen))
    rates(scene, round_, second, ("II", "I"))
    close_round(round_, by=amina, reason="done")
    cell = f"{question}?cell={scene[NUMBERS[0]].pk}.{scene['H1'].pk}"
    closed = [
        round_.get_absolute_url(),
        cell,
        reverse("attribution:round_create", args=[scene.case.pk, scene.question.pk]),
    ]
    for page, screen in pages:
        looked_at(page, live_site, closed, "closed", *screen)
