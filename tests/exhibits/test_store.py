"""The store: what it promises of every object, and what a failure leaves."""

import hashlib
import os
import subprocess
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from casefiles.sealing.models import SubjectKey
from evidence.exhibits.intake import NewFile, only_if_recorded, store_all
from evidence.exhibits.media import sniff
from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.reading import Damaged, checked_chunks, checked_range
from evidence.exhibits.store import Missing
from evidence.exhibits.sweep import recorders
from tests.exhibits.behind import damage, grow_old, leave_half, raw, replace
from tests.exhibits.material import PDF
from tests.plugins.object_store import PLACES

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("place", PLACES)]


def test_digest_is_that_of_hashlib_and_of_sha256sum(store):
    content = os.urandom(3 * 1024 * 1024 + 7)
    written = store.write(content[i : i + 70_000] for i in range(0, len(content), 70_000))
    said = subprocess.run(["sha256sum"], input=content, capture_output=True, check=True)
    assert written.sha256 == hashlib.sha256(content).hexdigest() == said.stdout.decode().split()[0]
    assert written.size == len(content)
    with store.open(written.name) as stored:
        assert stored.read() == content and stored.size == len(content)


def test_what_is_on_the_disk_is_not_what_came_in(store):
    content = b"SEALED-DEMO-VALUE" * 1000
    same, other = store.write([content]), store.write([content])
    disk = [raw(store, each.name) for each in (same, other)]
    assert all(b"SEALED-DEMO-VALUE" not in stored for stored in disk)
    assert disk[0][20:] != disk[1][20:]  # a key each


def test_what_was_never_recorded_leaves_no_key_behind(store):
    written = store.write([b"content"])
    assert SubjectKey.objects.filter(subject=uuid.UUID(written.name)).exists()
    store.discard(written.name)
    assert not SubjectKey.objects.filter(subject=uuid.UUID(written.name)).exists()


def test_half_a_file_is_no_object(store):
    def breaks_off():
        yield b"the first part"
        raise EOFError

    with pytest.raises(EOFError):
        store.write(breaks_off())
    assert store.names() == set() and list(store.unfinished()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "\n"])
def test_nothing_but_an_object_can_be_opened(store, name):
    with pytest.raises(Missing):
        store.open(name)


def test_recorded_files_stay_and_unrecorded_ones_go(store, exhibit):
    kept = store.names()
    with pytest.raises(ZeroDivisionError):
        with only_if_recorded():
            store_all([NewFile.of_bytes(b"never recorded", "a.txt")])
            assert len(store.names()) == 2
            raise ZeroDivisionError
    assert store.names() == kept == {exhibit.files.get().object_name}


def test_rolled_back_request_leaves_no_file(store, log):
    with pytest.raises(ZeroDivisionError):
        with only_if_recorded(), transaction.atomic():
            log(content=PDF)
            assert len(store.names()) == 1
            raise ZeroDivisionError
    assert store.names() == set()


def test_broken_database_keeps_the_file_for_the_sweep(store, log):
    """Whether a commit came through is not known then: a file too many is the lesser evil."""
    with pytest.raises(DatabaseError):
        with transaction.atomic(), only_if_recorded():
            log(content=PDF)
            with connection.cursor() as cursor:
                cursor.execute("SELECT no_such_column")
    assert len(store.names()) == 1


def test_empty_file_is_refused_by_name(store, log):
    with pytest.raises(ValidationError, match=r"report\.pdf.*is empty"):
        log(content=b"")
    assert store.names() == set()


def test_content_that_changed_on_its_way_is_refused(store):
    file = NewFile.of_bytes(b"altered", "a.txt")
    file.expected = hashlib.sha256(b"as it arrived").hexdigest()
    with pytest.raises(ValidationError, match="changed between arriving"), only_if_recorded():
        store_all([file])
    assert store.names() == set()


@pytest.mark.parametrize("how", ["flipped", "cut", "gone", "swapped", "emptied"])
def test_damaged_file_is_found_before_its_first_byte_is_sent(store, exhibit, log, how):
    file = exhibit.files.get()
    damage(store, file, how, other=log(content=PDF).files.get())
    with pytest.raises(Damaged):
        checked_chunks(file)
    with pytest.raises(Damaged):
        checked_range(file, 3, 5)


