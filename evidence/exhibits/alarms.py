"""Where a stored file that failed its check is spoken of: weaknesses and the work of people.

A failure stays a weakness of the case, also once the file matches again: counsel will be asked.
It leaves people's work when the file matches again, or was withdrawn, and somebody has written
into the custody log what happened.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile, Membership
from casefiles.cases.registers import WAITING, WEAKNESSES, Weakness, WorkItem, WorkKind
from casefiles.cases.vocabulary import Role
from evidence.exhibits.fixity import STORED, StoredKind, overdue, register_stored
from evidence.exhibits.models import CustodyEvent, ExhibitFile, FixityCheck, Rendition
from evidence.exhibits.models.fixity import with_checks
from evidence.exhibits.vocabulary import CustodyKind, FixityResult


def _is_explained(file: ExhibitFile, since: datetime) -> bool:
    events = CustodyEvent.objects.filter(exhibit=file.exhibit_id, recorded_at__gt=since)
    return events.filter(actor__is_service=False).exclude(kind=CustodyKind.FIXITY).exists()


def _changed_before(limit: datetime) -> Any:
    """Asked of the index that begins with the kind of record: without the kind, PostgreSQL reads
    all changes of the site for each file, minutes for a case of 50,000."""
    kind = ContentType.objects.get_for_model(ExhibitFile)
    changes = Change.objects.filter(content_type=kind, object_id=OuterRef("pk"), at__lt=limit)
    return Exists(changes.order_by())


EXHIBIT_FILES = StoredKind(
    label=ExhibitFile._meta.label_lower,
    rows=lambda user: ExhibitFile.objects.visible_to(user).select_related("exhibit"),
    case="case",
    name=lambda file: file.download_name,
    url=lambda file: file.get_absolute_url(),
    stored_before=_changed_before,
    is_explained=_is_explained,
    is_replaced=lambda file: file.is_withdrawn,
)


def weak_files(case: CaseFile, user: Any) -> list[Weakness]:
    """Files that fail, that once failed, and that were not read again in time."""
    failing = recovered = late = 0
    for kind in STORED.values():
        rows = kind.rows(user).filter(**{kind.case: case})
        # Nearly always none; only of these the newest check is asked for.
        failures = FixityCheck.objects.failed().filter(case=case).values("subject_id")
        results = with_checks(rows.filter(pk__in=failures)).values_list("check_result", flat=True)
        whole = [result == FixityResult.INTACT for result in results]
        recovered += sum(whole)
        failing += len(whole) - sum(whole)
        late += overdue(rows, kind).count()
    texts = [
        (failing, ngettext("%d stored file is not the one on record, or cannot be read.",
                           "%d stored files are not those on record, or cannot be read.", failing)),
        (recovered, ngettext("%d stored file failed a check earlier; it matches again.",
                             "%d stored files failed a check earlier; they match again.",
                             recovered)),
        (late, ngettext("%(count)d stored file was not checked for more than %(days)d days.",
                        "%(count)d stored files were not checked for more than %(days)d days.",
                        late) % {"count": late, "days": settings.FIXITY_DAYS}),
    ]  # fmt: skip
    address = reverse("exhibits:fixity", args=[case.pk])
    return [Weakness(text % count if "%d" in text else text, address)
            for count, text in texts if count]  # fmt: skip


def failed_files(user: Any) -> list[WorkItem]:
    """For leads and investigators: stored files that failed, until they are answered for.

    Counted on every page, so the one question comes first that is nearly always answered no.
    """
    roles = (Role.LEAD, Role.INVESTIGATOR)
    cases = Membership.objects.of(user).filter(role__in=roles).values("case")
    failures = FixityCheck.objects.failed().filter(case__in=cases)
    if not failures.exists():
        return []
    subjects = failures.values("subject_id")
    return [
        _item(kind, row)
        for kind in STORED.values()
        for row in with_checks(kind.rows(user).filter(pk__in=subjects).select_related(kind.case))
        if _is_open(kind, row)
    ]


def _is_open(kind: StoredKind, row: Any) -> bool:
    is_over = row.check_result == FixityResult.INTACT or kind.is_replaced(row)
    return not (is_over and kind.is_explained(row, row.failed_at))


def _item(kind: StoredKind, row: Any) -> WorkItem:
    if row.check_result == FixityResult.INTACT:
        why = _("it failed a check and matches again: say in the custody log what happened")
    else:
        why = _("%s: have it restored from a backup, then say in the custody log what "
                "happened") % FixityResult(row.check_result).label  # fmt: skip
    return WorkItem(
        case=_case_of(kind, row), text=_("Stored file %s failed its check") % kind.name(row),
        why=why, since=row.failed_at, url=kind.url(row), state="failed",
        kind=WorkKind.FILE,
    )  # fmt: skip


def _case_of(kind: StoredKind, row: Any) -> CaseFile:
    for step in kind.case.split("__"):
        row = getattr(row, step)
    return row


def shown_rows(kind: StoredKind, rows: Any) -> Iterator[dict[str, Any]]:
    """What pages show of rows from with_checks()."""
    for row in rows:
        result = row.check_result and FixityResult(row.check_result)
        yield {
            "name": kind.name(row), "url": kind.url(row), "pk": row.pk, "sha256": row.sha256,
            "checked_at": row.checked_at, "failed_at": row.failed_at,
            "result": result.label if result else "",
            "is_failing": bool(result) and result != FixityResult.INTACT,
        }  # fmt: skip


PREVIEWS = StoredKind(
    label=Rendition._meta.label_lower,
    rows=lambda user: Rendition.objects.visible_to(user).select_related(
        "inspection__file__exhibit"
    ),
    case="inspection__case",
    name=lambda made: f"{made.inspection.file.download_name}, {made.get_variant_display()}",
    url=lambda made: made.inspection.file.get_absolute_url(),
    stored_before=lambda limit: Q(made_at__lt=limit),
    # It is made again from the original, and what it was is of no consequence.
    is_explained=lambda _made, _since: True,
    is_replaced=lambda made: made.inspection.file.is_withdrawn or _is_made_again(made),
)


def _is_made_again(made: Rendition) -> bool:
    later = Rendition.objects.filter(inspection__file=made.inspection.file_id, variant=made.variant)
    return later.filter(inspection__attempt__gt=made.inspection.attempt).exists()


register_stored(EXHIBIT_FILES)
register_stored(PREVIEWS)
WEAKNESSES += [weak_files]
WAITING += [failed_files]
