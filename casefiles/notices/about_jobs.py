"""Notices of jobs that a person asked for: the room of jobs lies below this one."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from casefiles.jobs.kinds import KINDS as JOB_KINDS
from casefiles.jobs.models import Job
from casefiles.notices.kinds import NoticeKind, register_notice
from casefiles.notices.services import notify

DONE, FAILED = "jobs.done", "jobs.failed"


def tell(job: Job) -> None:
    """The requester learns how a job ended, if it is of a kind that people wait for."""
    if job.kind in JOB_KINDS and JOB_KINDS[job.kind].is_waited_for:
        kind = DONE if job.state == Job.State.DONE else FAILED
        notify([job.requester], kind, job, key=f"{job.pk}:{job.fence}")


def _page(job: Job) -> str:
    return job.subject_url or reverse("jobs:job_detail", args=[job.pk])


def enter() -> None:
    def rows(user: Any) -> Any:
        return Job.objects.visible_to(user)

    register_notice(NoticeKind(
        DONE, "done", rows, lambda job: _("%s: it is ready.") % job.kind_label, _page,
        case=lambda _job: "",
    ))  # fmt: skip
    register_notice(NoticeKind(
        FAILED, "failed", rows, lambda job: _("%s: it could not be made.") % job.kind_label, _page,
        more=lambda job: job.failure, case=lambda _job: "",
    ))  # fmt: skip
