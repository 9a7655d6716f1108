"""The jobs of this room: reading stored files again, and putting large uploads together."""

import logging
import time
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.accounts.services import service_account
from casefiles.jobs.kinds import JobFailed, JobKind
from casefiles.jobs.models import Job
from casefiles.jobs.services import Lease
from evidence.exhibits.failures import FAILURES
from evidence.exhibits.fixity import due, rows_seen_by
from evidence.exhibits.models import Exhibit, ExhibitFile, FixityCheck, Upload
from evidence.exhibits.services import assembly
from evidence.exhibits.services.fixity import KIND, cause_of, check_stored
from evidence.exhibits.store import Unreachable
from evidence.exhibits.vocabulary import UploadState

logger = logging.getLogger(__name__)

# A sweep ends after so many files or seconds, whichever comes first; the next goes on.
FILES, SECONDS = 1000, 150
LABEL = _("Reading stored files")
STORING = _("Checking and storing what arrived")
MIB = 1 << 20


def run(lease: Lease, exhibit: str = "", case: str = "") -> None:
    """Every check is recorded as it is made: what a killed worker has done is not done again.

    A sweep that is out of time ends, for the next goes on; a whole case, that somebody waits for,
    goes on after others have had their turn.
    """
    job = Job.objects.select_related("requester").get(pk=lease.job_id)
    rows = _rows_of(job, exhibit, case)
    done = set(FixityCheck.objects.filter(sweep=job.pk).values_list("subject_id", flat=True))
    words: dict[str, Any] = {
        "by": service_account("fixity"), **cause_of(job.requester if exhibit or case else None),
    }  # fmt: skip
    begun = time.monotonic()
    left = [row for row in rows if row.pk not in done]
    for number, row in enumerate(left, start=len(rows) - len(left)):
        lease.progress(number, len(rows), str(LABEL))
        _check(row, sweep=job.pk, **words)
        if not exhibit and time.monotonic() - begun > SECONDS:
            if case and row is not left[-1]:
                lease.step_back()
                return
            break
    lease.progress(len(rows), len(rows), str(LABEL))
    with lease.completing():
        pass


def _check(row: Any, **words: Any) -> None:
    """Raises JobFailed where the files are out of reach: the next sweep goes on."""
    try:
        check_stored(row, **words)
    except Unreachable as error:
        logger.error("stored files were not checked: %s", error.strerror)  # noqa: TRY400
        raise JobFailed("away") from error


def _rows_of(job: Job, exhibit: str, case: str) -> list[Any]:
    """Withdrawn ones too: their bytes stay, and somebody may have to answer for them. Of a case
    those of which its asker knows, in an order that stays when the job has its next turn."""
    if exhibit:
        return list(ExhibitFile.objects.filter(exhibit=UUID(exhibit)).order_by("position"))
    if case:
        return rows_seen_by(job.requester, UUID(case))
    return due(FILES)


def page_of(job: Job) -> str:
    if "case" in job.arguments:
        return reverse("exhibits:fixity", args=[job.arguments["case"]])
    if "exhibit" not in job.arguments:
        return ""
    exhibit = Exhibit.objects.get(pk=job.arguments["exhibit"])
    return reverse("exhibits:exhibit_detail", args=[exhibit.case_id, exhibit.pk])


# Longer than other jobs: the largest file that may be stored is read in one go.
CHECK_FAILURES = {
    "away": _("The server that keeps the files does not answer, or refuses to. What was read "
              "until then is on record; nothing is known of the rest. Try again in some minutes."),
}  # fmt: skip
CHECKING = JobKind(KIND, _("Check of stored files"), run, page_of, CHECK_FAILURES, seconds=50 * 60)


def put_together(lease: Lease, upload: str) -> None:
    """Does nothing where the upload was ended meanwhile, or is ready already."""
    row = Upload.objects.filter(pk=UUID(upload)).first()
    if row is not None:
        row = assembly.try_again(row)
    if row is None or row.state != UploadState.ASSEMBLING:
        with lease.completing():
            return
    label = str(STORING)
    try:
        assembly.assemble(
            row,
            progress=lambda done, of: lease.progress(done // MIB, of // MIB, label),
            completing=lease.completing,
        )
    except assembly.AssemblyFailed as failed:
        raise JobFailed(failed.code) from failed


def list_of(job: Job) -> str:
    return reverse("exhibits:exhibit_list", args=[job.case_id])


# 10 GiB are read, written and read again: at 50 MB a second this takes ten minutes.
STORING_UPLOADS = JobKind(
    assembly.KIND, _("Storing of a large file"), put_together, list_of, FAILURES, seconds=50 * 60
)
