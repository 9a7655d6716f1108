"""What Celery's beat starts."""

from celery import shared_task

from evidence.witnesses.notices import tell_of_expiring


@shared_task
def look_at_consents() -> None:
    tell_of_expiring()
