"""The database's disk is really full: told, nothing half, and gone on with."""

import json
import os
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse
from psycopg import sql

from casefiles.engines.user import unprivileged
from casefiles.jobs.models import Job
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import (
    CustodyEvent,
    Exhibit,
    ExhibitFile,
    IntakeItem,
    ReceivedSheet,
    Upload,
    UploadPart,
)
from evidence.exhibits.services import log_exhibit
from evidence.exhibits.sweep import sweep
from tests.exhibits.material import upload
from tests.exhibits.sending import Sender
from tests.exhibits.sheetwork import sheet_of

TABLE = ExhibitFile._meta.db_table


@pytest.fixture
def full_disk(committed_db, request):
    """A table, that of files unless told, lies on a disk of 1 MiB, which is full until `empty()`
    is called; or until `fill()`, for a test that says so."""
    table = getattr(request, "param", TABLE)
    # Not below pytest's own folders: those are closed to others whenever another run begins.
    folder = Path(tempfile.mkdtemp(prefix="casefiles-disk-"))
    mounted = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("only root may mount a small disk")
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    space = f"small_{committed_db}"
    where = folder / "space"
    where.mkdir()
    unprivileged().own(where)
    url = urlsplit(os.environ["CASEFILES_TEST_ADMIN_URL"])._replace(path=f"/{committed_db}")
    with psycopg.connect(url.geturl(), autocommit=True) as admin:
        name = sql.Identifier(space)
        admin.execute(
            sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(name, sql.Literal(str(where)))
        )
        admin.execute(
            sql.SQL("ALTER TABLE {} SET TABLESPACE {}").format(sql.Identifier(table), name)
        )
        try:
            disk = Disk(folder / "ballast")
            disk.fill()
            yield disk
            disk.empty()
        finally:
            connections.close_all()
            admin.execute(
                sql.SQL("ALTER TABLE {} SET TABLESPACE pg_default").format(sql.Identifier(table))
            )
            admin.execute(sql.SQL("DROP TABLESPACE {}").format(name))
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
            folder.rmdir()


class Disk:
    def __init__(self, ballast):
        self.ballast = ballast

    def fill(self):
        room = os.statvfs(self.ballast.parent)
        self.ballast.write_bytes(bytes(room.f_bavail * room.f_frsize))

    def empty(self):
        self.ballast.unlink(missing_ok=True)


def test_service_leaves_neither_row_nor_file_and_goes_on_afterwards(casework, full_disk, store):
    amina, case = casework

    def log():
        exhibit = Exhibit(case=case, title="Report", provider_code="UN", kind="document")
        given = [NewFile.of_bytes(b"content", "report.pdf")]
        return log_exhibit(exhibit, by=amina, reason="logged by a test", files=given)

    with pytest.raises(OperationalError, match="No space left"):
        log()
    assert not Exhibit.objects.exists() and store.names() == set()
    full_disk.empty()
    stored = log().files.get()
    assert store.names() == {stored.object_name}


def test_form_is_told_and_can_be_sent_again(casework, full_disk, store):
    amina, case = casework
    client = Client(raise_request_exception=False)
    client.force_login(amina)
    address = reverse("exhibits:exhibit_create", args=[case.pk])
    fields = {
        "provider_code": "UN", "kind": "document", "title": "Report", "upload_complete": "1",
        "confidentiality": "confidential", "file_role": "evidentiary_copy",
        "token": client.get(address).context["form"]["token"].value(),
    }  # fmt: skip
    answer = client.post(address, {**fields, "files": [upload()]})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "The disk of the database is full. Nothing was saved" in page and "Report" in page
    assert not Exhibit.objects.exists() and store.names() == set()
    full_disk.empty()
    assert client.post(address, {**fields, "files": [upload()]}).status_code == 302
    assert sweep(store).missing == [] and len(store.names()) == 1


def of(model):
    return pytest.mark.parametrize("full_disk", [model._meta.db_table], indirect=True)


