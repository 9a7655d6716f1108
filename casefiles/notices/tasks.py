"""What a new notice, and Celery's beat, start."""

from celery import shared_task

from casefiles.notices.mail import send_due
from casefiles.notices.services import forget_old


@shared_task
def send_mail() -> None:
    """Everything that is due, for everybody: doubled or late, it sends nothing twice."""
    send_due()


@shared_task
def forget_notices() -> None:
    """What was read long ago, or never and for longer still."""
    forget_old()
