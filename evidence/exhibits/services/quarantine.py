"""Letting a held file go, and asking the scanner again."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evidence.exhibits.inspection import scanning
from evidence.exhibits.inspection.asking import ask_for_inspection
from evidence.exhibits.models import CustodyEvent, ExhibitFile, QuarantineRelease
from evidence.exhibits.quarantine import to_rescan, verdicts, why_held, with_scans
from evidence.exhibits.services.custody import add_custody_event
from evidence.exhibits.vocabulary import CustodyKind, InspectionOutcome

MANY = 500


@transaction.atomic
def release(file: ExhibitFile, *, by: Any, reason: str) -> QuarantineRelease:
    """A lead lets a held file go; noted in its custody log.

    PermissionDenied for whoever may not; ValidationError if nothing holds it, or no verdict yet.
    """
    if not by.has_perm("exhibits.release", file):
        raise PermissionDenied
    ExhibitFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    known = with_scans(ExhibitFile.objects.filter(pk=file.pk)).get()
    if not why_held(known):
        raise ValidationError(_("This file is not held: somebody has let it go already."))
    verdict = verdicts().filter(file=file).order_by("-attempt").first()
    if verdict is None:
        raise ValidationError(
            _("It waits for the virus scanner. There is nothing to overrule yet.")
        )
    let_go = QuarantineRelease.objects.create(
        case_id=file.case_id, inspection=verdict, actor=by, why=reason
    )
    event = CustodyEvent(
        exhibit=file.exhibit, kind=CustodyKind.OTHER, happened_at=timezone.now(), why=reason,
        condition=_("File %(position)s: released from quarantine (%(verdict)s).")
        % {"position": file.position, "verdict": InspectionOutcome(verdict.outcome).label},
        digest_after=file.sha256,
    )  # fmt: skip
    add_custody_event(event, by=by)
    # It was not opened while it was held.
    ask_for_inspection(file)
    return let_go


def rescan() -> int:
    """Asks for what a scanner could clear or has never seen; how many. 0 if it does not answer."""
    if not scanning.is_configured() or not scanning.answers():
        return 0
    files = list(to_rescan()[:MANY])
    for file in files:
        ask_for_inspection(file)
    return len(files)


def inspect_new() -> int:
    """Asks for files that nobody has looked into: those from before there were inspections."""
    files = list(ExhibitFile.objects.current().filter(inspections=None)[:MANY])
    for file in files:
        ask_for_inspection(file)
    return len(files)
