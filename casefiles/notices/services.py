"""Telling people, and their having read it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from casefiles.notices.kinds import KINDS, NoticeKind
from casefiles.notices.models import Notice

AT_A_TIME = 1000


def notify(
    people: Iterable[Any], kind: str, obj: models.Model, *, key: str, besides: Any = None,
    count: int = 1,
) -> int:  # fmt: skip
    """Tells each of them once, under `key`; gives how many are told. KeyError: unknown kind.

    Call it in the transaction of what it tells of: both are committed, or neither. Service
    accounts, disabled ones and `besides` (who did it) are told nothing. Whether people may see
    `obj` is asked again whenever they read. `count`: so many came at once, `obj` the first.
    """
    case_id = _case_of(obj, KINDS[kind])
    told = {person.pk: person for person in people if person.is_active and not person.is_service}
    told.pop(getattr(besides, "pk", None), None)
    about = ContentType.objects.get_for_model(obj)
    notices = [
        Notice(
            user=person, case_id=case_id, kind=kind, content_type=about, object_id=obj.pk,
            key=f"{kind}:{key}", count=count,
        )
        for person in told.values()
    ]  # fmt: skip
    # In one order, so that two who tell the same at once do not wait for each other.
    notices.sort(key=lambda notice: notice.user_id)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if notices:
        transaction.on_commit(_wake, robust=True)
    return len(notices)


def _case_of(obj: Any, kind: NoticeKind) -> UUID | None:
    """The case with which the notice goes: whoever leaves it is told nothing any more."""
    own = getattr(obj, "audit_case_id", None) or getattr(obj, "case_id", None)
    return own or getattr(kind.case(obj), "pk", None)


def _wake() -> None:
    """Beat sends what this message, lost with the queue, would have sent."""
    from casefiles.notices.mail import is_configured
    from casefiles.notices.tasks import send_mail

    if is_configured():
        send_mail.delay()


def settle(obj: models.Model, kind: str, *, of: Any = None) -> int:
    """What was told of `obj` is over, for everybody or for one person: it counts as read."""
    notices = Notice.objects.of(obj).unread().filter(kind=kind)
    if of is not None:
        notices = notices.filter(user=of)
    return notices.update(read_at=timezone.now())


def mark_read(notices: Any) -> int:
    return notices.unread().update(read_at=timezone.now())


def forget_old() -> int:
    """Removes what was read long ago, and what nobody read for longer still; how many.

    A part at a time, so that no page which counts notices waits for it.
    """
    now, removed = timezone.now(), 0
    old = models.Q(read_at__lt=now - timedelta(days=settings.NOTICE_DAYS)) | models.Q(
        read_at=None, created_at__lt=now - timedelta(days=settings.NOTICE_UNREAD_DAYS)
    )
    while some := list(Notice.objects.filter(old).values_list("pk", flat=True)[:AT_A_TIME]):
        # Asked again: one that is marked as read meanwhile is kept for its time.
        gone, _each = Notice.objects.filter(old, pk__in=some).delete()
        if not gone:
            break
        removed += gone
    return removed
