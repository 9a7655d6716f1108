"""Taking in files in real Chromium: dropped, resumed, cancelled, on a phone, without a script."""

import hashlib
import os
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from casefiles.accounts.services import choose_language
from casefiles.cases.models import Draft
from casefiles.sealing.fields import unseal
from evidence.exhibits.models import Exhibit, ExhibitFile, Intake, Upload
from evidence.exhibits.services.receiving import begin, receive_part
from tests.cast import make_case, make_user
from tests.exhibits.material import log
from tests.plugins.browsers import PATIENCE_MS
from tests.slow import held

TURN_MS = 50
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

    def open(self, route="exhibits:intake", *args, wait_until="load"):
        url = self.site + reverse(route, args=[self.case.pk, *args])
        self.page.goto(url, wait_until=wait_until)

    def choose(self, *files):
        """(name, type, content) each; as the picker would hand them over."""
        given = [{"name": n, "mimeType": t, "buffer": c} for n, t, c in files]
        self.page.locator("input[name=files]").set_input_files(given)

    def drop(self, *files):
        """(name, size, type) each, onto the page."""
        self.page.evaluate(
            DROP, [[f[0] for f in files], [f[1] for f in files], [f[2] for f in files]]
        )

    def rows(self, state=""):
        return self.page.locator(f".upload[data-state={state}]" if state else ".upload")

    def slow_down(self, bytes_a_second):
        """A line as a telephone has it; 0 for the fastest."""
        session = self.page.context.new_cdp_session(self.page)
        line = {"offline": False, "latency": 0, "downloadThroughput": -1}
        session.send(
            "Network.emulateNetworkConditions", {**line, "uploadThroughput": bytes_a_second or -1}
        )

    def until(self, fact):
        """Waits for what only the database or the store shows, as long as for a page; gives it."""
        for _ in range(PATIENCE_MS // TURN_MS):
            if found := fact():
                return found
            self.page.wait_for_timeout(TURN_MS)
        raise AssertionError("what was waited for did not come")

    def part_has_come(self, of):
        """Waits until some of a file, and not all, is on the server; gives its upload."""
        return self.until(Upload.objects.filter(size=of, offset__gt=0, offset__lt=of).first)

    def press(self, what, row=0):
        self.page.locator(f"[data-do={what}]:visible").nth(row).click()

    def arrived(self, count, seconds=60):
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


def test_dropped_files_become_exhibits_each_with_its_bytes(desk):
    desk.open()
    sizes = (5000, 6000, 70_000)
    names = ("one.jpg", "two.jpg", "a.mp4")
    kinds = ("image/jpeg", "image/jpeg", "video/mp4")
    desk.drop(*zip(names, sizes, kinds, strict=True))
    desk.arrived(3)
    desk.fill(provider_code="UN")
    desk.page.locator("[data-part=title]").nth(1).fill("The north wall")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    exhibits = list(Exhibit.objects.order_by("sequence"))
    assert [e.kind for e in exhibits] == ["photograph", "photograph", "video"]
    titles = [e.title for e in exhibits]
    assert titles[0].startswith("Photograph 1 of 2, taken in on ") and titles[1] == "The north wall"
    digests = [hashlib.sha256(made_of(size, i)).hexdigest() for i, size in enumerate(sizes)]
    assert [e.files.get().sha256 for e in exhibits] == digests
    assert [unseal(e.files.get(), "original_name") for e in exhibits] == list(names)
    assert desk.page.locator("tbody tr").count() == 3 and "one.jpg" not in desk.page.content()
    assert not Upload.objects.exists() and Intake.objects.get().items.count() == 3


def test_file_goes_on_where_it_was_after_the_server_restarted(desk, live_web):
    content = os.urandom(6_000_000)
    desk.open()
    desk.slow_down(1_000_000)
    desk.choose(("film.mp4", "video/mp4", content))
    upload = desk.part_has_come(of=len(content))
    live_web.stop()
    desk.rows("offline").wait_for()
    kept = Upload.objects.get().offset
    assert 0 < kept < len(content)
    live_web.start()
    desk.slow_down(0)
    desk.arrived(1)
    assert Upload.objects.get().pk == upload.pk
    desk.fill(provider_code="UN")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert ExhibitFile.objects.get().sha256 == hashlib.sha256(content).hexdigest()


def test_file_chosen_again_after_a_reload_goes_on_where_it_was(desk):
    content = os.urandom(5_000_000)
    desk.open()
    desk.slow_down(800_000)
    desk.choose(("film.mp4", "video/mp4", content))
    upload = desk.part_has_come(of=len(content))
    desk.open()
    came = Upload.objects.get().offset
    expect(desk.page.get_by_text("and in no exhibit yet: 1")).to_be_visible()
    desk.slow_down(0)
    desk.choose(("renamed.mp4", "video/mp4", content))
    desk.arrived(1)
    done = Upload.objects.get()
    assert done.pk == upload.pk and done.sha256 == hashlib.sha256(content).hexdigest()
    assert 0 < came < len(content)
    expect(desk.page.get_by_text("and in no exhibit yet: 1")).to_be_hidden()


def test_another_file_of_that_name_and_size_is_not_joined_to_what_had_come(desk, case, amina):
    one, other = os.urandom(100_000), os.urandom(100_000)
    begun = begin(case, by=amina, size=len(one), name="film.mp4")
    receive_part(begun, 0, [one[:60_000]])
    desk.open()
    desk.choose(("film.mp4", "video/mp4", other))
    desk.arrived(1)
    assert set(Upload.objects.values_list("offset", "sha256")) == {
        (60_000, ""), (100_000, hashlib.sha256(other).hexdigest())}  # fmt: skip


def test_cancelled_file_leaves_nothing_on_the_server(desk, store):
    desk.open()
    desk.slow_down(500_000)
    desk.choose(("film.mp4", "video/mp4", os.urandom(4_000_000)))
    desk.part_has_come(of=4_000_000)
    desk.press("remove")
    expect(desk.rows()).to_have_count(0)
    expect(desk.page.locator(".uploads")).to_be_hidden()
    desk.until(lambda: not Upload.objects.exists() and store.names() == set())


def test_paused_file_holds_the_form_back_and_goes_on(desk):
    desk.open()
    desk.fill(provider_code="UN")
    desk.slow_down(500_000)
    desk.choose(("film.mp4", "video/mp4", os.urandom(3_000_000)))
    desk.part_has_come(of=3_000_000)
    desk.press("stop")
    desk.rows("paused").wait_for()
    desk.send()
    expect(desk.page.get_by_text("Some files are paused")).to_be_visible()
    assert not Exhibit.objects.exists()
    desk.slow_down(0)
    desk.press("go")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert ExhibitFile.objects.get().size == 3_000_000


def test_pictures_of_a_phone_come_in_at_360_pixels(amina, case, live_site, new_page):
    page = new_page(width=360, height=740, has_touch=True, is_mobile=True)
    phone = Desk(page, live_site, amina, case)
    phone.open()
    camera = page.locator("input[capture]").first
    expect(page.get_by_text("Take pictures")).to_be_visible()
    pictures = [b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + os.urandom(4_000_000) for _ in range(3)]
    camera.set_input_files([
        {"name": f"IMG_{i}.jpg", "mimeType": "image/jpeg", "buffer": content}
        for i, content in enumerate(pictures)
    ])  # fmt: skip
    phone.arrived(3)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator("button[type=submit]", has_text="Take in").bounding_box()["height"] >= 40
    phone.fill(provider_code="UN")
    phone.send()
    page.wait_for_url("**/intake/*-*/")
    assert list(Exhibit.objects.values_list("kind", flat=True)) == ["photograph"] * 3
    digests = {hashlib.sha256(content).hexdigest() for content in pictures}
    assert set(ExhibitFile.objects.values_list("sha256", flat=True)) == digests


def test_file_that_the_case_has_is_said_and_left_out(desk, case, amina):
    log(case, amina, content=made_of(5000, 1))
    desk.open()
    desk.fill(provider_code="NGO")
    desk.drop(("new.jpg", 4000, "image/jpeg"), ("again.jpg", 5000, "image/jpeg"))
    desk.arrived(2)
    expect(desk.page.get_by_text("Already in this case as TAJ-UN-0001.")).to_be_visible()
    desk.send()
    expect(desk.page.get_by_text("Leave them out, or say")).to_be_visible()
    desk.press("leave-out")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert [e.number for e in Exhibit.objects.order_by("sequence")] == [
        "TAJ-UN-0001",
        "TAJ-NGO-0002",
    ]
    assert not Upload.objects.exists()


def test_file_that_the_case_has_can_be_attached_all_the_same(desk, case, amina):
    log(case, amina, content=made_of(5000, 0))
    desk.open()
    desk.fill(provider_code="UN")
    desk.drop(("again.jpg", 5000, "image/jpeg"))
    desk.arrived(1)
    desk.page.set_viewport_size({"width": 1280, "height": 400})
    desk.page.locator("[name=provider_code]").scroll_into_view_if_needed()
    desk.send()
    anyway = desk.page.get_by_label("Attach them all the same")
    expect(anyway).to_be_in_viewport()  # where the page says that it is undecided
    anyway.check()
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert Exhibit.objects.count() == 2


UNREADABLE = """() => {
  const fail = (_done, failed) => failed(new DOMException("", "NotReadableError"));
  DataTransferItem.prototype.webkitGetAsEntry = () => ({
    isDirectory: true, name: "DCIM", createReader: () => ({
      readEntries(done) {
        this.readEntries = fail;
        done([{ isFile: true, name: "gone.jpg", file: fail },
              { isFile: true, name: "here.jpg", file: (give) => give(new File(["x"], "here.jpg")) }]);
      },
    }),
  });
}"""


def test_part_of_a_folder_that_cannot_be_read_is_told_and_the_rest_taken(desk):
    desk.open()
    desk.page.evaluate(UNREADABLE)
    desk.drop(("DCIM", 1, ""))
    desk.arrived(1)
    names = desk.rows("failed").locator("[data-part=name]")
    assert sorted(names.all_inner_texts()) == ["DCIM", "gone.jpg"]
    expect(desk.page.get_by_text("could not read this file or folder")).to_have_count(2)


def test_same_bytes_chosen_twice_are_left_out_at_once(desk):
    desk.open()
    desk.fill(provider_code="UN")
    desk.choose(("one.txt", "text/plain", b"same"), ("copy of one.txt", "text/plain", b"same"))
    desk.arrived(2)
    expect(desk.page.get_by_text("The same bytes as ")).to_have_count(1)
    desk.press("leave-out")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert ExhibitFile.objects.count() == 1 and not Upload.objects.exists()


def test_without_a_script_the_form_sends_the_files_itself(amina, case, live_site, new_page):
    plain = Desk(new_page(java_script_enabled=False), live_site, amina, case)
    plain.open()
    plain.choose(("a.jpg", "image/jpeg", b"\xff\xd8\xff\xe0 one"), ("b.txt", "text/plain", b"two"))
    plain.fill(provider_code="UN", shared_title="Found in the yard")
    plain.send()
    plain.page.wait_for_url("**/intake/*-*/")
    assert list(Exhibit.objects.order_by("sequence").values_list("kind", "title")) == [
        ("photograph", "Found in the yard, 1 of 2"), ("document", "Found in the yard, 2 of 2")]  # fmt: skip


def test_two_tabs_with_one_file_do_not_disturb_each_other(desk, amina, case, live_site):
    content = os.urandom(3_000_000)
    desk.open()
    desk.slow_down(500_000)
    desk.choose(("film.mp4", "video/mp4", content))
    first = desk.part_has_come(of=len(content))
    tab = Desk(desk.page.context.new_page(), live_site, amina, case)
    tab.open()
    tab.choose(("film.mp4", "video/mp4", content))
    tab.arrived(1)
    desk.slow_down(0)
    desk.arrived(1)
    digest = hashlib.sha256(content).hexdigest()
    assert list(Upload.objects.values_list("sha256", flat=True)) == [digest, digest]
    desk.fill(provider_code="UN")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    tab.fill(provider_code="UN")
    tab.send()
    tab.page.get_by_text("is already in this case, in TAJ-UN-0001").first.wait_for()
    assert ExhibitFile.objects.count() == 1 and not Upload.objects.filter(pk=first.pk).exists()


def test_form_that_comes_back_keeps_files_titles_and_order(desk):
    desk.open()
    desk.drop(("b.jpg", 5000, "image/jpeg"), ("a.pdf", 6000, "application/pdf"))
    desk.arrived(2)
    desk.page.locator("[data-part=title]").nth(0).fill("The gate")
    desk.page.locator("[data-part=kind]").nth(1).select_option("expert_report")
    desk.fill(provider_code="u n", collected_on="2999-01-01")
    desk.send()
    desk.page.locator(".error-summary").wait_for()
    desk.arrived(2)
    expect(desk.page.locator("[data-part=title]").nth(0)).to_have_value("The gate")
    desk.fill(provider_code="UN", collected_on="2019-07-03")
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert list(Exhibit.objects.order_by("sequence").values_list("kind", flat=True)) == [
        "photograph", "expert_report"]  # fmt: skip
    assert Exhibit.objects.order_by("sequence")[0].title == "The gate"


def test_what_was_left_over_is_offered_again_or_thrown_away(desk, store):
    desk.open()
    desk.drop(("one.jpg", 4000, "image/jpeg"), ("two.jpg", 5000, "image/jpeg"))
    desk.arrived(2)
    desk.open()
    expect(desk.page.get_by_text("whole or in part, and in no exhibit yet: 2")).to_be_visible()
    desk.page.get_by_label("one.jpg").check()
    desk.page.get_by_role("button", name="Use the ticked ones").click()
    desk.arrived(1)
    desk.page.get_by_label("two.jpg").check()
    with desk.page.expect_response(lambda answer: answer.request.method == "DELETE"):
        desk.page.get_by_role("button", name="Throw the ticked ones away").click()
    desk.fill(provider_code="UN")
    expect(desk.page.get_by_text("and in no exhibit yet")).to_be_hidden()
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/")
    assert unseal(ExhibitFile.objects.get(), "original_name") == "one.jpg"
    assert not Upload.objects.exists() and len(store.names()) == 1


@pytest.mark.parametrize("route", ["exhibits:exhibit_create", "exhibits:file_create"])
def test_other_forms_with_files_send_them_the_same_way(desk, case, amina, route):
    exhibit = log(case, amina)
    desk.open(route, *([exhibit.pk] if "file" in route else []))
    desk.drop(("one.jpg", 4000, "image/jpeg"), ("two.jpg", 5000, "image/jpeg"))
    desk.arrived(2)
    if "file" in route:
        desk.fill(reason="The second half")
    else:
        desk.fill(provider_code="UN", title="Two pictures")
        desk.page.locator("[name=kind]").select_option("photograph")
    desk.send()
    desk.page.wait_for_url("**/exhibits/*-*/")
    assert Exhibit.objects.order_by("sequence").last().files.count() == 2
    assert ExhibitFile.objects.count() == 2


@pytest.mark.parametrize(("width", "scheme", "language"), [
    (1280, "light", "en"), (360, "dark", "en"), (360, "light", "ar"),
])  # fmt: skip
def test_rows_in_every_state_read_well(amina, case, live_site, new_page, width, scheme, language):
    choose_language(amina, language)
    log(case, amina, content=made_of(5000, 0))
    page = new_page(width=width, height=740, color_scheme=scheme)
    desk = Desk(page, live_site, amina, case)
    desk.open()
    long = "a name that is far longer than any row of any telephone has room for.mp4"
    desk.drop(("known.jpg", 5000, "image/jpeg"), ("empty.txt", 0, "text/plain"))
    desk.arrived(1)
    desk.slow_down(300_000)
    desk.choose(*((f"{i} {long}", "video/mp4", os.urandom(2_500_000)) for i in range(5)))
    desk.rows("sending").nth(1).wait_for()
    desk.press("stop")
    desk.rows("paused").wait_for()
    expect(desk.rows("waiting").first).to_be_visible()
    expect(desk.rows("failed")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_typed_words_are_kept_as_a_draft_while_files_arrive(desk):
    desk.open()
    with held(desk.page, r"/uploads/$", "POST") as creating:
        desk.choose(("film.mp4", "video/mp4", os.urandom(2_000)))
        creating.wait_for()
        desk.fill(provider_code="UN", shared_title="Ruins of the hangar")
        desk.send()
        desk.page.get_by_text("sent by itself as soon as").wait_for()
        desk.fill(provider="Somebody")
        desk.page.locator("[name=collector]").focus()
        desk.until(lambda: [d for d in Draft.objects.all() if "Somebody" in unseal(d, "content")])
        desk.page.get_by_text("Draft saved").wait_for()
    desk.page.wait_for_url("**/intake/*-*/")
    assert Exhibit.objects.get().provider == "Somebody"


def test_fifty_files_are_in_the_case_within_three_minutes(desk):
    desk.open()
    desk.fill(provider_code="UN")
    begun = time.monotonic()
    desk.drop(*((f"IMG_{i}.jpg", 200_000 + i, "image/jpeg") for i in range(50)))
    desk.send()
    desk.page.wait_for_url("**/intake/*-*/", timeout=180_000)
    took = time.monotonic() - begun
    print(f"50 files: {took:.1f} s")
    assert Exhibit.objects.count() == ExhibitFile.objects.count() == 50 and took < 180
