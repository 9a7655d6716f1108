"""Taking in files in real Chromium: dropped, resumed, cancelled, on a phone, without a script."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from casefiles.sealing.fields import unseal
from evidence.exhibits.models import Exhibit, ExhibitFile, Intake, Upload
from tests.cast import make_case, make_user
from tests.exhibits.material import PDF, log

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
DROP = """([names, sizes, kinds]) => {
  const brought = new DataTransfer();
  names.forEach((name, i) => {
    const bytes = new Uint8Array(sizes[i]).map((_, at) => (at * 31 + i + 1) % 251);
    brought.items.add(new File([bytes], name, { type: kinds[i] }));
  });
  for (const type of ["dragenter", "dragover", "drop"])
    document.querySelector("main").dispatchEvent(
      new DragEvent(type, { dataTransfer: brought, bubbles: true, cancelable: true }));
}"""


class Desk:
    """Somebody at a browser, on the page of a case."""

    def __init__(self, page, site, user, case):
        self.page, self.site, self.case = page, site, case
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
        page.context.add_cookies([cookie])
        page.on("dialog", lambda dialog: dialog.accept())

    def open(self, route="exhibits:intake", *args):
        self.page.goto(self.site + reverse(route, args=[self.case.pk, *args]))

    def choose(self, *files):
        """(name, type, content) each; as the picker would hand them over."""
        given = [{"name": n, "mimeType": t, "buffer": c} for n, t, c in files]
        self.page.locator("input[name=files]").set_input_files(given)

    def drop(self, *files):
        """(name, size, type) each, onto the page."""
        self.page.evaluate(DROP, [[f[0] for f in files], [f[1] for f in files], [f[2] for f in files]])

    def rows(self, state=""):
        return self.page.locator(f".upload[data-state={state}]" if state else ".upload")

    def arrived(self, count, seconds=30):
        self.rows("ready").nth(count - 1).wait_for(timeout=seconds * 1000)

    def fill(self, **boxes):
        for name, value in boxes.items():
            self.page.locator(f"[name={name}]").fill(value)

    def send(self):
        self.page.locator("main .form-end button[type=submit]").click()


def made_of(size, i):
    """The bytes of the i-th dropped file."""
    return bytes((at * 31 + i + 1) % 251 for at in range(size))


@pytest.fixture
def amina(committed_db):
    return make_user("Amina")


@pytest.fixture
def case(amina):
    return make_case(amina)


@pytest.fixture
def desk(amina, case, live_site, new_page):
    return Desk(new_page(), live_site, amina, case)


def test_dropped_files_become_exhibits_each_with_its_bytes(desk, case):
    desk.open()
    desk.drop(("one.jpg", 5000, "image/jpeg"), ("two.jpg", 6000, "image/jpeg"), ("a.mp4", 70_000, "video/mp4"))
    desk.arrived(3)
    desk.fill(provider_code="UN")
    desk.page.locator("[data-part=title]").nth(1).fill("The north wall")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    exhibits = list(Exhibit.objects.order_by("sequence"))
    assert [e.kind for e in exhibits] == ["photograph", "photograph", "video"]
    titles = [e.title for e in exhibits]
    assert titles[0].startswith("Photograph 1 of 2, taken in on ") and titles[1] == "The north wall"
    digests = [hashlib.sha256(made_of(n, i)).hexdigest() for i, n in enumerate((5000, 6000, 70_000))]
    assert [e.files.get().sha256 for e in exhibits] == digests
    assert [unseal(e.files.get(), "original_name") for e in exhibits] == ["one.jpg", "two.jpg", "a.mp4"]
    assert desk.page.locator("tbody tr").count() == 3 and "one.jpg" not in desk.page.content()
    assert not Upload.objects.exists() and Intake.objects.get().items.count() == 3
