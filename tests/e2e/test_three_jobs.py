"""Investigator, reviewer and counsel each do their job in a real browser, from an empty database.

The web server, the worker and beat are real processes; the PDF is the one the browser saved.
"""

import hashlib
import re
import subprocess

import pytest
from django.core.management import call_command

from casefiles.audit.models import Reading
from evidence.attribution.models import Decision, Hypothesis
from evidence.exhibits.models import Exhibit

CONCLUSION = (
    "An aircraft of a foreign State, identity withheld, likely carried out the second strike. "
    "Standard of proof: reasonable grounds to believe. Confidence in the analysis: moderate. "
    "Under whose command it flew is undetermined. "
    "No exhibit in this file distinguishes H1 from H2."
)
SEALED = "SEALED-DEMO-VALUE"
FILE = b"A photograph of the hangar, for the test.\n" * 100
PDF_WITHIN_MS = 90_000


class Person:
    """Someone at a browser of their own."""

    def __init__(self, new_page, site, name, password):
        self.site, self.page = site, new_page(accept_downloads=True)
        self.page.goto(f"{site}/sign-in/")
        self.page.get_by_label("E-mail address").fill(f"{name.lower()}@demo.invalid")
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("heading", name="My work").wait_for()

    def open_case(self, tab):
        self.page.goto(f"{self.site}/cases/")
        self.page.get_by_role("link", name="TAJ-2019").first.click()
        self.page.get_by_role("navigation", name=re.compile("case", re.IGNORECASE)).get_by_role(
            "link", name=tab
        ).click()

    def follow(self, name):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def press(self, name):
        self.page.get_by_role("button", name=name).first.click()

    def says(self, text):
        return text in " ".join(self.page.locator("main").inner_text().split())

    def decide(self, kind, reasons):
        """From my work to the review page; reads it and decides."""
        self.page.goto(f"{self.site}/")
        self.follow(re.compile("HF"))
        if kind == "Approve":
            for answer in self.page.locator("#decision").get_by_role("radio", name="yes").all():
                answer.check()
        self.page.get_by_label(re.compile(f"^{kind}:")).check()
        self.page.get_by_role("textbox", name="Reasons", exact=True).fill(reasons)
        with self.page.expect_navigation():
            self.page.locator("#decision").get_by_role("button").last.click()


@pytest.fixture
def people(committed_db, live_site, live_worker, live_beat, new_page, settings, tmp_path):
    """The demonstration in an empty database, and each of the three signed in."""
    call_command("load_tajoura")
    accounts = (settings.DATA_DIR / "demo-accounts.txt").read_text()
    passwords = dict(re.findall(r"^(\w+)@demo\.invalid\s+(\S+)", accounts, re.MULTILINE))
    return {
        name: Person(new_page, live_site, name, passwords[name])
        for name in ("amina", "boris", "elias")
    }


def test_three_people_do_their_jobs(people, tmp_path):
    amina, boris, elias = people["amina"], people["boris"], people["elias"]
    digest = log_an_exhibit(amina, tmp_path)
    author_cannot_approve(amina)

    boris.decide("Return", "Say what the Panel's finding rests on.")
    hypothesis = Hypothesis.objects.get(code="HF")
    assert hypothesis.state == "returned"

    amina.page.goto(f"{amina.site}/")
    amina.follow(re.compile("HF"))
    if not amina.page.get_by_label("Note to the reviewers").count():
        amina.page.goto(f"{amina.site}{hypothesis.get_absolute_url()}")
    amina.page.get_by_label("Note to the reviewers").fill("We do not hold the Panel's proof.")
    with amina.page.expect_navigation():
        amina.press("Submit for review")

    boris.decide("Approve", "Read in full; the gap is stated.")
    hypothesis.refresh_from_db()
    assert hypothesis.state != "approved", "one approval is not enough where a State is named"
    elias.decide("Approve", "The wording claims no more than the file bears.")
    hypothesis.refresh_from_db()
    assert hypothesis.state == "approved"
    kinds = Decision.objects.order_by("decided_at").values_list("kind", flat=True)
    assert [*kinds] == ["return", "approve", "approve"]

    take_the_dossier(elias, digest, tmp_path)


def log_an_exhibit(amina, tmp_path) -> str:
    """Through the form, with a file; gives the file's SHA-256 as the page shows it."""
    file = tmp_path / "hangar.txt"
    file.write_bytes(FILE)
    amina.open_case("Evidence")
    amina.page.locator("main a[href$='/exhibits/new/']").first.click()
    form = amina.page
    form.locator("[name=provider_code]").fill("OPN")
    form.locator("[name=kind]").select_option("photograph")
    form.locator("[name=title]").fill("Photograph of the hangar from the north")
    form.locator("[name=files]").set_input_files(file)
    form.locator("main form button[type=submit]").last.click()
    form.get_by_role("heading", name="TAJ-OPN-0011").wait_for()
    exhibit = Exhibit.objects.get(number="TAJ-OPN-0011")
    stored = exhibit.files.get()
    assert stored.sha256 == hashlib.sha256(FILE).hexdigest()
    assert stored.sha256 in "".join(form.locator("main").inner_text().split())
    return stored.sha256


def author_cannot_approve(amina):
    """The page offers no decision and says why; the address refuses it as well."""
    submission = Hypothesis.objects.get(code="HF").submissions.get()
    amina.page.goto(f"{amina.site}{submission.get_absolute_url()}")
    assert amina.page.get_by_role("textbox", name="Reasons", exact=True).count() == 0
    token = amina.page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    answer = amina.page.request.post(
        f"{amina.site}{submission.get_absolute_url()}decide/",
        form={"csrfmiddlewaretoken": token, "kind": "approve", "decided_as": "counsel",
              "reasons": "mine", "digest": submission.digest},
        headers={"Referer": amina.page.url},
    )  # fmt: skip
    assert answer.status == 403
    assert not Decision.objects.exists()


def take_the_dossier(elias, digest, tmp_path):
    elias.open_case("Dossiers")
    elias.page.locator("main a[href$='/dossiers/new/']").first.click()
    elias.page.get_by_label("What is it for?").fill("Advice on the second strike")
    elias.page.locator("main form button[type=submit]").last.click()
    button = elias.page.get_by_role("link", name="Download the PDF")
    button.wait_for(timeout=PDF_WITHIN_MS)
    with elias.page.expect_download() as saving:
        button.click()
    pdf = tmp_path / "dossier.pdf"
    saving.value.save_as(pdf)
    assert "TAJ" not in saving.value.suggested_filename
    shown = "".join(elias.page.locator("main").inner_text().split())
    assert hashlib.sha256(pdf.read_bytes()).hexdigest() in shown
    assert Reading.objects.filter(case_id=Exhibit.objects.first().case_id).exists()

    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    )
    flowing = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True)
    words, packed = " ".join(flowing.stdout.split()), "".join(text.stdout.split())
    assert CONCLUSION in words
    assert re.search(r"\b87\b", words) and re.search(r"\b130\b", words)
    assert digest in packed or digest in "".join(flowing.stdout.split())
    assert SEALED not in words + text.stdout
