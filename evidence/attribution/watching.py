"""Tells people, soon after a change, that what they submitted or approved is no longer what is there.

A change wakes a worker (`wake`); beat looks for what no message told of (`overdue_cases`). Both end
in `look_at`, which compares digests as the pages do: a wake that comes twice tells nothing twice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile
from evidence.attribution.models import CaseWatch, Hypothesis, Question, StaleMark
from evidence.attribution.notices import tell_fresh, tell_stale
from evidence.attribution.standing import BOUND, Standing, standing_of, standings
from evidence.exhibits.models import FixityCheck

# What happens in this time is looked at together.
PAUSE = timedelta(seconds=1)
# A message that was lost keeps no later one from being sent for longer than this.
LOST = timedelta(seconds=10)
# Some things end by themselves, without any change: a consent on its last day.
AGAIN = timedelta(minutes=15)


def wake(case_id: UUID) -> None:
    """Asks a worker to look at a case, once for all changes that are made until it does."""
    from evidence.attribution.tasks import look_at_case

    if cache.add(_key(case_id), True, timeout=LOST.total_seconds()):
        look_at_case.apply_async((str(case_id),), countdown=PAUSE.total_seconds())


def _key(case_id: UUID) -> str:
    return f"attribution.woken:{case_id}"


def bound_hypotheses() -> QuerySet[Hypothesis]:
    """Those of which something was said that a change makes void."""
    return Hypothesis.objects.filter(state__in=BOUND)


def overdue_cases(now: datetime | None = None) -> list[UUID]:
    """Cases that changed since they were looked at, or were not looked at for long."""
    moment = now or timezone.now()
    bound = CaseFile.objects.filter(pk__in=bound_hypotheses().values("case"))
    long_ago = CaseWatch.objects.filter(looked_at__lt=moment - AGAIN).values("case")
    late = not_looked_at(bound).values("pk")
    rows = bound.filter(Q(pk__in=late) | Q(pk__in=long_ago))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def not_looked_at(cases: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Those of them in which something happened since a worker last compared digests."""
    watches = CaseWatch.objects.filter(case=OuterRef("pk"))
    rows = cases.annotate(
        happened=_count(Change.objects.filter(case_id=OuterRef("pk")), "case_id"),
        failed=_count(FixityCheck.objects.failed().filter(case=OuterRef("pk")), "case"),
        seen=Subquery(watches.values("changes")[:1]),
        seen_failed=Subquery(watches.values("failed_checks")[:1]),
    )
    more = ~Q(happened=F("seen")) | ~Q(failed=F("seen_failed"))
    return rows.filter(Q(seen=None) | Q(seen_failed=None) | more)


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many there are of one case; 0 where there are none."""
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=BigIntegerField())


def look_at(case_id: UUID) -> int:
    """Compares every submission of a case that counts with what is in the file now.

    Gives how many went stale since it was last looked at; the people concerned are told of each.
    Two workers take turns. What is committed meanwhile wakes another look.
    """
    cache.delete(_key(case_id))
    CaseWatch.objects.get_or_create(case_id=case_id)
    with transaction.atomic():
        watch = CaseWatch.objects.select_for_update().get(case_id=case_id)
        # Noted before anything is compared: what comes later is looked at again.
        watch.changes = Change.objects.filter(case_id=case_id).count()
        watch.failed_checks = FixityCheck.objects.failed().filter(case=case_id).count()
        count = sum([_note(standing) for standing in _standings(case_id)])
        watch.looked_at = timezone.now()
        watch.save()
    return count


def _standings(case_id: UUID) -> Iterator[Standing]:
    """Of all that is bound, each question at once. What was withdrawn is stale for good, and
    looked at until somebody was told."""
    bound = bound_hypotheses().filter(case=case_id)
    in_use = bound.filter(withdrawn_at=None)
    for question in Question.objects.filter(pk__in=in_use.values("question")):
        yield from (each for each in standings(question).values() if each.state in BOUND)
    told = StaleMark.objects.filter(is_stale=True).values("submission__hypothesis")
    for hypothesis in bound.exclude(withdrawn_at=None).exclude(pk__in=told):
        yield standing_of(hypothesis)


def _note(standing: Standing) -> bool:
    """Tells of what went stale since; True if it did."""
    submission = standing.submission
    if submission is None:
        return False
    mark, _new = StaleMark.objects.get_or_create(submission=submission)
    if mark.is_stale == standing.is_stale:
        return False
    mark.is_stale = standing.is_stale
    if standing.is_stale:
        mark.episode, mark.since = mark.episode + 1, timezone.now()
        tell_stale(submission, mark.episode)
    else:
        tell_fresh(submission)
    mark.save()
    return mark.is_stale
