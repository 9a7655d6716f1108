"""Checks of stored files, and the record of each."""

import logging
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.accounts.services import service_account
from casefiles.audit.watching import changed
from casefiles.cases.models import CaseFile
from casefiles.jobs.models import Job, JobQuerySet
from casefiles.jobs.services import enqueue, retry
from evidence.exhibits.fixity import Finding, examine
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, FixityCheck
from evidence.exhibits.notices import tell_failed
from evidence.exhibits.services.custody import add_custody_event
from evidence.exhibits.timestamps import after
from evidence.exhibits.vocabulary import CustodyKind, FixityCause, FixityResult

logger = logging.getLogger(__name__)
KIND = "exhibits.fixity"


def check_stored(row: Any, *, by: Any, sweep: UUID, cause: str, why: str) -> FixityCheck:
    """Reads the file that a row names and records what was found; changes and repairs nothing.

    `by` is the service account, `why` stands in the custody log. Within a sweep a file is
    recorded once: what was found first stays. Raises Unreachable, and records nothing, where
    the place of the files does not answer.
    """
    check = _record(row, examine(row), by=by, sweep=sweep, cause=cause, why=why)
    if check.is_failed:
        logger.error("stored file %s failed its check: %s", row.pk, check.result)
    return check


def note_failure(row: Any, *, by: Any, sweep: UUID, why: str) -> FixityCheck | None:
    """Reads the file, for somebody who is about to vouch for it; puts on record only a failure.

    Raises Unreachable.
    """
    finding = examine(row)
    if finding.result == FixityResult.INTACT:
        return None
    logger.error("stored file %s failed its check: %s", row.pk, finding.result)
    return _record(row, finding, by=by, sweep=sweep, cause=FixityCause.ASKED, why=why)


@transaction.atomic
def _record(
    row: Any, finding: Finding, *, by: Any, sweep: UUID, cause: str, why: str
) -> FixityCheck:
    if isinstance(row, ExhibitFile):
        # Also makes a doubled job wait here, and then find what the other has written.
        Exhibit.objects.select_for_update(of=("self",)).get(pk=row.exhibit_id)
    known = FixityCheck.objects.filter(sweep=sweep, subject_id=row.pk).first()
    if known is not None:
        return known
    is_exhibit = isinstance(row, ExhibitFile)
    check = FixityCheck.objects.create(
        sweep=sweep, case_id=row.audit_case_id, kind=row._meta.label_lower, subject_id=row.pk,
        cause=cause, result=finding.result, expected=row.sha256, found=finding.sha256,
        event=_event(row, finding, by=by, why=why) if is_exhibit else None, actor=by,
        checked_at=after(FixityCheck.objects.filter(subject_id=row.pk), "checked_at"),
    )  # fmt: skip
    if check.is_failed:
        tell_failed(check)
    if check.is_failed or check.cause == FixityCause.ASKED:
        changed(check.case_id)
    return check


def _event(file: ExhibitFile, finding: Finding, *, by: Any, why: str) -> CustodyEvent:
    event = CustodyEvent(
        exhibit=file.exhibit, file=file, kind=CustodyKind.FIXITY, happened_at=timezone.now(), why=why,
        condition=_("File %(position)s: %(result)s.")
        % {"position": file.position, "result": finding.result.label},
        digest_before=file.sha256, digest_after=finding.sha256,
    )  # fmt: skip
    return add_custody_event(event, by=by)


def ask_for_check(exhibit: Exhibit, *, by: Any) -> Job:
    """A job that checks every file of the exhibit now. Asking again while it waits is one job."""
    files = ExhibitFile.objects.filter(exhibit=exhibit).values("pk")
    newest = FixityCheck.objects.filter(subject_id__in=files).order_by("-checked_at").first()
    job = enqueue(
        KIND, {"exhibit": str(exhibit.pk)}, by=by, case_id=exhibit.case_id,
        key=f"fixity:{exhibit.pk}:{newest.pk if newest else 'first'}",
    )  # fmt: skip
    if job.state == Job.State.FAILED:
        retry(job)
    return job


def note_refused(file: ExhibitFile, *, by: Any) -> None:
    """Somebody was refused these bytes: a worker puts on record what is wrong with them, and tells
    those who mend it. Not again while the newest check says so already."""
    last = FixityCheck.objects.filter(subject_id=file.pk).order_by("-checked_at").first()
    if last is None or not last.is_failed:
        ask_for_check(file.exhibit, by=by)


def ask_for_case(case: CaseFile, *, by: Any) -> Job:
    """A job that checks every file of the case that `by` may know of. While one is under way,
    whoever asked for it, it is that one."""
    jobs = of_cases().filter(case_id=case.pk)
    over = jobs.filter(state__in=[Job.State.DONE, Job.State.FAILED]).count()
    return enqueue(
        KIND, {"case": str(case.pk)}, by=by, case_id=case.pk, key=f"fixity:case:{case.pk}:{over}"
    )


def of_cases() -> JobQuerySet:
    """Checks of whole cases that somebody asked for."""
    return Job.objects.filter(kind=KIND, arguments__has_key="case")


def scheduled_sweep(key: str) -> Job:
    """The job of the service account that checks what is due; `key` names the hour."""
    return enqueue(KIND, {}, by=service_account("fixity"), key=f"fixity:sweep:{key}")


def cause_of(asked_by: Any) -> dict[str, str]:
    """What a check's record says of why it was made; None: because it was due."""
    if asked_by is None:
        return {"cause": FixityCause.SCHEDULED, "why": _("Due by the schedule.")}
    return {"cause": FixityCause.ASKED, "why": _("Asked for by %s.") % asked_by}
