"""What a reader of a version last looked at, so that the page can say what is new to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from evidence.attribution.deciding import content_of
from evidence.attribution.models import Decision, Look, Submission
from evidence.attribution.snapshot import Difference, differences


@dataclass(frozen=True)
class Since:
    """An earlier version that the reader knows, and what the one before them has that it had not."""

    submission: Submission
    decision: Decision | None  # the reader's own; None where they only looked
    at: datetime
    changes: list[Difference]


def since_decided(submission: Submission, user: Any) -> Since | None:
    """Since the reader's last decision on an earlier version."""
    decision = (
        Decision.objects.filter(
            reviewer=user.pk, submission__hypothesis=submission.hypothesis_id,
            submission__number__lt=submission.number,
        ).select_related("submission").order_by("submission__number").last()
    )  # fmt: skip
    if decision is None:
        return None
    changes = _changes(decision.submission, submission, user)
    return Since(decision.submission, decision, decision.decided_at, changes)


def since_looked(submission: Submission, user: Any, after: Since | None) -> Since | None:
    """Since the last earlier version that the reader opened, if that is newer than `after`."""
    rows = Look.objects.filter(
        user=user.pk, submission__hypothesis=submission.hypothesis_id,
        submission__number__lt=submission.number,
        submission__number__gt=after.submission.number if after else 0,
    )  # fmt: skip
    look = rows.select_related("submission").order_by("submission__number").last()
    if look is None:
        return None
    return Since(look.submission, None, look.last_at, _changes(look.submission, submission, user))


def look_at(submission: Submission, user: Any) -> datetime | None:
    """Notes that this version was opened now; when it was opened before, if it was."""
    now = timezone.now()
    look, is_new = Look.objects.get_or_create(
        submission=submission, user=user, defaults={"first_at": now, "last_at": now}
    )
    if is_new:
        return None
    before, look.last_at = look.last_at, now
    look.save(update_fields=["last_at"])
    return before


def _changes(before: Submission, after: Submission, user: Any) -> list[Difference]:
    return differences(content_of(before), content_of(after), user)
