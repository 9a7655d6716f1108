"""The job row: the truth about work that a worker does. A queue message only wakes it."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import OperationalModel
from casefiles.jobs.kinds import KINDS, OPEN_CASES, failure_text

LEASE = timedelta(seconds=30)  # a silent worker is given up after this
UNDELIVERED = timedelta(seconds=15)  # a queued job untouched for so long is announced again
MAX_ATTEMPTS = 3


class JobQuerySet(models.QuerySet["Job"]):
    def asked_for_by(self, user: Any) -> "JobQuerySet":
        return self.filter(requester=user)

    def visible_to(self, user: Any) -> "JobQuerySet":
        """What the user asked for, less what belongs to a case that they have left."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        open_cases = models.Q(case_id=None)
        for cases_of in OPEN_CASES:
            open_cases |= models.Q(case_id__in=cases_of(user))
        return self.asked_for_by(user).filter(open_cases)

    def orphaned(self) -> "JobQuerySet":
        """Running under a lease that ran out: its worker died or hangs."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=timezone.now())

    def undelivered(self) -> "JobQuerySet":
        """Queued, and nobody came: the message was lost with the broker or never sent."""
        return self.filter(state=Job.State.QUEUED, queued_at__lt=timezone.now() - UNDELIVERED)


class Job(OperationalModel):
    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    case_id = models.UUIDField(null=True, db_index=True)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    # Two requests with one key are one job: a form posted twice renders once.
    idempotency_key = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    # Raised at every claim: a worker that lost its lease can no longer write.
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    label = models.CharField(max_length=200, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def kind_label(self) -> str:
        return str(KINDS[self.kind].label) if self.kind in KINDS else self.kind

    @property
    def failure(self) -> str:
        """What went wrong and what to do, in words; empty unless it failed."""
        return str(failure_text(self.kind, self.error_code)) if self.error_code else ""

    @property
    def subject_url(self) -> str:
        """The page of what was made; empty while there is none."""
        done = self.state == self.State.DONE and self.kind in KINDS
        return KINDS[self.kind].url(self) if done else ""

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
