"""A sheet between its check and the word that logs it."""

import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from casefiles.audit.models import OperationalModel
from casefiles.cases.models import CaseFile
from casefiles.sealing.fields import SealedTextField

KEPT = timedelta(hours=24)


def _expiry() -> Any:
    return timezone.now() + KEPT


class ReceivedSheetQuerySet(models.QuerySet["ReceivedSheet"]):
    def visible_to(self, user: Any) -> Self:
        """A sheet is its sender's own, for as long as they belong to the case."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, case__in=CaseFile.objects.visible_to(user))


class ReceivedSheet(OperationalModel):
    """Rows that somebody sent and has not logged yet, sealed: they may name a witness by mistake.

    `content` is emptied and its key destroyed once it is logged, thrown away or expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = SealedTextField()
    expires_at = models.DateTimeField(default=_expiry, db_index=True)
    logged_at = models.DateTimeField(null=True)
    # Ids of the exhibits that it made, in the order of its rows.
    made = models.JSONField(default=list)

    objects = ReceivedSheetQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("exhibits:sheet_detail", args=[self.case_id, self.pk])

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def has_expired(self) -> bool:
        return self.logged_at is None and self.expires_at <= timezone.now()
