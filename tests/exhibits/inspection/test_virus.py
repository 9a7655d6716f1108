"""What the virus scanner holds back, and who lets it go."""

import shutil
import tempfile
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from evidence.exhibits.doctor import virus_scanner
from evidence.exhibits.inspection import scanning
from evidence.exhibits.inspection.asking import ask_for_inspection
from evidence.exhibits.models import Inspection, QuarantineRelease, Rendition
from evidence.exhibits.quarantine import held_because
from evidence.exhibits.services.quarantine import inspect_new, release, rescan
from tests.exhibits.samples import look_into, outcomes, picture
from tests.exhibits.scanners import EICAR, LARGEST, real_clamd, stand_in

NOBODY = "127.0.0.1:1"


@pytest.fixture
def scanner(settings):
    """A scanner that works."""
    with stand_in() as address:
        settings.CLAMD = address
        yield address


@pytest.mark.skipif(shutil.which("clamd") is None, reason="clamd is not installed")
def test_real_clamd_finds_clears_and_refuses(settings):
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, real_clamd(Path(folder)) as path:
        settings.CLAMD = path
        assert scanning.answers().startswith("ClamAV ")
        assert virus_scanner().fit
        found = scanning.scan(iter([EICAR]))
        assert (found.outcome, found.signature) == ("infected", "Test.Eicar.UNOFFICIAL")
        assert scanning.scan(iter([picture(size=(40, 30))])).outcome == "clean"
        too_much = iter([bytes(LARGEST)] * 5)
        assert scanning.scan(too_much).outcome == "scanner_refused"


@pytest.mark.parametrize(("mood", "outcome"), [
    ("error", "scanner_refused"), ("silent", "scanner_refused"), ("garbage", "scanner_unreachable"),
    ("hangs up", "scanner_refused"), ("well", "clean"),
])  # fmt: skip
def test_only_a_clear_answer_clears(settings, mood, outcome):
    with stand_in(mood) as address:
        settings.CLAMD = address
        assert scanning.scan(iter([b"words"])).outcome == outcome


def test_infected_file_is_closed_to_everyone(attach, scanner, client, case, members, look_into):
    file = attach(picture(size=(60, 40)) + EICAR, "photo.jpg")
    assert held_because(file) == "waiting"
    file = look_into(file)
    assert outcomes(file) == {"virus": "infected"} and held_because(file) == "infected"
    download = reverse("exhibits:file_download", args=[case.pk, file.pk])
    metadata = reverse("exhibits:file_metadata", args=[case.pk, file.pk])
    for person in (members.amina, members.boris, members.elias):
        client.force_login(person)
        answer = client.get(download)
        assert answer.status_code == 403 and EICAR not in answer.content
        page = client.get(file.exhibit.get_absolute_url()).content.decode()
        assert "Held back: the virus scanner found something" in page and download not in page
        assert client.post(metadata).status_code == 403
    assert not Rendition.objects.exists()
    client.force_login(members.amina)
    assert "The virus scanner found something" in client.get(download).content.decode()


def test_file_waits_until_it_was_scanned(attach, scanner, client, case, amina, look_into):
    file = attach(picture(size=(60, 40)))
    client.force_login(amina)
    download = reverse("exhibits:file_download", args=[case.pk, file.pk])
    assert client.get(download).status_code == 403
    file = look_into(file)
    assert outcomes(file)["virus"] == "clean" and client.get(download).status_code == 200
    row = file.inspections.get(kind="virus")
    assert (row.tool, row.tool_version) == ("clamd", "Stand-in 1/0/today")


def test_silent_scanner_holds_until_it_answers(attach, settings, look_into):
    settings.CLAMD = NOBODY
    file = look_into(attach(picture(size=(60, 40))))
    assert outcomes(file) == {"virus": "scanner_unreachable"} and not virus_scanner().fit
    assert rescan() == 0 and held_because(file)
    with stand_in() as address:
        settings.CLAMD = address
        assert rescan() == 1
        file = look_into(file, attempt=2)
        assert not held_because(file) and outcomes(file)["preview"] == "done"
        assert rescan() == 0
    assert file.inspections.filter(kind="virus").count() == 2  # nothing was replaced


def test_clean_file_stays_open_when_the_scanner_is_gone(attach, scanner, settings, look_into):
    file = look_into(attach(picture(size=(60, 40))))
    settings.CLAMD = NOBODY
    ask_for_inspection(file)
    assert not held_because(look_into(file, attempt=2))


def test_taking_the_scanner_away_frees_nothing(attach, scanner, settings, look_into):
    file = look_into(attach(EICAR, "note.txt"))
    settings.CLAMD = ""
    ask_for_inspection(file)
    file = look_into(file, attempt=2)
    assert outcomes(file)["virus"] == "not_scanned" and held_because(file) == "infected"


def test_without_a_scanner_files_are_open_and_said_to_be_unscanned(inspected, client, amina):
    file = inspected(picture(size=(60, 40)))
    client.force_login(amina)
    assert (
        "Not scanned for viruses." in client.get(file.exhibit.get_absolute_url()).content.decode()
    )
    assert virus_scanner().fit and "not scanned" in virus_scanner().found


def test_lead_releases_with_a_reason_that_stays_on_record(
    attach, scanner, client, case, members, look_into
):
    file = look_into(attach(EICAR, "sample.txt"))
    address = reverse("exhibits:file_release", args=[case.pk, file.pk])
    client.force_login(members.boris)
    assert client.get(address).status_code == 403
    with pytest.raises(PermissionDenied):
        release(file, by=members.boris, reason="I want it")
    client.force_login(members.amina)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "The test file itself"}).status_code == 302
    let_go = QuarantineRelease.objects.get()
    assert (let_go.actor, let_go.why) == (members.amina, "The test file itself")
    event = file.exhibit.custody.order_by("sequence").last()
    assert event.why == "The test file itself" and "released from quarantine" in event.condition
    assert client.get(reverse("exhibits:file_download", args=[case.pk, file.pk])).status_code == 200
    with pytest.raises(ValidationError):
        release(file, by=members.amina, reason="again")
    # The release has asked for the looks that were not taken.
    assert not held_because(look_into(file, attempt=2))
    assert file.inspections.filter(attempt=2, kind="type").exists()


def test_release_of_what_was_never_scanned_ends_with_an_answer(attach, settings, amina, look_into):
    settings.CLAMD = NOBODY
    file = look_into(attach(EICAR, "note.txt"))
    release(file, by=amina, reason="It cannot wait")
    assert not held_because(look_into(file, attempt=2))
    with stand_in() as address:
        settings.CLAMD = address
        ask_for_inspection(file)
        assert held_because(look_into(file, attempt=3)) == "infected"


def test_what_waits_cannot_be_released(attach, scanner, amina):
    with pytest.raises(ValidationError):
        release(attach(b"words", "a.txt"), by=amina, reason="in a hurry")


def test_files_from_before_are_looked_into(attach):
    from casefiles.jobs.models import Job

    file = attach(b"words", "a.txt")
    Job.objects.all().delete()
    assert inspect_new() == 1
    look_into(file)
    assert Inspection.objects.filter(file=file).exists() and inspect_new() == 0
