"""What Celery's beat starts."""

from celery import shared_task

from casefiles.cases.services.drafts import drop_old_drafts


@shared_task
def drop_drafts() -> None:
    drop_old_drafts()
