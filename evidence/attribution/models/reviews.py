"""What was submitted, to the byte, and what was decided about exactly that."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel, OperationalModel
from casefiles.cases.models import CaseFile
from casefiles.cases.vocabulary import Role
from evidence.attribution.models.hypotheses import Hypothesis
from evidence.attribution.vocabulary import DecisionKind


class Submission(AppendOnlyModel):
    """A frozen snapshot: canonical JSON text and its SHA-256. Decisions are about the digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    snapshot = models.TextField()
    digest = models.CharField(max_length=64)
    quorum = models.PositiveSmallIntegerField()
    needs_counsel = models.BooleanField()
    # What a decider must be able to see: ids taken from the snapshot, so that rights can be
    # asked without reading all of it.
    exhibits = ArrayField(models.UUIDField())
    sealed_parties = ArrayField(models.UUIDField())
    note = models.TextField(_("note to the reviewers"), blank=True)
    # Asked for once an earlier version was approved: what was wrong or has changed, and why.
    correction = models.TextField(_("correction"), blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["hypothesis", "number"]
        constraints = [
            models.UniqueConstraint(fields=["hypothesis", "number"], name="one_submission_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.hypothesis} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("attribution:submission_detail", args=[self.case_id, self.pk])


class SubmissionContributor(AppendOnlyModel):
    """Someone who wrote any part of the snapshot: the database lets them decide nothing on it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="contributors"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "user"], name="one_contributor_a_submission"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class Decision(AppendOnlyModel):
    """One reviewer's word on one digest. A trigger refuses a contributor's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=10, choices=DecisionKind)
    digest = models.CharField(max_length=64)
    decided_as = models.CharField(_("as"), max_length=20, choices=Role)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField(_("reasons"))
    # The items of the case's checklist as they stood, each with answer and note: one row, so
    # that nothing can be added to it afterwards.
    checklist = models.JSONField(default=list)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"], name="one_decision_a_reviewer"
            ),
            models.CheckConstraint(condition=~models.Q(reasons=""), name="decision_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.get_kind_display()}"


class Look(OperationalModel):
    """When someone first and last opened a version's page, to say what is new since."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "user"], name="one_look_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.submission}"


class PageLook(AppendOnlyModel):
    """Someone was shown a page of the exhibits of a frozen matrix: who approves was shown them all.

    By the digest of what it showed, so that the same page of a later version counts too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="pages_shown")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "user", "digest"], name="one_look_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.submission}"
