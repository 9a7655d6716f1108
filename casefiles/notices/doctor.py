"""What `manage.py doctor` says of mail."""

from django.conf import settings
from django.core.mail import get_connection

from casefiles.jobs.doctor import CHECKS, Verdict
from casefiles.notices.mail import is_configured
from casefiles.notices.models import Frequency


def mail() -> Verdict:
    """Whether the mail server lets us in; sends nothing."""
    if not is_configured():
        return Verdict("mail", "none is sent: CASEFILES_MAIL_URL is not set")
    found = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}, from {settings.DEFAULT_FROM_EMAIL}"
    if settings.MAIL_FREQUENCY not in Frequency:
        advice = f"let CASEFILES_MAIL_FREQUENCY be one of {', '.join(Frequency.values)}"
        return Verdict("mail", f"{found}, {settings.MAIL_FREQUENCY}", advice)
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except OSError as error:
        advice = "check CASEFILES_MAIL_URL, and that worker and web reach that server"
        return Verdict("mail", f"{found}: {type(error).__name__}", advice)
    if not settings.ORIGIN:
        return Verdict("mail", found, "set CASEFILES_ORIGIN, so that messages can lead to the page")
    return Verdict("mail", found)


CHECKS.append(mail)
