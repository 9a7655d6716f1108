"""The custody sheet: what is frozen, what is printed, who may, and what must never be in it."""

import json
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.urls import reverse

from casefiles.audit.models import Reading
from casefiles.audit.services import record
from casefiles.engines.processes import wait_until
from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from evidence.exhibits.models import CustodyEvent, PhysicalItem, WebCapture
from evidence.exhibits.services import add_custody_event, name_reader
from evidence.exhibits.store import store
from reports.dossiers.models import CustodySheet, CustodySheetFile
from reports.dossiers.rendering.reading import everything_in
from reports.dossiers.services import request_sheet
from tests import leases
from tests.cast import join, make_case, make_user
from tests.dossiers.casework import ARABIC, SHA256, WHY, fill

FINDER = "Zorbina Finder-Canary"


def hand_over(exhibit, by, day, giver, taker, **words):
    event = CustodyEvent(
        exhibit=exhibit, kind="transferred", happened_at=datetime(2019, 7, day, 9, tzinfo=UTC),
        from_holder=giver, to_holder=taker, why="Handed over", **words,
    )  # fmt: skip
    return add_custody_event(event, by=by)


def make_item(exhibit, by, **words):
    item = PhysicalItem(case=exhibit.case, exhibit=exhibit, finder=FINDER,
                        found_by="a resident", **words)  # fmt: skip
    record(item, by=by, reason=WHY)
    return item


@pytest.fixture
def thing(work, amina):
    """TAJ-UN-0012, a thing with a finder, a hand-over and a gap."""
    exhibit = work.exhibit("UN", 12, title=ARABIC, kind="physical_item", content=b"a photograph")
    make_item(exhibit, amina, seal="A 1042", earliest_date="2019-07-02", latest_date="2019-07-02")
    hand_over(exhibit, amina, 3, "Finder", "Team", seal="A 1042")
    hand_over(exhibit, amina, 9, "Police", "Evidence room", seal="A 1042")
    return exhibit


@pytest.fixture
def ask(elias):
    def request(exhibit, by=elias):
        return request_sheet(exhibit, "For the registry.", by=by, token=uuid.uuid4())

    return request


def made(sheet):
    run_job(str(sheet.job_id))
    return CustodySheet.objects.get(pk=sheet.pk)


def pdf_of(sheet):
    with store().open(sheet.file.object_name) as stored:
        return stored.read()


def test_sheet_prints_the_log_its_gap_the_files_and_the_digests(thing, ask, words):
    sheet = made(ask(thing))
    text = words(pdf_of(sheet))
    contents = json.loads(sheet.contents)
    assert sheet.job.state == Job.State.DONE and contents["gaps"] == 1
    said = "No record of how it went from Team to Police: 6 days, 3 to 9 July 2019."
    assert "GAP" in text and said in text
    squeezed = text.replace(" ", "")
    for digest in (sheet.digest, contents["edition"]["change"], thing.files.get().sha256):
        assert digest in squeezed
    assert "A 1042" in text and "a resident; the name is on record and sealed" in text
    assert "Given by: name, signature" in text


def test_sheet_of_a_web_capture_prints_its_address_and_the_court_minimum(work, ask, words):
    page = work.exhibit("WEB", 30, kind="web_capture", content=b"<!doctype html><html>")
    work.add(WebCapture, exhibit=page, url="https://example.org/a/post", ip_used="192.0.2.77")
    text = words(pdf_of(made(ask(page))))
    assert "https://example.org/a/post" in text.replace(" ", "") and "192.0.2.77" not in text
    assert "not met; missing:" in text and "a full-page capture" in text
    assert "Its files are in the store of this case." in text


def test_every_page_carries_exhibit_number_and_page_of_pages(thing, ask, amina):
    for day in range(10, 28):
        hand_over(thing, amina, day, "Evidence room", "Evidence room", condition=ARABIC * 3)
    sheet = made(ask(thing))
    total = sheet.file.pages
    assert total > 2
    for page in range(1, total + 1):
        done = subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), "-", "-"],
            input=pdf_of(sheet), capture_output=True, check=True,
        )  # fmt: skip
        text = done.stdout.decode()
        assert "TAJ-UN-0012" in text and f"Page {page} of {total}" in text


def test_neither_finder_nor_original_name_is_in_the_file(thing, ask):
    sheet = made(ask(thing))
    everything = " ".join(everything_in(pdf_of(sheet)))
    assert "Finder-Canary" not in sheet.contents + everything
    assert "the name it came with" not in sheet.contents + everything
    assert "sealed" in everything


def test_finder_named_in_the_log_stops_the_sheet(thing, ask, amina):
    hand_over(thing, amina, 20, "Evidence room", FINDER)
    sheet = made(ask(thing))
    assert (sheet.job.state, sheet.job.error_code) == (Job.State.FAILED, "leak")
    assert not CustodySheetFile.objects.exists() and not sheet.can_be_retried


