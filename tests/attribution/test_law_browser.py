"""The pages of the law in real Chromium: for the eye, the keyboard and the ear."""

import pytest
from playwright.sync_api import expect

from casefiles.audit.services import record
from evidence.attribution.models import ElementAssessment, LegalQualification
from tests.attribution.pages_world import WHY, enter_with_cast
from tests.attribution.test_pages_browser import sign_in, violations, widened


@pytest.fixture
def law(committed_db):
    world = enter_with_cast()
    row = LegalQualification.objects.get(
        hypothesis=world.hypotheses["H1"], provision="rome-8-2-e-i"
    )
    row.wording = "constitutes"
    record(row, by=world.writer, reason=WHY)
    return row


def test_pages_of_the_law_have_no_axe_violation_and_fit_every_screen(law, live_site, new_page):
    own = law.get_absolute_url()
    pages = {"amina": [own, f"{own}elements/", f"{own}edit/"], "elias": [own]}
    for width, colours, direction in ((1280, "light", "ltr"), (360, "dark", "rtl")):
        for name, addresses in pages.items():
            page = new_page(width=width, color_scheme=colours)
            sign_in(page, live_site, name)
            for address in addresses:
                page.goto(live_site + address)
                page.evaluate(f"document.documentElement.dir = '{direction}'")
                assert violations(page) == [], (address, width, direction)
                assert widened(page) <= 0, (address, width, direction)


def test_element_is_assessed_by_keyboard_alone(law, live_site, page):
    sign_in(page, live_site, "amina")
    page.goto(f"{live_site}{law.get_absolute_url()}elements/")
    page.locator("#id_status_c1").focus()
    page.keyboard.type("su")
    page.keyboard.press("Tab")
    page.keyboard.type("The joint report says so.")
    page.keyboard.press("Tab")
    page.keyboard.type("un-10 4")
    page.keyboard.press("Tab")
    page.locator("#id_reason").fill("Read again.")
    page.get_by_role("button", name="Save the elements").press("Enter")
    page.wait_for_url(f"{live_site}{law.get_absolute_url()}")
    row = page.locator("#element-c1")
    assert "Supported" in row.inner_text() and "TAJ-UN-0010 page 4" in row.inner_text()
    assert ElementAssessment.objects.get(qualification=law, element="c1").status == "supported"


def test_provision_is_found_by_its_subject_and_chosen_by_keyboard(law, live_site, page):
    sign_in(page, live_site, "amina")
    page.goto(f"{live_site}{law.hypothesis.get_absolute_url()}law/new/")
    field = page.locator("#id_provision_find")
    field.fill("combat zone")
    options = page.locator("#id_provision option:not([value=''])")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("rule 121")
    field.press("Enter")
    expect(page.locator("#id_provision")).to_have_value("ihl-places-of-detention")
    # Closed by Enter, the list is whole again and keeps what was chosen.
    page.locator("#id_provision").press("Enter")
    expect(options.nth(20)).to_be_attached()
    expect(page.locator("#id_provision")).to_have_value("ihl-places-of-detention")
    page.locator("#id_conflict").select_option("non_international")
    page.get_by_role("button", name="Save qualification").click()
    page.wait_for_url("**/law/*/")
    expect(page.locator("h1")).to_contain_text("rule 121")


def test_search_of_the_list_has_no_axe_violation(law, live_site, page):
    sign_in(page, live_site, "amina")
    page.goto(f"{live_site}{law.hypothesis.get_absolute_url()}law/new/")
    page.locator("#id_provision_find").fill("detention")
    expect(page.locator("[role=status]", has_text="found")).to_be_visible()
    assert violations(page) == []
