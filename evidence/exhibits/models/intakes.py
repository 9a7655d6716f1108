"""One taking in of many files: which exhibits it made, in their order."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile
from evidence.exhibits.models.exhibits import Exhibit


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: Any) -> Self:
        """Intakes of the user's cases of which nothing is hidden from them: one that showed only
        a part would tell how much is hidden."""
        hidden = IntakeItem.objects.filter(intake=OuterRef("pk")).exclude(
            exhibit__in=Exhibit.objects.visible_to(user)
        )
        cases = CaseFile.objects.visible_to(user)
        return self.filter(case__in=cases).exclude(Exists(hidden))


class Intake(AppendOnlyModel):
    """Files that came in together: from one disk, one telephone, one visit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    taken_at = models.DateTimeField(default=timezone.now)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake")
        ordering = ["-taken_at"]

    def __str__(self) -> str:
        return str(self.taken_at)

    def get_absolute_url(self) -> str:
        return reverse("exhibits:intake_detail", args=[self.case_id, self.pk])


class IntakeItem(AppendOnlyModel):
    intake = models.ForeignKey(Intake, on_delete=models.PROTECT, related_name="items")
    exhibit = models.OneToOneField(Exhibit, on_delete=models.PROTECT, related_name="intake_item")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["intake", "position"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "position"], name="one_item_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.intake_id} {self.position}"
