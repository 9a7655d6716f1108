"""Every page in real Chromium: for the eye, the ear and the small screen. One run tells everything.

What leaves the host, throws or breaks the content security policy is noted by `new_page` itself.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from casefiles.accounts.services import choose_language
from casefiles.cases.models import Party
from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from demonstration.loading import load
from evidence.exhibits.models import ExhibitFile
from evidence.witnesses.models import Statement
from reports.dossiers.services import request_dossier
from tests.cast import WHY
from tests.security import verdicts
from tests.security.routes import Route, all_routes
from tests.security.world import World

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
NO_PAGE = {
    "live", "ready", "exhibits:file_download", "exhibits:sheet_template", "exhibits:sheet_export",
    "exhibits:exhibit_suggest", "dossiers:dossier_download", "dossiers:sheet_download",
    "exhibits:upload_list", "exhibits:upload_detail", "exhibits:upload_waiting",
    "exhibits:rendition", "notices:notice_open",
}  # fmt: skip
# Pages that differ most from each other: also right to left, dark, and by axe on a phone.
SAMPLE = (
    "cases:my_work", "notices:notice_list", "notices:settings", "cases:case_list",
    "cases:case_detail", "cases:incident_detail",
    "cases:history", "cases:position_create", "cases:chain", "exhibits:exhibit_list",
    "exhibits:exhibit_detail",
    "exhibits:exhibit_create", "exhibits:file_look", "exhibits:intake", "exhibits:sheet_detail",
    "witnesses:witness_detail", "witnesses:consent_update",
    "attribution:question_detail", "attribution:submission_detail", "dossiers:dossier_create",
)  # fmt: skip
WIDER = """() => {
  const root = document.documentElement, room = root.clientWidth;
  if (root.scrollWidth <= room) return "";
  const clipped = (e) => e && e !== root &&
    (getComputedStyle(e).overflowX !== "visible" || clipped(e.parentElement));
  const out = [...document.querySelectorAll("main *, header *, footer *")].filter((e) => {
    const box = e.getBoundingClientRect();
    return (box.right > room + 1 || box.left < -1) && box.width && !clipped(e.parentElement);
  });
  return `${root.scrollWidth - room} px too wide: ` +
    out.slice(-3).map((e) => e.outerHTML.slice(0, 120)).join(" | ");
}"""


@dataclass
class Inspector:
    """Opens one page after the other and writes down all that is wrong with them."""

    page: Page
    site: str
    findings: list[str] = field(default_factory=list)
    seen: int = 0

    def __post_init__(self) -> None:
        self.errors: list[str] = []
        self.page.on(
            "console",
            lambda said: self.errors.append(said.text) if said.type == "error" else None,
        )

    def sign_in(self, person: Any) -> None:
        """By a session made beside the browser: the form of the sign-in has tests of its own."""
        client = Client()
        client.force_login(person)
        self.page.context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.site}]
        )

    def open(self, name: str, url: str, status: int = 200) -> None:
        self.errors.clear()
        answer = self.page.goto(self.site + url)
        if answer is None or answer.status != status:
            self.note(name, f"answers {answer and answer.status}")
        if status == 200 and self.errors:
            self.note(name, f"console: {self.errors}")
        self.seen += 1

    def note(self, name: str, what: str) -> None:
        self.findings.append(f"{name}: {what}")

    def structure(self, name: str) -> None:
        if (count := self.page.locator("h1").count()) != 1:
            self.note(name, f"{count} h1")
        if not self.page.title().strip():
            self.note(name, "no title")

    def width(self, name: str, size: dict[str, int]) -> None:
        self.page.set_viewport_size(size)
        if too_wide := self.page.evaluate(WIDER):
            self.note(name, f"at {size['width']} px {too_wide}")

    def axe(self, name: str) -> None:
        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response
        for item in found["violations"]:
            places = " | ".join(node["html"][:160] for node in item["nodes"][:3])
            why = item["nodes"][0]["failureSummary"].split("\n")[1].strip()[:160]
            self.note(name, f"axe {item['id']} × {len(item['nodes'])}: {places} ({why})")

    def inspect(self, name: str) -> None:
        """All of it, on the page that is open, once its style sheets are there."""
        self.page.wait_for_load_state()
        self.structure(name)
        self.width(name, NARROW)
        if name in SAMPLE:
            self.axe(f"{name} at 360 px")
        self.width(name, WIDE)
        self.axe(name)


@pytest.fixture
def world(committed_db):
    load("tajoura")
    load("training")
    return World()


@pytest.fixture
def inspector(committed_db, live_site, new_page):
    return Inspector(new_page(), live_site)


def readers() -> dict[str, list[Route]]:
    """Who opens which page: the lead wherever that is possible, else the first who may."""
    pages = [r for r in all_routes() if not r.post_only and r.name not in NO_PAGE]
    shared: dict[str, list[Route]] = {}
    for route in pages:
        shared.setdefault(_reader(route.name), []).append(route)
    return shared


def _reader(name: str) -> str:
    if name == "account_login":
        return "stranger"
    if name in verdicts.OWN:
        return verdicts.OWN[name]
    if name in verdicts.ADMINISTRATORS:
        return "administrator"
    roles = verdicts.IN_A_CASE.get(name, {"lead"})
    return "lead" if "lead" in roles else min(roles)


def test_every_page_reads_well_everywhere(world, inspector):
    for role, routes in sorted(readers().items(), key=lambda item: item[0] != "stranger"):
        if role != "stranger":
            inspector.sign_in(world.people[role])
        for route in routes:
            inspector.open(route.name, world.url(route))
            inspector.inspect(route.name)
    assert inspector.seen > 100
    as_others_see_it(world, inspector)
    what_posting_shows(world, inspector)
    refused(world, inspector)
    once_dossiers_are_made(world, inspector)
    right_to_left_and_in_the_dark(world, inspector)
    assert inspector.findings == [], "\n" + "\n".join(inspector.findings)


def as_others_see_it(world: World, inspector: Inspector) -> None:
    """Pages that hold something else for those who decide, and for the protection officer."""
    names = {
        "reviewer": ("cases:my_work", "cases:case_detail", "cases:party_detail",
                     "attribution:hypothesis_detail", "attribution:submission_detail"),
        "officer": ("witnesses:witness_detail", "witnesses:statement_detail"),
        "outsider": ("cases:my_work", "notices:notice_list", "cases:case_list", "jobs:job_list"),
    }  # fmt: skip
    routes = {route.name: route for route in all_routes()}
    for role, wanted in names.items():
        inspector.sign_in(world.people[role])
        for name in wanted:
            inspector.open(name, world.url(routes[name]))
            inspector.inspect(f"{name} as {role}")


def what_posting_shows(world: World, inspector: Inspector) -> None:
    """The answers that open something sealed, and a form that came back."""
    party = Party.objects.get(withheld=True)
    file = ExhibitFile.objects.filter(case=world.case).first()
    inspected = ExhibitFile.objects.get(inspections__kind="metadata")
    statement = Statement.objects.filter(named_readers_only=False).first()
    for role, address, ending in (
        ("reviewer", party.get_absolute_url(), "/open-name/"),
        ("counsel", file.get_absolute_url(), "/name/"),
        ("counsel", inspected.get_absolute_url(), "/metadata/"),
        ("officer", statement.get_absolute_url(), "/open/"),
    ):
        inspector.sign_in(world.people[role])
        inspector.open(ending, address)
        press(inspector.page, ending)
        inspector.inspect(f"{ending} as {role}")
    inspector.sign_in(world.people["lead"])
    routes = {route.name: route for route in all_routes()}
    for name in ("exhibits:exhibit_create", "witnesses:statement_create", "attribution:row_create"):
        inspector.open(name, world.url(routes[name]))
        form = inspector.page.locator("main form[method=post]").last
        with inspector.page.expect_navigation():
            form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        inspector.page.locator("[role=alert], .error-summary").first.wait_for()
        inspector.inspect(f"{name} refused")


def press(page: Page, ending: str) -> None:
    """The button of the form that posts to an address with this ending, wherever it is folded."""
    form = page.locator(f"form[action$='{ending}']").first
    with page.expect_navigation():
        form.evaluate("form => form.requestSubmit()")


def refused(world: World, inspector: Inspector) -> None:
    inspector.sign_in(world.people["observer"])
    for name, url, status in (
        ("403", f"/cases/{world.case.pk}/change/", 403),
        ("404", f"/cases/{uuid4()}/", 404),
    ):
        inspector.open(name, url, status)
        inspector.inspect(name)


def once_dossiers_are_made(world: World, inspector: Inspector) -> None:
    """One that is ready and one that waits, in the register and on their pages."""
    counsel = world.people["counsel"]
    made = Job.objects.get(kind="dossiers.render")
    run_job(str(made.pk))
    request_dossier(world.case, "court", WHY, by=counsel, token=uuid4())
    inspector.sign_in(counsel)
    routes = {route.name: route for route in all_routes()}
    for name in ("dossiers:dossier_list", "jobs:job_list"):
        inspector.open(name, world.url(routes[name]))
        inspector.inspect(f"{name} with both")
    for job in Job.objects.filter(requester=counsel):
        inspector.open("jobs:job_detail", f"/jobs/{job.pk}/")
        inspector.inspect(f"jobs:job_detail {job.state}")
    links = inspector.page.locator("main a[href*='/dossiers/']")
    assert links.count()
    for dossier in world.case.dossiers.all():
        inspector.open("dossiers:dossier_detail", dossier.get_absolute_url())
        inspector.inspect(f"dossiers:dossier_detail {dossier.job.state}")


def right_to_left_and_in_the_dark(world: World, inspector: Inspector) -> None:
    page, routes = inspector.page, {route.name: route for route in all_routes()}
    lead = world.people["lead"]
    inspector.sign_in(lead)
    choose_language(lead, "ar")
    for name in SAMPLE:
        inspector.open(name, world.url(routes[name]))
        if page.locator("html[dir=rtl]").count() != 1:
            inspector.note(name, "is not right to left")
        inspector.width(f"{name} in Arabic", NARROW)
        inspector.width(f"{name} in Arabic", WIDE)
        inspector.axe(f"{name} in Arabic")
    choose_language(lead, "en")
    page.emulate_media(color_scheme="dark")
    for name in SAMPLE:
        inspector.open(name, world.url(routes[name]))
        inspector.axe(f"{name} in the dark")


def test_inspector_finds_what_is_wrong(inspector):
    """Or a page full of faults would pass as well."""
    inspector.open("sign-in", "/sign-in/")
    inspector.page.evaluate("""() => {
        const wide = document.createElement("div");
        wide.style.inlineSize = "2000px";
        wide.append(document.createElement("img"));
        document.querySelector("main").append(wide, document.createElement("h1"));
        document.title = "";
    }""")
    inspector.inspect("sign-in")
    told = "\n".join(inspector.findings)
    for fault in ("2 h1", "no title", "at 360 px", "at 1280 px", "axe image-alt"):
        assert fault in told
