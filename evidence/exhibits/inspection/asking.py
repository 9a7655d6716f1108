"""Asks a worker to look into a file."""

from collections.abc import Iterable

from django.db.models import Max

from casefiles.accounts.services import service_account
from casefiles.jobs.models import Job
from casefiles.jobs.services import enqueue, enqueue_many, retry
from evidence.exhibits.models import ExhibitFile, Inspection

KIND = "exhibits.inspection"


def ask_for_inspection(file: ExhibitFile, *, again: bool = False) -> Job:
    """The job of the file's next attempt; asking again before it ran is the same job.

    It is nobody's own: nobody waits for 300 of them on their page of jobs. One that failed
    starts over only if somebody asks for it (`again`).
    """
    job = enqueue(
        KIND, {"file": str(file.pk), "attempt": next_attempt(file)},
        by=service_account("inspection"), key=key_of(file, next_attempt(file)),
    )  # fmt: skip
    if again and job.state == Job.State.FAILED:
        retry(job)
    return job


def ask_for_first_inspection(files: Iterable[ExhibitFile]) -> None:
    """The same for files that were just recorded, in one statement however many they are."""
    wishes = {key_of(file, 1): {"file": str(file.pk), "attempt": 1} for file in files}
    enqueue_many(KIND, wishes, by=service_account("inspection"))


def next_attempt(file: ExhibitFile) -> int:
    last = Inspection.objects.filter(file=file).aggregate(last=Max("attempt"))["last"]
    return (last or 0) + 1


def key_of(file: ExhibitFile, attempt: int) -> str:
    return f"inspection:{file.pk}:{attempt}"
