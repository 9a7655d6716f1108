"""The job that looks into one stored file."""

from django.utils.translation import gettext_lazy as _

from casefiles.jobs.kinds import JobFailed, JobKind
from casefiles.jobs.models import Job
from casefiles.jobs.services import Lease
from casefiles.sealing.keys import MalformedKey, WrongKey
from evidence.exhibits.inspection.asking import KIND
from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.reading import OutOfReach
from evidence.exhibits.services.inspections import inspect

FAILURES = {
    "locked": _("The master key of this server is not the one that this file is sealed under. "
                "Tell whoever runs this server."),
    "out_of_reach": _("The place where files lie did not answer. Ask for another look later."),
}  # fmt: skip


def run(lease: Lease, file: str, attempt: int) -> None:
    row = ExhibitFile.objects.select_related("exhibit").get(pk=file)
    try:
        inspect(row, attempt, lease)
    except (WrongKey, MalformedKey) as error:
        raise JobFailed("locked") from error
    except OutOfReach as error:
        raise JobFailed("out_of_reach") from error
    with lease.completing():
        pass


def page_of(job: Job) -> str:
    return ExhibitFile.objects.get(pk=job.arguments["file"]).get_absolute_url()


# Longer than other jobs: the virus scanner reads the largest file from end to end.
INSPECTING = JobKind(KIND, _("Look into a file"), run, page_of, FAILURES, seconds=30 * 60)
