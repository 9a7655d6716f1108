"""Asking for a dossier: its contents frozen, numbered and queued, all or nothing."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.audit.canonical import canonical_json, digest
from casefiles.cases.models import CaseFile
from casefiles.cases.services.records import next_number
from casefiles.cases.vocabulary import Confidentiality
from casefiles.jobs.services import enqueue, retry
from evidence.exhibits.models import Exhibit
from reports.dossiers.contents import freeze
from reports.dossiers.contents.custody import freeze_sheet
from reports.dossiers.editions import EDITIONS, above
from reports.dossiers.jobs import KIND, SHEET_KIND
from reports.dossiers.models import Audience, CustodySheet, Dossier, Frozen
from reports.dossiers.snapshots import in_one_snapshot

COUNTER, SHEET_COUNTER = "dossier", "custody sheet"


def request_dossier(case: CaseFile, audience: str, why: str, *, by: Any, token: UUID) -> Dossier:
    """The dossier of this form: numbered, its contents frozen, its rendering queued.

    `token` came with the form: posted twice, also at the same instant, it is one dossier.
    PermissionDenied without the right; ValidationError where the case itself is more
    confidential than the audience may see, or where the form was used for something else.
    """
    return in_one_snapshot(case, COUNTER, lambda: _dossier(case, audience, why, by=by, token=token))


def _dossier(case: CaseFile, audience: str, why: str, *, by: Any, token: UUID) -> Dossier:
    if not by.has_perm("dossiers.request", case):
        raise PermissionDenied
    if known := _asked_before(Dossier, case, token, by):
        return known
    # What is printed is read here, not what the page had read before.
    case = CaseFile.objects.get(pk=case.pk)
    if problem := cannot_be_given(case, audience):
        raise ValidationError({"audience": problem})
    at, number = timezone.now(), next_number(case, COUNTER)
    contents = freeze(case, audience, by=by, number=number, why=why, at=at)
    job = enqueue(KIND, {"dossier": str(token)}, by=by, key=f"{KIND}:{token}", case_id=case.pk)
    return Dossier.objects.create(
        pk=token, case=case, number=number, audience=audience, why=why, requested_by=by,
        confidentiality=contents["edition"]["confidentiality"], requested_at=at,
        contents=canonical_json(contents).decode(), digest=digest(contents), job=job,
    )  # fmt: skip


def request_sheet(exhibit: Exhibit, why: str, *, by: Any, token: UUID) -> CustodySheet:
    """The custody sheet of this form: numbered, the log frozen, its rendering queued.

    `token` as for a dossier. PermissionDenied for whoever may not ask for documents of the case
    or may not see the exhibit.
    """
    case = exhibit.case
    return in_one_snapshot(case, SHEET_COUNTER, lambda: _sheet(exhibit, why, by=by, token=token))


def _sheet(exhibit: Exhibit, why: str, *, by: Any, token: UUID) -> CustodySheet:
    if not by.has_perm("dossiers.request_sheet", exhibit):
        raise PermissionDenied
    case = exhibit.case
    # What is printed is read here, not what the page had read before.
    exhibit = Exhibit.objects.get(pk=exhibit.pk)
    if known := _asked_before(CustodySheet, case, token, by):
        return known
    at, number = timezone.now(), next_number(case, SHEET_COUNTER)
    contents = freeze_sheet(exhibit, by=by, number=number, why=why, at=at)
    job = enqueue(
        SHEET_KIND, {"sheet": str(token)}, by=by, key=f"{SHEET_KIND}:{token}", case_id=case.pk
    )
    return CustodySheet.objects.create(
        pk=token, case=case, exhibit=exhibit, number=number, why=why, requested_by=by,
        confidentiality=contents["edition"]["confidentiality"], requested_at=at,
        contents=canonical_json(contents).decode(), digest=digest(contents), job=job,
    )  # fmt: skip


def cannot_be_given(case: CaseFile, audience: str) -> str:
    """Why this audience may not have the case's own text; empty if it may."""
    ceiling = EDITIONS[Audience(audience)].ceiling
    if not above(case.confidentiality, ceiling):
        return ""
    return _(
        "The case itself is “%(level)s”, and this audience may see no more than “%(ceiling)s”. "
        "The lead would first have to change the case's confidentiality."
    ) % {"level": case.get_confidentiality_display(), "ceiling": Confidentiality(ceiling).label}


def retry_rendering(asked: Frozen, *, by: Any) -> None:
    """A failed rendering starts over with the same frozen contents; any other stays as it is."""
    if not by.has_perm("dossiers.request", asked.case):
        raise PermissionDenied
    retry(asked.job)


def _asked_before(model: Any, case: CaseFile, token: UUID, by: Any) -> Any:
    """What the first post of the form made; None if this is the first."""
    known = model.objects.filter(pk=token).first()
    if known and (known.case_id, known.requested_by_id) != (case.pk, by.pk):
        raise ValidationError(_("This form was used for something else. Open it again."))
    return known
