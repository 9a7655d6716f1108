"""The chain of command in real Chromium: for the ear, the small screen, the dark, from the right."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from casefiles.accounts.services import choose_language
from casefiles.cases.models import Relation
from tests.cast import make_case, make_user
from tests.e2e.test_every_page import Inspector
from tests.facts import make_incident, make_party, put

STRIKE = date(2019, 7, 2)
STATUSES = ["documented", "assessed", "alleged", "disputed"]


@pytest.fixture
def world(committed_db):
    amina = make_user("Amina")
    case = make_case(amina)
    make_incident(case, amina, earliest_date=STRIKE)
    units = [make_party(case, amina, f"U{n}", kind="unit") for n in range(12)]
    for number, unit in enumerate(units[1:], start=1):
        above = units[(number - 1) // 3]
        kind = "part_of" if number % 2 else "commands"
        ends = (unit, above) if number % 2 else (above, unit)
        put(Relation(case=case, from_party=ends[0], to_party=ends[1], kind=kind,
                     status=STATUSES[number % 4], first_cited=STRIKE, last_cited=STRIKE), amina)  # fmt: skip
    state = make_party(case, amina, "STATE-X", kind="state", withheld=True)
    put(Relation(case=case, from_party=state, to_party=units[0], kind="supports",
                 first_cited=date(2018, 1, 1)), amina)  # fmt: skip
    return case, amina, units


def violations(page):
    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"]]


def test_drawing_is_read_by_all_and_scrolls_in_its_own_region(world, live_site, new_page):
    case, amina, units = world
    for scheme, language in (("light", "en"), ("dark", "en"), ("light", "ar")):
        choose_language(amina, language)
        page = new_page(color_scheme=scheme)
        inspector = Inspector(page, live_site)
        inspector.sign_in(amina)
        for address in (f"/cases/{case.pk}/chain-of-command/", units[0].get_absolute_url()):
            inspector.open(address, address)
            for width in (1280, 360):
                page.set_viewport_size({"width": width, "height": 800})
                assert violations(page) == []
                root = "document.documentElement"
                assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
        page.goto(f"{live_site}/cases/{case.pk}/chain-of-command/")
        region = page.locator(".table-scroll:has(svg.chain)")
        assert region.get_attribute("tabindex") == "0" and region.get_attribute("aria-label")
        assert region.evaluate("e => e.scrollWidth > e.clientWidth")
        boxes = page.locator("svg.chain rect.chain-box").evaluate_all(
            "all => all.map(e => e.getBBox()).map(b => [b.x, b.width])"
        )
        words = page.locator("svg.chain a text").evaluate_all(
            "all => all.map(e => [e.getBBox().width, e.closest('a').querySelector('rect').getBBox().width])"
        )
        assert len(boxes) == 12 and all(text <= box for text, box in words)
        assert inspector.findings == []
        # The one whom nobody is above stands at the top; the drawing turns with the reading.
        assert page.locator("svg.chain title").count() == 12