def signed_in(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def shown(client, address):
    """What a form posts back of itself."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False, [])}


@pytest.mark.parametrize(
    "full_disk", [each._meta.db_table for each in (Exhibit, CustodyEvent, IntakeItem, Job)],
    indirect=True,
)  # fmt: skip
def test_intake_keeps_what_was_sent_and_typed(casework, full_disk, store, settings):
    settings.UPLOAD_FREE_BYTES = 0
    amina, case = casework
    urls = [Sender(amina, case).send(b"file %d" % number) for number in range(3)]
    sent, client = store.names(), signed_in(amina)
    address = reverse("exhibits:intake", args=[case.pk])
    named = [{"id": url.rstrip("/").rpartition("/")[2]} for url in urls]
    fields = {**shown(client, address), "provider_code": "UN", "upload_complete": "1",
              "uploads": json.dumps(named), f"title_{named[0]['id']}": "The gate"}  # fmt: skip
    answer = client.post(address, fields)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Nothing was saved" in page and "The gate" in page
    assert all(each["id"] in page for each in named)
    assert not Exhibit.objects.exists() and store.names() == sent
    assert Upload.objects.filter(state="ready").count() == 3
    full_disk.empty()
    assert client.post(address, fields).status_code == 302
    assert Exhibit.objects.filter(title="The gate").exists() and Exhibit.objects.count() == 3
    assert store.names() == sent and not Upload.objects.exists()


@of(UploadPart)
def test_piece_that_finds_no_room_is_told_and_sent_again(casework, full_disk, store, settings):
    settings.UPLOAD_FREE_BYTES = 0
    amina, case = casework
    sender = Sender(amina, case)
    sender.client.raise_request_exception = False
    url = sender.begin(8)["Location"]
    answer = sender.patch(url, 0, b"12345678")
    assert answer.status_code == 507 and "What has arrived is kept" in answer.content.decode()
    assert Upload.objects.get().offset == 0 and sender.head(url)["Upload-Offset"] == "0"
    full_disk.empty()
    assert sender.patch(url, 0, b"12345678").status_code == 204
    assert Upload.objects.get().state == "ready" and len(store.names()) == 1


@of(Upload)
def test_upload_that_cannot_begin_is_told(casework, full_disk, settings):
    settings.UPLOAD_FREE_BYTES = 0
    amina, case = casework
    sender = Sender(amina, case)
    sender.client.raise_request_exception = False
    answer = sender.begin(8)
    assert answer.status_code == 507 and "no room" in answer.content.decode()
    full_disk.empty()
    assert sender.begin(8).status_code == 201


@of(CustodyEvent)
def test_step_of_one_transaction_is_undone_and_its_page_says_what_to_do(casework, full_disk):
    amina, case = casework
    exhibit = log_exhibit(
        Exhibit(case=case, title="A thing", provider_code="UN", kind="physical_item"),
        by=amina, reason="logged by a test",
    )  # fmt: skip
    client = signed_in(amina)
    address = reverse("exhibits:custody_create", args=[case.pk, exhibit.pk])
    fields = {**shown(client, f"{address}?kind=collected"), "happened_on": "", "why": "x",
              "known_day": "2019-07-03", "to_holder": "Team", "zone": "UTC"}  # fmt: skip
    answer = client.post(f"{address}?kind=collected", fields)
    assert answer.status_code == 503
    assert "once they have made room, send it again" in answer.content.decode()
    assert not exhibit.custody.exists()
    full_disk.empty()
    assert client.post(f"{address}?kind=collected", fields).status_code == 302
    assert exhibit.custody.count() == 1


@of(ReceivedSheet)
def test_sheet_is_told_and_can_be_sent_again(casework, full_disk):
    amina, case = casework
    client = signed_in(amina)
    address = reverse("exhibits:sheet_create", args=[case.pk])

    def send():
        return client.post(address, {"sheet": SimpleUploadedFile("a.csv", sheet_of({}))})

    answer = send()
    assert answer.status_code == 503 and "nothing was saved" in answer.content.decode()
    assert not ReceivedSheet.objects.exists()
    full_disk.empty()
    assert send().status_code == 302
