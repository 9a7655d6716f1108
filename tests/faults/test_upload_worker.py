"""kill -9 of the worker that puts a large upload together, at the stages where it could hurt."""

import hashlib
import os

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from casefiles.engines.processes import wait_until
from casefiles.jobs.models import Job
from evidence.exhibits.models import Upload, UploadPart
from evidence.exhibits.services.receiving import begin, receive_part
from evidence.exhibits.store.staging import staging_folder
from tests import leases

MIB = 1 << 20
CONTENT = os.urandom(9 * MIB)


@pytest.fixture
def received(casework):
    """An upload whose last byte has come, and that waits for a worker."""
    amina, case = casework
    upload = begin(case, by=amina, size=len(CONTENT), name="film.mp4")
    for start in range(0, len(CONTENT), 4 * MIB):
        upload = receive_part(upload, start, [CONTENT[start : start + 4 * MIB]])
    return upload


def job():
    return Job.objects.get()


def ends_well(store, upload):
    """One finished job, one object, and nothing of what the killed worker had begun."""
    assert wait_until(lambda: job().is_finished, seconds=120), job()
    assert (job().state, job().attempt) == (Job.State.DONE, 2)
    upload.refresh_from_db()
    assert upload.sha256 == hashlib.sha256(CONTENT).hexdigest()
    with store.open(upload.object_name) as stored:
        assert stored.read() == CONTENT
    assert not UploadPart.objects.exists()
    # What lies on the disk goes once the rows are gone for good.
    assert wait_until(lambda: not any(staging_folder().iterdir()), seconds=30)
    call_command("sweep_store", "--delete", "--hours", "0", "--even-if-most")
    assert store.names() == {upload.object_name} and list(store.unfinished()) == []


def test_worker_killed_while_it_writes_the_object(received, live_beat, live_worker, store):
    """A pipe stands where a part should be, so that the worker waits in the middle."""
    part = UploadPart.objects.get(upload=received, start=4 * MIB)
    path = staging_folder() / received.staging.hex / part.pk.hex
    kept = path.rename(path.with_suffix(".kept"))
    os.mkfifo(path, 0o600)
    assert wait_until(lambda: list(store.unfinished()) != [], seconds=60)
    live_worker.kill()
    path.unlink()
    kept.rename(path)
    assert job().state == Job.State.RUNNING and store.names() == set()
    leases.run_out()
    live_worker.start()
    ends_well(store, received)


def test_worker_killed_between_object_and_record(received, live_beat, live_worker, store):
    with transaction.atomic():
        # The worker has to wait here with its object written and read back.
        Upload.objects.select_for_update().get(pk=received.pk)
        assert wait_until(lambda: store.names() != set(), seconds=60)
        live_worker.kill()
    orphans = store.names()
    assert len(orphans) == 1 and Upload.objects.get().state == "assembling"
    leases.run_out()
    live_worker.start()
    ends_well(store, received)
    assert store.names() & orphans == set()
    connections.close_all()