def test_every_flipped_byte_of_an_object_is_found(store, exhibit):
    file = exhibit.files.get()
    whole = raw(store, file.object_name)
    for position in range(len(whole)):
        flipped = whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :]
        replace(store, file.object_name, flipped)
        with pytest.raises(Damaged):
            checked_chunks(file)
    replace(store, file.object_name, whole)
    assert b"".join(checked_chunks(file)) == PDF


def test_disk_that_errs_is_no_crash(exhibit, monkeypatch):
    def broken(self, index, sealed):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("casefiles.sealing.records.RecordReader._open", broken)
    with pytest.raises(Damaged):
        checked_chunks(exhibit.files.get())


def test_large_damaged_file_breaks_off_before_its_end(store, log, monkeypatch):
    monkeypatch.setattr("evidence.exhibits.reading.CHECKED_BEFORE_SENDING", 10)
    file = log(content=os.urandom(2 * 1024 * 1024 + 5)).files.get()
    assert b"".join(checked_chunks(file)) == store.open(file.object_name).read()
    damage(store, file, "flipped")
    sent = bytearray()
    with pytest.raises(Damaged):
        for chunk in checked_chunks(file):
            sent += chunk
    assert len(sent) < file.size


def test_sweep_lists_old_orphans_and_removes_them_only_when_told(store, exhibit, capsys):
    orphan, half = store.write([b"left by a crash"]), leave_half(store)
    grow_old()
    call_command("sweep_store", skip_checks=False)  # as from a shell
    assert orphan.name not in capsys.readouterr().out  # somebody may be recording it now
    call_command("sweep_store", "--hours=0")
    said = capsys.readouterr().out
    assert orphan.name in said and half in said
    assert orphan.name in store.names()
    call_command("sweep_store", "--delete", "--hours=0")
    assert store.names() == {exhibit.files.get().object_name}
    assert list(store.unfinished()) == []


def test_sweep_names_rows_without_file(store, exhibit, capsys):
    store.discard(exhibit.files.get().object_name)
    with pytest.raises(CommandError, match="Restore"):
        call_command("sweep_store")
    assert f"MISSING: file {exhibit.number}-1.pdf" in capsys.readouterr().out


def test_sweep_asks_every_room_that_stores_files():
    """Another room's files would otherwise be taken for orphans, and removed."""
    kinds = {model._meta.label for model in recorders()}
    assert kinds == {"exhibits.ExhibitFile", "exhibits.Upload", "exhibits.Rendition",
                     "dossiers.DossierFile", "dossiers.CustodySheetFile"}  # fmt: skip


def test_sweep_refuses_to_empty_what_looks_like_another_sites_store(store, db):
    for content in range(11):
        store.write([b"%d" % content])
    grow_old()
    with pytest.raises(CommandError, match="another site"):
        call_command("sweep_store", "--delete", "--hours=0")
    assert len(store.names()) == 11


def test_sweep_leaves_what_only_a_newer_copy_of_the_database_knows(store, exhibit, capsys):
    """An older copy was put back: of what came in since it holds neither rows nor keys."""
    since, crashed = store.write([b"came in since"]).name, store.write([b"left by a crash"]).name
    SubjectKey.objects.filter(subject=uuid.UUID(since)).delete()
    grow_old()
    call_command("sweep_store", "--delete", "--hours=0", "--even-if-most")
    said = capsys.readouterr().out
    assert f"NOT OF THIS DATABASE: {since}" in said and "1 removed" in said
    assert store.names() == {exhibit.files.get().object_name, since} and crashed in said
    with pytest.raises(CommandError, match="1 files are not of this database, not 2"):
        call_command("sweep_store", "--delete", "--hours=0", "--foreign=2")
    call_command("sweep_store", "--hours=0", "--foreign=1")
    assert since in store.names()
    call_command("sweep_store", "--delete", "--hours=0", "--foreign=1")
    assert store.names() == {exhibit.files.get().object_name}


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(20), "video/mp4"),
        (b"PK\x03\x04" + bytes(20) + b"word/document.xml",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04" + bytes(20) + b"photo.jpg", "application/zip"),
        ("Протокол осмотра\n".encode() * 900, "text/plain"),
        (bytes(range(256)), "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)  # fmt: skip
def test_type_is_told_by_the_first_bytes(head, media_type):
    assert sniff(head[:8192]) == media_type


def test_no_row_is_without_an_object(store, log):
    for number in range(3):
        log(content=b"%d" % number)
    assert set(ExhibitFile.objects.values_list("object_name", flat=True)) == store.names()