def test_sheet_does_not_vouch_for_bytes_that_are_gone(thing, ask):
    """The first says nothing of it and is refused; the failed check is on record; the next says it."""
    sheet = ask(thing)
    file = thing.files.get()
    store().discard(file.object_name)
    refused = made(sheet)
    assert (refused.job.state, refused.job.error_code) == (Job.State.FAILED, "fixity")
    assert thing.custody.last().why == "Read again for custody sheet 1."
    text = " ".join(everything_in(pdf_of(made(ask(thing)))))
    assert "CHECK FAILED" in text and "the file is gone" in text


def test_same_contents_give_the_same_bytes(thing, ask):
    from reports.dossiers.rendering.custody import render_sheet

    sheet = ask(thing)
    one, other = (
        render_sheet(json.loads(sheet.contents), sheet.digest, lambda *_: None).pdf
        for _ in range(2)
    )
    assert one == other


def test_later_entries_do_not_change_a_frozen_sheet(thing, ask, amina, words):
    sheet = ask(thing)
    hand_over(thing, amina, 25, "Evidence room", "Somebody later")
    assert "Somebody later" not in words(pdf_of(made(sheet)))


def test_who_asks_and_who_takes_it_away(client, thing, ask, work, amina, boris, dalia, chloe):
    for person in (boris, dalia, chloe):
        with pytest.raises(PermissionDenied):
            ask(thing, by=person)
    sheet = made(ask(thing, by=amina))
    address = reverse("dossiers:sheet_download", args=[work.case.pk, sheet.pk])
    for person, status in ((dalia, 403), (chloe, 404), (boris, 200)):
        before = Reading.objects.count()
        client.force_login(person)
        answer = client.get(address)
        assert answer.status_code == status
        assert Reading.objects.count() - before == (status == 200)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="custody-{sheet.file.sha256[:8]}.pdf"'
    )
    assert b"".join(answer.streaming_content) == pdf_of(sheet)


def test_sheet_of_a_hidden_exhibit_is_unknown_to_who_may_not_see_it(
    client, thing, ask, work, amina, boris
):
    sheet = made(ask(thing, by=amina))
    thing.named_readers_only = True
    record(thing, by=amina, reason=WHY)
    name_reader(thing, amina, by=amina, reason=WHY)
    client.force_login(boris)
    for name in ("sheet_detail", "sheet_download"):
        url = reverse(f"dossiers:{name}", args=[work.case.pk, sheet.pk])
        assert client.get(url).status_code == 404
    register = client.get(reverse("dossiers:dossier_list", args=[work.case.pk])).content.decode()
    assert "TAJ-UN-0012" not in register and "Custody sheet" not in register


def test_page_asks_and_shows_it_with_the_state_of_its_stored_bytes(client, work, elias):
    client.force_login(elias)
    exhibit = work.visit
    page = client.get(exhibit.get_absolute_url()).content.decode()
    url = reverse("dossiers:sheet_create", args=[work.case.pk, exhibit.pk])
    assert url in page
    token = client.get(url).context["form"]["token"].value()
    posts = [client.post(url, {"why": "For the registry.", "token": token}) for _ in range(2)]
    sheet = CustodySheet.objects.get()
    assert {post.url for post in posts} == {sheet.get_absolute_url()}
    sheet = made(sheet)
    page = client.get(sheet.get_absolute_url()).content.decode()
    assert sheet.file.sha256 in page and "Not read again yet since it was stored." in page
    assert "Custody sheet 1" in client.get(exhibit.get_absolute_url()).content.decode()
    assert SHA256 in sheet.contents


def test_two_posts_at_the_same_instant_make_one_sheet(committed_db):
    amina = make_user("Amina")
    work = fill(make_case(amina), amina)
    token = uuid.uuid4()

    def ask_for_it(_number):
        try:
            return request_sheet(work.visit, "Once.", by=amina, token=token).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask_for_it, range(4))) == [1, 1, 1, 1]
    assert CustodySheet.objects.count() == 1


def test_killed_worker_ends_with_exactly_one_sheet(live_beat, live_worker):
    amina = make_user("Amina")
    case = make_case(amina)
    elias = join(case, make_user("Elias"), "counsel")
    work = fill(case, amina)
    for number in range(400):
        hand_over(work.visit, amina, 21, "Evidence room", f"Evidence room {number}")
    before = store().names()
    sheet = request_sheet(work.visit, "For the registry.", by=elias, token=uuid.uuid4())

    def job():
        return Job.objects.get(pk=sheet.job_id)

    assert wait_until(lambda: job().state == Job.State.RUNNING and job().steps, seconds=40)
    live_worker.kill()
    assert job().state == Job.State.RUNNING and not CustodySheetFile.objects.exists()
    leases.run_out()
    live_worker.start()
    assert wait_until(lambda: job().is_finished, seconds=120), job()
    time.sleep(1)
    assert (job().state, job().attempt) == (Job.State.DONE, 2)
    file = CustodySheetFile.objects.get()
    assert file.sheet == sheet and store().names() - before == {file.object_name}
