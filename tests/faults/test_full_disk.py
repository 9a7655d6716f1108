"""A disk that is really full, at each place where an upload writes: told, and gone on with."""

import hashlib
import os
import subprocess

import pytest
from django.urls import reverse

from evidence.exhibits import quotas
from evidence.exhibits.models import Exhibit, Upload
from evidence.exhibits.store.staging import staging_folder
from tests.exhibits.material import upload as chosen
from tests.exhibits.sending import Sender

MIB = 1 << 20
pytestmark = pytest.mark.django_db


@pytest.fixture
def small_disk(store, settings):
    """The store lies on a disk of 4 MiB; `fill(but)` leaves so many bytes free, `empty()` all."""
    folder = settings.FILES_DIR
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


class SmallDisk:
    def __init__(self, folder):
        self.folder, self.ballast = folder, folder / "ballast"

    def fill(self, but=0):
        room = os.statvfs(self.folder)
        self.ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - but)))

    def empty(self):
        self.ballast.unlink()


@pytest.fixture
def sender(amina, case):
    return Sender(amina, case)


@pytest.fixture
def unforeseen(monkeypatch):
    """Somebody else takes the room after it was found sufficient."""
    monkeypatch.setattr(quotas, "check_disk", lambda _more: None)


def parts():
    return [path for path in staging_folder().rglob("*") if path.is_file()]


def row(url):
    return Upload.objects.get(pk=url.rstrip("/").rpartition("/")[2])


def test_upload_is_not_begun_where_there_is_no_room(sender, small_disk):
    answer = sender.begin(3 * MIB)
    assert answer.status_code == 507 and "no room" in answer.content.decode()
    assert not Upload.objects.exists()
    assert sender.begin(MIB).status_code == 201


def test_piece_that_finds_no_room_is_told_and_sent_again(sender, small_disk, unforeseen, store):
    content = os.urandom(MIB)
    url = sender.begin(len(content))["Location"]
    assert sender.patch(url, 0, content[:300_000]).status_code == 204
    small_disk.fill(but=200_000)
    answer = sender.patch(url, 300_000, content[300_000:])
    assert answer.status_code == 507 and "no room" in answer.content.decode()
    assert sender.head(url)["Upload-Offset"] == "300000" and len(parts()) == 1
    small_disk.empty()
    assert sender.patch(url, 300_000, content[300_000:]).status_code == 204
    assert row(url).sha256 == hashlib.sha256(content).hexdigest()


def test_object_that_finds_no_room_is_told_and_made_again(sender, small_disk, unforeseen, store):
    content = os.urandom(MIB)
    url = sender.begin(len(content))["Location"]
    small_disk.fill(but=MIB + 300_000)
    answer = sender.patch(url, 0, content)
    assert answer.status_code == 507 and "What has arrived is kept" in answer.content.decode()
    assert row(url).error_code == "no_room" and len(parts()) == 1
    assert store.names() == set() and list(store.unfinished()) == []
    small_disk.empty()
    assert sender.patch(url, len(content), b"").status_code == 204
    with store.open(row(url).object_name) as stored:
        assert stored.read() == content
    assert parts() == []


@pytest.mark.parametrize("free", [0, 100_000, 700_000])
def test_form_that_finds_no_room_is_told_by_name(sender, small_disk, store, case, free):
    """While it arrives, and while it is stored."""
    address = reverse("exhibits:exhibit_create", args=[case.pk])
    form = sender.client.get(address).context["form"]
    fields = {
        "provider_code": "UN", "kind": "document", "title": "Film", "upload_complete": "1",
        "confidentiality": "confidential", "file_role": "evidentiary_copy",
        "token": form["token"].value(),
    }  # fmt: skip
    small_disk.fill(but=free)
    answer = sender.client.post(address, {**fields, "files": [chosen(bytes(500_000), "film.mp4")]})
    assert answer.status_code == 422 and not Exhibit.objects.exists()
    said = str(answer.context["form"].errors)
    assert "no room for “film.mp4”" in said if free < 500_000 else "has no room" in said
    assert store.names() == set() and list(store.unfinished()) == []
    small_disk.empty()
    answer = sender.client.post(address, {**fields, "files": [chosen(bytes(500_000), "film.mp4")]})
    assert answer.status_code == 302 and Exhibit.objects.get().files.get().size == 500_000
