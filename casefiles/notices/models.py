"""What is waiting to be noticed, and by which way a person wants to hear of it."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import OperationalModel
from casefiles.jobs.kinds import OPEN_CASES


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: Any) -> Self:
        """The user's own, less those of cases which the user has left."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        open_cases = Q(case_id=None)
        for cases_of in OPEN_CASES:
            open_cases |= Q(case_id__in=cases_of(user))
        return self.filter(open_cases, user=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def of(self, obj: models.Model) -> Self:
        kind = ContentType.objects.get_for_model(obj)
        return self.filter(content_type=kind, object_id=obj.pk)


class Notice(OperationalModel):
    """One person is told of one thing. No words and nothing of a case: only what it is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.UUIDField()
    # Two tellings under one key are one notice, whoever tells and however often.
    key = models.CharField(max_length=120)
    # How many such things came at once, of which `object_id` is the first.
    count = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_notice_a_key")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notices_newest_first"),
            # Counted on every page.
            models.Index(fields=["user"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["content_type", "object_id"], name="notices_of_an_object"),
            models.Index(
                fields=["created_at"], condition=Q(read_at=None, mailed_at=None),
                name="notices_to_mail",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.kind


class Frequency(models.TextChoices):
    IMMEDIATE = "immediate", _("Soon: at most one message in a while, for all that has come")
    DAILY = "daily", _("Once a day, if anything has come")
    NONE = "none", _("Never")


class MailChoice(OperationalModel):
    """How one person wants mail, and how the last attempt to send it went."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mail_choice",
        primary_key=True,
    )  # fmt: skip
    # Empty: as the server is set up.
    frequency = models.CharField(max_length=10, choices=Frequency, blank=True)
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.frequency
