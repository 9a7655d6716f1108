"""The job that reads stored files again: those of one exhibit, or those that are due."""

import time
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.accounts.services import service_account
from casefiles.jobs.kinds import JobFailed, JobKind
from casefiles.jobs.models import Job
from casefiles.jobs.services import Lease
from casefiles.sealing.keys import MalformedKey, WrongKey
from evidence.exhibits.fixity import due
from evidence.exhibits.inspection import asking
from evidence.exhibits.models import Exhibit, ExhibitFile, FixityCheck
from evidence.exhibits.reading import OutOfReach
from evidence.exhibits.services.fixity import KIND, cause_of, check_stored
from evidence.exhibits.services.inspections import inspect

# A sweep ends after so many files or seconds, whichever comes first; the next goes on.
FILES, SECONDS = 1000, 150
LABEL = _("Reading stored files")


def run(lease: Lease, exhibit: str = "") -> None:
    """Every check is recorded as it is made: what a killed worker has done is not done again."""
    asked_by = Job.objects.get(pk=lease.job_id).requester if exhibit else None
    rows = _rows_of(exhibit) if exhibit else due(FILES)
    done = set(FixityCheck.objects.filter(sweep=lease.job_id).values_list("subject_id", flat=True))
    words: dict[str, Any] = {"by": service_account("fixity"), **cause_of(asked_by)}
    begun = time.monotonic()
    for number, row in enumerate(rows):
        lease.progress(number, len(rows), str(LABEL))
        if row.pk not in done:
            check_stored(row, sweep=lease.job_id, **words)
        if not exhibit and time.monotonic() - begun > SECONDS:
            break
    lease.progress(len(rows), len(rows), str(LABEL))
    with lease.completing():
        pass


def _rows_of(exhibit: str) -> list[ExhibitFile]:
    """Withdrawn ones too: their bytes stay, and somebody may have to answer for them."""
    return list(ExhibitFile.objects.filter(exhibit=UUID(exhibit)).order_by("position"))


def page_of(job: Job) -> str:
    if "exhibit" not in job.arguments:
        return ""
    exhibit = Exhibit.objects.get(pk=job.arguments["exhibit"])
    return reverse("exhibits:exhibit_detail", args=[exhibit.case_id, exhibit.pk])


# Longer than other jobs: the largest file that may be stored is read in one go.
CHECKING = JobKind(KIND, _("Check of stored files"), run, page_of, seconds=50 * 60)


def look_into(lease: Lease, file: str, attempt: int) -> None:
    row = ExhibitFile.objects.select_related("exhibit").get(pk=file)
    try:
        inspect(row, attempt, lease)
    except (WrongKey, MalformedKey) as error:
        raise JobFailed("locked") from error
    except OutOfReach as error:
        raise JobFailed("out_of_reach") from error
    with lease.completing():
        pass


def page_of_file(job: Job) -> str:
    return ExhibitFile.objects.get(pk=job.arguments["file"]).get_absolute_url()


INSPECTING = JobKind(
    asking.KIND, _("Look into a file"), look_into, page_of_file,
    {"locked": _("The master key of this server is not the one that this file is sealed under. "
                 "Tell whoever runs this server."),
     "out_of_reach": _("The place where files lie did not answer. Ask for another look later.")},
    seconds=30 * 60,
)  # fmt: skip
