"""The same notices by e-mail: that something waits, and where. What it is stays in Casefiles.

A message says nothing of a case, a person or a number, for mail lies about in clear. What has to
be sent is worked out from the notices, so a lost task or a silent mail server loses nothing.
"""

import logging
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casefiles.accounts.models import User
from casefiles.notices.models import Frequency, MailChoice, Notice

logger = logging.getLogger(__name__)
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=6)


def is_configured() -> bool:
    return bool(settings.MAIL_URL)


def frequency_of(choice: MailChoice | None) -> str:
    """What the person chose, or else what the server is set up to do."""
    return (choice.frequency if choice else "") or settings.MAIL_FREQUENCY


def choose_frequency(user: Any, frequency: str) -> None:
    MailChoice.objects.update_or_create(user=user, defaults={"frequency": frequency})


def send_due(now: datetime | None = None) -> int:
    """Sends every message whose time has come; how many. Does nothing where no mail is set up."""
    if not is_configured():
        return 0
    moment = now or timezone.now()
    return sum(_send_if_due(person, moment) for person in _with_unsent())


def _with_unsent() -> list[Any]:
    unsent = Notice.objects.unread().filter(mailed_at=None, user=OuterRef("pk"))
    people = User.objects.filter(is_active=True, is_service=False)
    return list(people.filter(Exists(unsent)).order_by("pk").values_list("pk", flat=True))


def _send_if_due(person: Any, now: datetime) -> bool:
    """One person's message, under a lock: two workers send one. If we die before the commit it
    is sent again; a message is rather doubled than lost."""
    MailChoice.objects.get_or_create(user_id=person)
    with transaction.atomic():
        rows = MailChoice.objects.select_for_update(skip_locked=True, of=("self",))
        choice = rows.select_related("user").filter(user_id=person).first()
        if choice is None or not _is_due(choice, now):
            return False
        unsent = Notice.objects.visible_to(choice.user).unread().filter(mailed_at=None)
        waiting = list(unsent.values_list("pk", flat=True))
        if not waiting:
            return False
        return _send(choice, waiting, now)


def _is_due(choice: MailChoice, now: datetime) -> bool:
    if choice.retry_at and choice.retry_at > now:
        return False
    frequency, last = frequency_of(choice), choice.sent_at
    if frequency == Frequency.IMMEDIATE:
        return last is None or now - last >= timedelta(minutes=settings.MAIL_MINUTES)
    if frequency == Frequency.DAILY:
        today = now.replace(hour=settings.MAIL_HOUR, minute=0, second=0, microsecond=0)
        return now >= today and (last is None or last < today)
    return False


def _send(choice: MailChoice, waiting: list[Any], now: datetime) -> bool:
    try:
        message_to(choice.user).send()
    except OSError as error:  # every error of smtplib is one
        # The kind alone: a mail server's words quote addresses.
        logger.error("a message could not be sent: %s", type(error).__name__)  # noqa: TRY400
        choice.failures += 1
        choice.retry_at = now + min(FIRST_RETRY * 2 ** min(choice.failures - 1, 9), LONGEST_RETRY)
        choice.save(update_fields=["failures", "retry_at"])
        return False
    choice.sent_at, choice.failures, choice.retry_at = now, 0, None
    choice.save(update_fields=["sent_at", "failures", "retry_at"])
    Notice.objects.filter(pk__in=waiting).update(mailed_at=now)
    return True


def message_to(user: Any) -> EmailMessage:
    """Plain text in the person's language, the same whatever it is that waits."""
    with translation.override(user.language):
        lines = [
            _("Something waits for you in Casefiles."),
            _address("notices:notice_list") or _("Sign in and open your notices."),
            _("This message does not say what it is, so that nobody can read it on the way."),
            _("To get such messages more rarely, or never: %s")
            % (_address("notices:settings") or _("My account, Notices by e-mail")),
        ]
        return EmailMessage(
            _("Something waits for you in Casefiles"),
            "\n\n".join(map(str, lines)) + "\n",
            to=[user.email],
            headers={
                "Message-ID": make_msgid(domain=_domain()),
                "Auto-Submitted": "auto-generated",
                "Content-Language": user.language,
            },
            connection=get_connection(),
        )


def _address(name: str) -> str:
    """A page's full address; empty where the site does not know its own."""
    return settings.ORIGIN + reverse(name) if settings.ORIGIN else ""


def _domain() -> str:
    """Of the sender's address: the name of the machine is nobody's business."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
