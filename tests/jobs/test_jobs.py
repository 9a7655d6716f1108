"""The life of a job row, without a queue: who may write, and what becomes of the orphaned."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles.jobs.kinds import KINDS, JobFailed, JobKind
from casefiles.jobs.models import MAX_ATTEMPTS, Job
from casefiles.jobs.services import LostLease, claim, enqueue, retry, sweep
from casefiles.jobs.tasks import run_job

RAN = []


@pytest.fixture
def kind(monkeypatch):
    RAN.clear()

    def run(lease, **arguments):
        RAN.append(arguments)
        if arguments.get("fail"):
            raise JobFailed("named")
        if arguments.get("crash"):
            raise RuntimeError("secret detail")
        lease.progress(1, 2, "half")
        with lease.completing():
            pass

    monkeypatch.setitem(KINDS, "test", JobKind("test", "Test", run, lambda job: "/"))


def queue(by, key="k", **arguments):
    return enqueue("test", arguments, by=by, key=key)


def expire(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_job_runs_once_however_often_the_message_comes(kind, amina):
    job = queue(amina)
    run_job(str(job.pk))
    run_job(str(job.pk))
    job.refresh_from_db()
    assert (len(RAN), job.state, job.attempt) == (1, Job.State.DONE, 1)


def test_same_key_is_same_job(kind, amina):
    assert queue(amina) == queue(amina)


def test_named_failure_is_shown_by_its_code(kind, amina):
    job = queue(amina, fail=True)
    run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error_code) == (Job.State.FAILED, "named")


def test_unexpected_failure_keeps_its_words_out_of_log_and_row(kind, amina, caplog):
    job = queue(amina, crash=True)
    run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error_code) == (Job.State.FAILED, "unexpected")
    assert "RuntimeError" in caplog.text and "secret detail" not in caplog.text


def test_worker_that_lost_its_lease_writes_nothing(kind, amina):
    job = queue(amina)
    dead = claim(job.pk)
    expire(job)
    assert sweep() == [job.pk]
    alive = claim(job.pk)
    with pytest.raises(LostLease), dead.completing():
        raise AssertionError("entered without the lease")
    with pytest.raises(LostLease):
        dead.progress(1, 1, "")
    with alive.completing():
        pass
    job.refresh_from_db()
    assert (job.state, job.attempt) == (Job.State.DONE, 2)


def test_job_that_kills_its_workers_is_given_up(kind, amina):
    job = queue(amina)
    for _attempt in range(MAX_ATTEMPTS):
        claim(job.pk)
        expire(job)
        sweep()
    job.refresh_from_db()
    assert (job.state, job.error_code) == (Job.State.FAILED, "worker_lost")


def test_lost_message_is_sent_again(kind, amina):
    job = queue(amina)
    assert sweep() == []
    Job.objects.update(queued_at=timezone.now() - timedelta(minutes=1))
    assert sweep() == [job.pk]


def test_failed_job_can_be_tried_again(kind, amina):
    job = queue(amina, fail=True)
    run_job(str(job.pk))
    job.refresh_from_db()
    retry(job)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (Job.State.QUEUED, "")
