"""What Celery's beat starts."""

from celery import shared_task
from django.utils import timezone

from evidence.exhibits.fixity import due
from evidence.exhibits.services.fixity import scheduled_sweep
from evidence.exhibits.services.quarantine import inspect_new, rescan


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
