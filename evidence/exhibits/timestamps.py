"""Times by which the newest of several rows is told: never before one that is there already."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

LEAST = timedelta(microseconds=1)


def after(rows: Any, field: str) -> datetime:
    """Now; or, where the clock was set back since, just after the newest of `rows`.

    Otherwise what was found or said last would not count until the clock has caught up. The
    caller holds a lock under which nobody else adds to `rows`.
    """
    newest: datetime | None = rows.aggregate(newest=Max(field))["newest"]
    now = timezone.now()
    return now if newest is None or newest < now else newest + LEAST
