"""The database's disk is really full: told, nothing half, and gone on with."""

import os
import subprocess
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse
from psycopg import sql

from casefiles.engines.user import unprivileged
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit, ExhibitFile
from evidence.exhibits.services import log_exhibit
from evidence.exhibits.sweep import sweep
from tests.exhibits.material import upload

TABLE = ExhibitFile._meta.db_table


@pytest.fixture
def full_disk(committed_db, tmp_path_factory):
    """The table of files lies on a disk of 1 MiB, which is full until `empty()` is called."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    for parent in list(folder.parents)[:3]:
        parent.chmod(0o755)  # pytest's own folders; PostgreSQL runs as somebody else
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
            sql.SQL("ALTER TABLE {} SET TABLESPACE {}").format(sql.Identifier(TABLE), name)
        )
        try:
            disk = Disk(folder / "ballast")
            disk.fill()
            yield disk
            disk.empty()
        finally:
            connections.close_all()
            admin.execute(
                sql.SQL("ALTER TABLE {} SET TABLESPACE pg_default").format(sql.Identifier(TABLE))
            )
            admin.execute(sql.SQL("DROP TABLESPACE {}").format(name))
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


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
    assert answer.status_code == 500
    assert "either entirely saved or not at all" in answer.content.decode()
    assert not Exhibit.objects.exists() and store.names() == set()
    full_disk.empty()
    assert client.post(address, {**fields, "files": [upload()]}).status_code == 302
    assert sweep(store).missing == [] and len(store.names()) == 1
