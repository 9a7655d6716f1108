"""What each check of a stored file found."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile
from evidence.exhibits.models.custody import CustodyEvent
from evidence.exhibits.vocabulary import FixityCause, FixityResult


class FixityCheckQuerySet(models.QuerySet["FixityCheck"]):
    def failed(self) -> Self:
        return self.exclude(result=FixityResult.INTACT)


class FixityCheck(AppendOnlyModel):
    """A stored file was read from end to end and hashed. A failure stays, whatever comes later.

    For an exhibit's file it is an event of the custody log as well.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # One a file in a sweep, however often its job is begun again.
    sweep = models.UUIDField()
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", null=True)
    # The row that names the file, of whatever room: its model and its id.
    kind = models.CharField(max_length=100)
    subject_id = models.UUIDField()
    cause = models.CharField(_("why"), max_length=20, choices=FixityCause)
    result = models.CharField(_("found"), max_length=20, choices=FixityResult)
    expected = models.CharField(_("SHA-256 on record"), max_length=64)
    found = models.CharField(_("SHA-256 found"), max_length=64, blank=True)
    event = models.OneToOneField(
        CustodyEvent, on_delete=models.PROTECT, related_name="fixity", null=True
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    objects = FixityCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("fixity check")
        ordering = ["-checked_at"]
        indexes = [
            models.Index(fields=["subject_id", "-checked_at"], name="fixity_newest_of_a_file"),
            # Nearly always empty, and asked on every page.
            models.Index(
                fields=["case"], condition=~Q(result=FixityResult.INTACT), name="fixity_failures"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sweep", "subject_id"], name="one_check_a_sweep")
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.result}"

    @property
    def is_failed(self) -> bool:
        return self.result != FixityResult.INTACT


def with_checks(rows: Any) -> Any:
    """Rows that name a stored file, with `checked_at` and `check_result` of the newest check
    (None before the first), and `failed_at` of the newest that failed (None if none ever did)."""
    checks = FixityCheck.objects.filter(subject_id=OuterRef("pk")).order_by("-checked_at")
    return rows.annotate(
        checked_at=Subquery(checks.values("checked_at")[:1]),
        check_result=Subquery(checks.values("result")[:1]),
        failed_at=Subquery(checks.failed().values("checked_at")[:1]),
    )


def longest_unchecked_first(rows: Any) -> Any:
    """`rows` from with_checks(); those never checked come before all others."""
    return rows.order_by(F("checked_at").asc(nulls_first=True), "pk")
