"""A job looks once, whatever happens to messages and workers."""

import os

import pytest
from django.core.management import CommandError, call_command

from casefiles.engines.processes import wait_until
from evidence.exhibits.inspection.asking import ask_for_inspection, key_of
from evidence.exhibits.models import Inspection, Rendition
from tests.exhibits.samples import look_into, picture, with_ffmpeg


def test_storing_a_file_asks_for_one_job_in_the_same_transaction(attach):
    from casefiles.jobs.models import Job

    file = attach(picture(size=(60, 40)))
    job = Job.objects.get(kind="exhibits.inspection")
    assert job.idempotency_key == key_of(file, 1) and ask_for_inspection(file) == job


def test_doubled_message_looks_once(inspected):
    from casefiles.jobs.models import Job
    from casefiles.jobs.tasks import run_job

    inspected(picture(size=(60, 40)))
    before = Inspection.objects.count(), Rendition.objects.count()
    run_job(str(Job.objects.get(kind="exhibits.inspection").pk))
    assert (Inspection.objects.count(), Rendition.objects.count()) == before


def test_looking_again_adds_and_replaces_nothing(inspected, store):
    file = inspected(picture(size=(60, 40)))
    first = set(Rendition.objects.values_list("object_name", flat=True))
    ask_for_inspection(file)
    look_into(file, attempt=2)
    assert set(Rendition.objects.values_list("object_name", flat=True)) > first
    assert file.inspections.filter(kind="preview").count() == 2
    assert first < store.names()


def test_worker_that_lost_its_job_writes_nothing(attach, store):
    from django.db.models import F

    from casefiles.jobs.models import Job
    from casefiles.jobs.services import LostLease, claim
    from evidence.exhibits.services.inspections import inspect

    file = attach(picture(size=(60, 40)))
    lease = claim(Job.objects.get().pk)
    Job.objects.update(fence=F("fence") + 1)
    names = store.names()
    with pytest.raises(LostLease):
        inspect(file, 1, lease)
    assert not Inspection.objects.exists() and store.names() == names


def test_attempt_that_was_broken_off_is_gone_on_with(attach, look_into, monkeypatch):
    from casefiles.jobs.models import Job
    from casefiles.jobs.services import claim
    from evidence.exhibits.inspection import looking
    from evidence.exhibits.services.inspections import inspect

    file = attach(picture(size=(60, 40)))
    job = Job.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(looking, "look_at_picture", lambda *words: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            inspect(file, 1, claim(job.pk))
    assert {row.kind for row in Inspection.objects.all()} == {"virus", "type", "metadata"}
    Job.objects.update(state="queued")
    look_into(file)
    assert Inspection.objects.count() == 4 and Rendition.objects.count() == 2


def test_killed_worker_is_replaced_and_leaves_nothing_plain(
    committed_db, store, live_worker, live_beat, tmp_path
):
    """kill -9 in the middle of a look; another worker ends it, and sweeps what was left."""
    from casefiles.jobs.models import Job
    from tests import leases
    from tests.cast import make_case, make_user
    from tests.exhibits.samples import attach

    live_worker.stop()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    os.environ["CASEFILES_SCRATCH"] = str(scratch)
    try:
        live_worker.start()
        amina = make_user("Amina")
        clip = with_ffmpeg("mp4", "testsrc2=d=4:s=1280x720")
        file = attach(make_case(amina), amina, clip, "clip.mp4")
        assert wait_until(lambda: list(scratch.glob("*/plain")), seconds=60, step=0.005)
        live_worker.kill()
        assert list(scratch.glob("*/plain"))
        assert not Job.objects.get().is_finished
        leases.run_out()
        for left in scratch.iterdir():
            os.utime(left, (0, 0))  # a folder made just now might be somebody's
        live_worker.start()
        assert wait_until(lambda: Job.objects.get().is_finished, seconds=120, step=0.2)
    finally:
        del os.environ["CASEFILES_SCRATCH"]
    assert Job.objects.get().state == "done" and not list(scratch.iterdir())
    assert sorted(Inspection.objects.values_list("kind", flat=True)) == [
        "metadata",
        "preview",
        "type",
        "virus",
    ]
    assert Rendition.objects.filter(inspection__file=file).count() == 2
    assert store.names() == {
        file.object_name,
        *Rendition.objects.values_list("object_name", flat=True),
    }


def test_command_queues_what_nobody_has_looked_into_and_nothing_else(attach, inspected, capsys):
    """Files stored before there were previews have no job either."""
    from casefiles.jobs.models import Job

    seen = inspected(picture(size=(60, 40)))
    old = attach(picture(size=(61, 40)))
    gone_wrong = attach(picture(size=(62, 40)))
    Job.objects.filter(idempotency_key=key_of(old, 1)).delete()
    failed = Job.objects.filter(idempotency_key=key_of(gone_wrong, 1))
    failed.update(state=Job.State.FAILED)
    call_command("inspect", "--status")
    assert "2 files never looked into, 1 of them failed" in capsys.readouterr().out
    assert not Job.objects.filter(idempotency_key=key_of(old, 1)).exists()
    call_command("inspect", "--case=TAJ-2019")
    assert "1 failed and stay so: say --failed" in capsys.readouterr().out
    assert look_into(old).inspections.exists() and failed.get().state == Job.State.FAILED
    call_command("inspect", "--failed")
    assert look_into(gone_wrong).inspections.exists()
    assert Job.objects.count() == 3 and seen.inspections.filter(attempt=2).count() == 0
    with pytest.raises(CommandError, match="no case NONE"):
        call_command("inspect", "--case=NONE")
