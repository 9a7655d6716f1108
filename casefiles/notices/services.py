"""Telling people, and their having read it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from casefiles.notices.kinds import KINDS, NoticeKind
from casefiles.notices.models import Notice


def notify(
    people: Iterable[Any], kind: str, obj: models.Model, *, key: str, besides: Any = None
) -> int:
    """Tells each of them once, under `key`; gives how many are told. KeyError: unknown kind.

    Call it in the transaction of what it tells of: both are committed, or neither. Service
    accounts, disabled ones and `besides` (who did it) are told nothing. Whether people may see
    `obj` is asked again whenever they read.
    """
    case_id = _case_of(obj, KINDS[kind])
    told = {person.pk: person for person in people if person.is_active and not person.is_service}
    told.pop(getattr(besides, "pk", None), None)
    about = ContentType.objects.get_for_model(obj)
    notices = [
        Notice(
            user=person, case_id=case_id, kind=kind, content_type=about, object_id=obj.pk,
            key=f"{kind}:{key}",
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
