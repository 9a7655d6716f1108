"""What Celery's beat starts."""

from celery import shared_task
from django.utils import timezone

from evidence.exhibits.fixity import due
from evidence.exhibits.gap_counts import count_ahead
from evidence.exhibits.services.fixity import scheduled_sweep
from evidence.exhibits.services.quarantine import inspect_new, rescan
from evidence.exhibits.services.receiving import expire_uploads, hand_over_forgotten
from evidence.exhibits.services.sheets import forget_expired_sheets


@shared_task
def check_stored_files() -> None:
    """Queues a sweep if anything is due; two beats in one hour queue one."""
    if due(1):
        scheduled_sweep(f"{timezone.now():%Y-%m-%dT%H}")


@shared_task
def look_into_files() -> None:
    """Queues files that wait for the virus scanner, and those that nobody has looked into."""
    rescan()
    inspect_new()


@shared_task
def forget_sheets() -> None:
    """Destroys the sheets that were sent and not logged within their day."""
    forget_expired_sheets()


@shared_task
def sweep_uploads() -> None:
    """Removes uploads whose time ran out; a worker takes over those whose request died."""
    expire_uploads()
    hand_over_forgotten()


@shared_task
def count_custody_gaps() -> None:
    """So that no page has to count a large case from the beginning."""
    count_ahead()
