"""The two Celery tasks of the product: run a job, and find jobs that nobody runs."""

import logging
import traceback
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from casefiles.jobs.kinds import KINDS, JobFailed, limits
from casefiles.jobs.models import Job
from casefiles.jobs.services import LostLease, claim, keeping, sweep

logger = logging.getLogger(__name__)


@shared_task
def run_job(job_id: str) -> None:
    """Does what the job row says. A doubled or late message finds nothing to claim."""
    lease = claim(UUID(job_id))
    if lease is None:
        return
    job = Job.objects.get(pk=lease.job_id)
    try:
        with keeping(lease):
            KINDS[job.kind].run(lease, **job.arguments)
    except LostLease:
        logger.info("job %s was taken over", job_id)
    except JobFailed as failure:
        lease.fail(failure.code)
    except SoftTimeLimitExceeded:
        lease.fail("too_long")
    except Exception as error:  # noqa: BLE001 - the row must say that it failed, whatever it was
        # Kind and places only: an error's words could carry what the case holds.
        places = [f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)]
        logger.error("job %s: %s at %s", job_id, type(error).__name__, places)  # noqa: TRY400
        lease.fail("unexpected")


@shared_task
def sweep_jobs() -> None:
    for job in Job.objects.filter(pk__in=sweep()):
        run_job.apply_async((str(job.pk),), **limits(job.kind))
