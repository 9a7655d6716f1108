"""Which files are held back: what the virus scanner said of each, and who let it go all the same.

Nothing is written when a file is held: it follows from the newest verdict.
"""

from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from evidence.exhibits.models import ExhibitFile, Inspection, QuarantineRelease
from evidence.exhibits.vocabulary import InspectionKind, InspectionOutcome

WAITING = "waiting"


def verdicts() -> QuerySet[Inspection]:
    """Of scanners. Having had none says nothing: it neither holds a file nor frees one."""
    scans = Inspection.objects.filter(kind=InspectionKind.VIRUS)
    return scans.exclude(outcome=InspectionOutcome.NOT_SCANNED)


def with_scans(rows: Any) -> Any:
    """Files with `scan` (the newest verdict's outcome, "not_scanned", or None before the first)
    and `scan_released` (whether a lead let the file go after that verdict)."""
    told = verdicts().filter(file=OuterRef("pk")).order_by("-attempt")
    any_scan = Inspection.objects.filter(file=OuterRef("pk"), kind=InspectionKind.VIRUS)
    release = QuarantineRelease.objects.filter(inspection=OuterRef("scan_id"))
    return rows.annotate(
        scan_id=Subquery(told.values("pk")[:1]),
        verdict=Subquery(told.values("outcome")[:1]),
        unscanned=Subquery(any_scan.order_by("-attempt").values("outcome")[:1]),
        scan_released=Exists(release),
    )


def why_held(file: Any) -> str:
    """Of a file from with_scans(): "" if it may be opened, "waiting", or the verdict's outcome."""
    if file.scan_released or file.verdict == InspectionOutcome.CLEAN:
        return ""
    if file.verdict:
        return str(file.verdict)
    return WAITING if settings.CLAMD and not file.unscanned else ""


def held_because(file: ExhibitFile) -> str:
    """The same for one file as the database has it now."""
    return why_held(with_scans(ExhibitFile.objects.filter(pk=file.pk)).get())


def to_rescan() -> QuerySet[ExhibitFile]:
    """What a scanner that answers again could clear, and what none has seen yet."""
    rows = with_scans(ExhibitFile.objects.current())
    return rows.filter(
        Q(verdict=None) | Q(verdict=InspectionOutcome.SCANNER_UNREACHABLE, scan_released=False)
    ).order_by(F("verdict").asc(nulls_last=True), "pk")
