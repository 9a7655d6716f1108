"""Which exhibits have a file that must not be opened unprepared, or that another exhibit has too.

The page of an exhibit says it beside each file (looks.py); here it is asked of whole lists.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from casefiles.cases.models import CaseFile
from evidence.exhibits.gap_counts import Among
from evidence.exhibits.models import Exhibit, ExhibitFile, FixityCheck, Inspection
from evidence.exhibits.vocabulary import (
    QUIET,
    CapturePart,
    InspectionKind,
    InspectionOutcome,
    TypeCheck,
)

MISMATCHED = (TypeCheck.MISMATCH, TypeCheck.POLYGLOT)


def _loud(rows: Any) -> Any:
    """Of inspections those that found something, unless a later look of the same kind did not.

    That the source of a web page is a web page is no news.
    """
    later = Inspection.objects.filter(
        file=OuterRef("file"), kind=OuterRef("kind"), attempt__gt=OuterRef("attempt")
    )
    is_page = Q(outcome=InspectionOutcome.ACTIVE_CONTENT, kind=InspectionKind.PREVIEW,
                file__capture_part=CapturePart.PAGE_SOURCE)  # fmt: skip
    rows = rows.filter(~Q(outcome__in=QUIET), file__withdrawn_at=None)
    return rows.exclude(is_page).filter(~Exists(later))


def _mismatched(rows: Any) -> Any:
    return rows.filter(type_check__in=MISMATCHED)


# Both look up the few first and then ask for these: put into one query, PostgreSQL asks anew for
# each exhibit of the case.
def with_remarks(exhibits: QuerySet[Exhibit], case: CaseFile) -> QuerySet[Exhibit]:
    """Those of `exhibits` with a file in use of which a reader is warned, or with one that ever
    failed its check."""
    found = _loud(Inspection.objects.filter(case=case)).values_list("file__exhibit", flat=True)
    named = _mismatched(ExhibitFile.objects.current().filter(case=case))
    failed = FixityCheck.objects.failed().filter(case=case).exclude(event=None)
    some = {
        *found.order_by(), *named.order_by().values_list("exhibit", flat=True),
        *failed.order_by().values_list("event__exhibit", flat=True),
    }  # fmt: skip
    return exhibits.filter(Among(F("pk"), list(some)))


def doubled(exhibits: QuerySet[Exhibit], case: CaseFile, user: Any) -> QuerySet[Exhibit]:
    """Those of `exhibits` with a file that another exhibit, which this user sees too, has as well."""
    files = ExhibitFile.objects.current().filter(case=case).order_by()
    counted = files.values("sha256").annotate(n=Count("exhibit", distinct=True))
    rows = files.filter(sha256__in=list(counted.filter(n__gt=1).values_list("sha256", flat=True)))
    pairs = list(rows.values_list("sha256", "exhibit"))
    here = Exhibit.objects.visible_to(user).current().filter(case=case)
    some = Among(F("pk"), list({pk for _digest, pk in pairs}))
    seen = set(here.filter(some).order_by().values_list("pk", flat=True)) if pairs else set()
    sharing: dict[str, set[UUID]] = defaultdict(set)
    for digest, pk in pairs:
        if pk in seen:
            sharing[digest].add(pk)
    twice = {pk for pks in sharing.values() if len(pks) > 1 for pk in pks}
    return exhibits.filter(Among(F("pk"), list(twice)))


def put_remarks(exhibits: Sequence[Any]) -> None:
    """Gives each exhibit `remarks`: what its files are warned of, in a few words each. Two
    queries, however many exhibits."""
    words: dict[UUID, dict[str, None]] = defaultdict(dict)
    here = [exhibit.pk for exhibit in exhibits]
    files = ExhibitFile.objects.current().filter(exhibit__in=here)
    for pk in _mismatched(files).order_by().values_list("exhibit", flat=True):
        words[pk][str(InspectionOutcome.NOT_WHAT_IT_SAYS.label)] = None
    looks = _loud(Inspection.objects.filter(file__exhibit__in=here)).order_by("kind", "pk")
    for pk, outcome in looks.values_list("file__exhibit", "outcome"):
        words[pk][str(InspectionOutcome(outcome).label)] = None
    for exhibit in exhibits:
        exhibit.remarks = list(words[exhibit.pk])
