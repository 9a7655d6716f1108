"""Queue, claim, progress, completion, failure: the life of a job row."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from casefiles.jobs.kinds import ENDINGS, KINDS, limits
from casefiles.jobs.models import LEASE, MAX_ATTEMPTS, Job


class LostLease(Exception):
    """Another worker has this job now, or it is finished: stop, write nothing."""


@dataclass(frozen=True)
class Lease:
    """The right to work on a job, until its fence is raised."""

    job_id: UUID
    fence: int

    def _mine(self):
        return Job.objects.filter(pk=self.job_id, fence=self.fence, state=Job.State.RUNNING)

    def progress(self, step: int, steps: int, label: str) -> None:
        """Shows `step` of `steps` and renews the lease. Raises LostLease."""
        until = timezone.now() + LEASE
        if not self._mine().update(step=step, steps=steps, label=label, lease_until=until):
            raise LostLease

    def renew(self) -> bool:
        return bool(self._mine().update(lease_until=timezone.now() + LEASE))

    @contextmanager
    def completing(self) -> Iterator[Job]:
        """One transaction for the job's result and its end: both or neither. Raises LostLease."""
        with transaction.atomic():
            job = self._mine().select_for_update().first()
            if job is None:
                raise LostLease
            yield job
            job.state, job.finished_at, job.label = Job.State.DONE, timezone.now(), ""
            job.step, job.lease_until = job.steps, None
            job.save()
            _ended([job])

    def step_back(self) -> None:
        """Puts a long job behind what others wait for; its next turn goes on from what it has
        put on record. Raises LostLease."""
        with transaction.atomic():
            job = self._mine().select_for_update().first()
            if job is None:
                raise LostLease
            job.state, job.queued_at, job.lease_until = Job.State.QUEUED, timezone.now(), None
            job.attempt, job.fence = 0, job.fence + 1
            job.save()
            announce(job)

    def fail(self, code: str) -> None:
        with transaction.atomic():
            _give_up(self._mine(), code)


def _give_up(jobs: Any, code: str) -> None:
    """These have failed, each of them told of."""
    failed = list(jobs.select_for_update().values_list("pk", flat=True))
    now = timezone.now()
    rows = Job.objects.filter(pk__in=failed)
    rows.update(state=Job.State.FAILED, error_code=code, finished_at=now, lease_until=None)
    _ended(list(rows.select_related("requester")))


def _ended(jobs: list[Job]) -> None:
    for job in jobs:
        for tell in ENDINGS:
            tell(job)


def enqueue(
    kind: str, arguments: dict[str, Any], *, by: Any, key: str, case_id: UUID | None = None
) -> Job:
    """The job of this idempotency key, made and announced once. KeyError: unknown kind."""
    _ = KINDS[kind]
    job, made = Job.objects.get_or_create(
        idempotency_key=key,
        defaults={"kind": kind, "arguments": arguments, "requester": by, "case_id": case_id},
    )
    if made:
        announce(job)
    return job


def enqueue_many(kind: str, wishes: Mapping[str, dict[str, Any]], *, by: Any) -> None:
    """Jobs by idempotency key and arguments, in one statement. Those that are there stay.

    They are announced once all is committed, up to the first that the queue does not take: beat
    announces the others.
    """
    from casefiles.jobs.tasks import run_job

    _ = KINDS[kind]
    jobs = [Job(kind=kind, arguments=words, requester=by, idempotency_key=key)
            for key, words in wishes.items()]  # fmt: skip
    Job.objects.bulk_create(jobs, ignore_conflicts=True)

    def wake() -> None:
        for job in jobs:
            run_job.apply_async((str(job.pk),), **limits(kind))

    if jobs:
        transaction.on_commit(wake, robust=True)


def announce(job: Job) -> None:
    """Wakes a worker once the row is committed; beat does it again if the message is lost.

    Also if the queue cannot be reached: what was committed is no error of whoever asked.
    """
    from casefiles.jobs.tasks import run_job

    def wake() -> None:
        run_job.apply_async((str(job.pk),), **limits(job.kind))

    transaction.on_commit(wake, robust=True)


def claim(job_id: UUID) -> Lease | None:
    """The lease of a job that waits, or None when somebody has it or it is over."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(
            pk=job_id, state=Job.State.QUEUED
        ).first()  # fmt: skip
        if job is None:
            return None
        job.state, job.attempt, job.fence = Job.State.RUNNING, job.attempt + 1, job.fence + 1
        job.started_at, job.lease_until = timezone.now(), timezone.now() + LEASE
        job.step, job.label, job.error_code = 0, "", ""
        job.save()
        return Lease(job.pk, job.fence)


@contextmanager
def keeping(lease: Lease, every: float = LEASE.total_seconds() / 3) -> Iterator[None]:
    """Renews the lease from a thread while the work goes on, over a connection of its own."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(every) and lease.renew():
            pass
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def sweep() -> list[UUID]:
    """Frees orphaned jobs, gives up those that lost three workers; returns what to announce."""
    now = timezone.now()
    with transaction.atomic():
        _give_up(Job.objects.orphaned().filter(attempt__gte=MAX_ATTEMPTS), "worker_lost")
    freed = {"state": Job.State.QUEUED, "queued_at": now, "lease_until": None}
    due = list(Job.objects.orphaned().values_list("pk", flat=True))
    # The fence rises here already, so that a worker believed dead cannot finish after all.
    Job.objects.orphaned().filter(pk__in=due).update(fence=F("fence") + 1, **freed)
    late = list(Job.objects.undelivered().values_list("pk", flat=True))
    Job.objects.undelivered().filter(pk__in=late).update(queued_at=now)
    return due + late


def retry(job: Job) -> None:
    """A failed job starts over under the same key; anything else is left as it is."""
    changed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED, attempt=0, step=0, label="", error_code="", finished_at=None,
        queued_at=timezone.now(), fence=F("fence") + 1,
    )  # fmt: skip
    if changed:
        announce(job)
