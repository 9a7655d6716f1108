"""What is told of files that fail or are held, and of exhibits that open to a reader."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseFile
from casefiles.cases.notices import people_of
from casefiles.cases.vocabulary import Role
from casefiles.notices.kinds import NoticeKind, register_notice
from casefiles.notices.services import notify
from evidence.exhibits.models import Exhibit, ExhibitFile, ExhibitReader, FixityCheck, Inspection
from evidence.exhibits.vocabulary import InspectionOutcome

FAILED, HELD, READER = "exhibits.fixity_failed", "exhibits.held", "exhibits.reader"
# Not that the scanner is away: that says nothing of the file.
# Who was named in one go: rows of one writing, by one person, for one reason.
_NAMED_TOGETHER = """
SELECT told.object_id, other.object_id FROM audit_change told
JOIN audit_change other ON other.case_id = told.case_id AND other.xact = told.xact
    AND other.content_type_id = told.content_type_id AND other.kind = told.kind
    AND other.actor_id = told.actor_id AND other.reason = told.reason
WHERE told.content_type_id = %s AND told.object_id = ANY(%s) AND told.kind = 'created'
"""
ALARMS = {
    InspectionOutcome.INFECTED: _("The virus scanner found something in a file of %s"),
    InspectionOutcome.SCANNER_REFUSED: _("The virus scanner could not read a file of %s"),
}


def tell_failed(check: FixityCheck) -> None:
    """Leads and investigators who may see the file, at the first failure of a row of them."""
    if check.case is None:
        return
    told = people_of(check.case, Role.LEAD, Role.INVESTIGATOR)
    if check.event is not None:
        told = _who_see(check.event.exhibit, told)
    last = FixityCheck.objects.filter(subject_id=check.subject_id).exclude(pk=check.pk).first()
    if last is None or not last.is_failed:
        notify(told, FAILED, check, key=str(check.pk))


def tell_held(inspection: Inspection) -> None:
    """Leads who may see the exhibit, when the virus scanner found something in a file."""
    if inspection.outcome in ALARMS:
        exhibit = inspection.file.exhibit
        notify(_who_see(exhibit, people_of(exhibit.case, Role.LEAD)), HELD, inspection,
               key=f"{inspection.file_id}:{inspection.found}"[:90])  # fmt: skip


def tell_readers(named: Iterable[ExhibitReader], *, by: Any) -> None:
    """One notice for each person, however many exhibits were opened to them at once."""
    of_each: dict[Any, list[ExhibitReader]] = defaultdict(list)
    for row in named:
        of_each[row.user].append(row)
    for user, rows in of_each.items():
        first = min(rows, key=lambda row: row.exhibit.number)
        notify([user], READER, first, key=str(first.pk), besides=by, count=len(rows))


def _who_see(exhibit: Exhibit, people: list[Any]) -> list[Any]:
    return [user for user in people
            if Exhibit.objects.visible_to(user).filter(pk=exhibit.pk).exists()]  # fmt: skip


def _checks(user: Any) -> Any:
    """Of an exhibit's file if the exhibit is seen; any other by the members of its case."""
    seen = Exhibit.objects.visible_to(user)
    rows = FixityCheck.objects.filter(case__in=CaseFile.objects.visible_to(user))
    rows = rows.filter(Q(event=None) | Q(event__exhibit__in=seen))
    return rows.select_related("case", "event__exhibit", "event__file")


def _check_text(check: FixityCheck) -> str:
    if check.event is None:
        return _text("A stored file of this case failed its check")
    return _text("A stored file of %s failed its check") % check.event.exhibit


def _check_url(check: FixityCheck) -> str:
    if check.event is None or check.event.file is None:
        return reverse("exhibits:fixity", args=[check.case_id])
    return check.event.file.get_absolute_url()


def _held(user: Any) -> Any:
    files = ExhibitFile.objects.visible_to(user)
    return Inspection.objects.filter(file__in=files).select_related("file__exhibit__case")


def _many_readers_text(row: ExhibitReader, count: int) -> str:
    words = {"count": count, "exhibit": row.exhibit}
    return _text("You were named as a reader of %(count)d exhibits at once: %(exhibit)s "
                 "and those that came with it") % words  # fmt: skip


def _readers(user: Any) -> Any:
    rows = ExhibitReader.objects.current().filter(user=user)
    return rows.filter(exhibit__in=Exhibit.objects.visible_to(user)).select_related("exhibit__case")


def _named_with(user: Any, gone: set[UUID]) -> dict[UUID, list[ExhibitReader]]:
    """Of a naming of many, what is still open to the user where its first exhibit is not."""
    kind = ContentType.objects.get_for_model(ExhibitReader)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED_TOGETHER, [kind.pk, list(gone)])
        pairs = cursor.fetchall()
    named = _readers(user).filter(pk__in={other for _told, other in pairs})
    rows = {row.pk: row for row in named.order_by("exhibit__number")}
    of_each: dict[UUID, set[UUID]] = defaultdict(set)
    for told, other in pairs:
        of_each[told].add(other)
    return {
        told: left for told, others in of_each.items()
        if (left := [row for pk, row in rows.items() if pk in others])
    }  # fmt: skip


for _kind in (
    NoticeKind(FAILED, "failed", _checks, _check_text, _check_url),
    NoticeKind(
        HELD, "failed", _held,
        lambda look: ALARMS[InspectionOutcome(look.outcome)] % look.file.exhibit,
        lambda look: look.file.get_absolute_url(), case=lambda look: look.file.exhibit.case,
    ),
    NoticeKind(
        READER, "", _readers, lambda row: _("You were named as a reader of %s") % row.exhibit,
        lambda row: row.exhibit.get_absolute_url(), case=lambda row: row.exhibit.case,
        text_of_many=_many_readers_text, others_of=_named_with,
    ),
):  # fmt: skip
    register_notice(_kind)
