"""Every hostile file ends with one name, within the limits; nothing of it is run or fetched."""

import time

import pytest
from django.urls import reverse

from casefiles.engines.processes import wait_until
from evidence.exhibits.inspection import confinement, looking
from evidence.exhibits.models import ExhibitFile, Inspection
from tests.exhibits import hostile
from tests.exhibits.samples import picture, with_ffmpeg

BAD_NAMES = ["../../etc/passwd.jpg", "nul\0.jpg", "line\r\nSet-Cookie: x=1.jpg", "gpj\u202eexe.jpg",
             "-rf.jpg", "$(touch x).jpg", "a" * 300 + ".jpg"]  # fmt: skip
PLACES = ["file:///etc/passwd", "/etc/passwd", "http://127.0.0.1:{port}/x", "concat:a|b"]


@pytest.fixture
def measured(monkeypatch):
    """Every run of a tool, as it ended."""
    ended, run = [], confinement.run

    def watched(*args, **words):
        ended.append(run(*args, **words))
        return ended[-1]

    monkeypatch.setattr(looking, "run", watched)
    return ended


@pytest.mark.parametrize("name", hostile.CORPUS)
def test_hostile_file_has_its_outcome(inspected, measured, name):
    given_name, make, kind, outcome = hostile.CORPUS[name]
    file = inspected(make(), given_name)
    found = {row.kind: str(row.outcome) for row in file.inspections.all()}
    assert found[kind] == outcome, found
    assert set(found) >= {"virus", "type", "metadata", "preview"}
    assert max(end.seconds for end in measured) < 30
    assert max(end.peak for end in measured) < 512 * confinement.MIB


@pytest.mark.parametrize("line", PLACES)
def test_playlists_are_not_followed(line):
    """As the web process takes them for video only where libmagic or a head says so, ask the looks
    themselves."""
    import socket

    from evidence.exhibits.inspection.scratch import private_folder

    with socket.create_server(("127.0.0.1", 0)) as server, private_folder(0) as folder:
        server.settimeout(0.5)
        port = server.getsockname()[1]
        (folder / "plain").write_bytes(hostile.playlist(line.format(port=port)))
        look = looking.look_at_picture(folder, "video", "video/mp4")
        assert (look.outcome, look.pictures) == ("unsupported", {})
        with pytest.raises(TimeoutError):
            server.accept()


def test_nothing_in_a_file_takes_exiftool_over():
    from evidence.exhibits.inspection.scratch import private_folder

    with private_folder(0) as folder:
        (folder / "plain").write_bytes(hostile.djvu())
        looking.look_at_metadata(folder, "picture")
        assert not (folder / "taken-over").exists()


def test_picture_of_a_video_with_too_many_pixels_is_refused(monkeypatch, inspected):
    monkeypatch.setattr(looking, "MAX_PIXELS", 1000)
    file = inspected(with_ffmpeg("mp4", "testsrc=d=1:s=320x240"), "clip.mp4")
    assert file.inspections.get(kind="preview").outcome == "too_many_pixels"


@pytest.mark.parametrize("name", BAD_NAMES)
def test_no_name_reaches_a_tool_a_folder_or_a_page(attach, client, amina, name):
    file = attach(picture(size=(40, 30)), name)
    assert file.named_as == "picture"
    client.force_login(amina)
    answer = client.get(file.exhibit.get_absolute_url())
    assert answer.status_code == 200 and name not in answer.content.decode()


def test_bombs_in_the_worker_leave_the_site_answering(
    committed_db, store, live_site, live_worker, new_page
):
    """Posted through the real form, opened by the real worker, while somebody else reads on."""
    from tests.cast import PASSWORD, make_case, make_user

    amina = make_user("Amina")
    case = make_case(amina)
    page = new_page()
    page.goto(f"{live_site}/sign-in/")
    page.fill("[name=login]", amina.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    page.goto(live_site + reverse("exhibits:exhibit_create", args=[case.pk]))
    page.fill("[name=title]", "From a stranger")
    page.fill("[name=provider_code]", "UN")
    page.select_option("[name=kind]", "document")
    names = ("endless PDF", "pixel flood, PNG", "zip bomb", "cut picture")
    bombs = [hostile.CORPUS[name] for name in names]
    page.set_input_files("[name=files]", [
        {"name": given, "mimeType": "application/octet-stream", "buffer": make()}
        for given, make, _kind, _outcome in bombs
    ])  # fmt: skip
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/exhibits/*-*-*-*-*/", timeout=60_000)
    slowest = 0.0

    def all_named():
        nonlocal slowest
        begun = time.monotonic()
        page.goto(f"{live_site}/cases/")
        slowest = max(slowest, time.monotonic() - begun)
        return Inspection.objects.filter(kind="preview").count() == len(bombs)

    assert wait_until(all_named, seconds=150, step=0.5)
    found = {(row.kind, str(row.outcome)) for row in Inspection.objects.all()}
    assert {(kind, outcome) for _given, _make, kind, outcome in bombs} <= found
    assert ExhibitFile.objects.count() == len(bombs)
    assert slowest < 5
