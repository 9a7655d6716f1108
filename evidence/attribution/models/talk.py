"""Comments on a part of what was submitted, and the points of a return with their answers."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile
from evidence.attribution.models.hypotheses import Hypothesis
from evidence.attribution.models.reviews import Decision, Submission
from evidence.attribution.vocabulary import CommentKind
from evidence.exhibits.models import Exhibit


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, user: Any) -> Self:
        """A thread about an exhibit is seen by whoever sees the exhibit."""
        seen = Exhibit.objects.visible_to(user)
        return self.filter(
            Q(exhibit=None) | Q(exhibit__in=seen), case__in=CaseFile.objects.visible_to(user)
        )


class Thread(AppendOnlyModel):
    """About one part of one version: the snapshot's key path, and the digest of what stood there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.PROTECT, related_name="threads")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="threads")
    path = ArrayField(models.TextField())  # empty: the whole
    part_digest = models.CharField(max_length=64)
    # The exhibit that the part tells of; whoever may not see it sees nothing of the thread.
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="+", null=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "id"]

    def __str__(self) -> str:
        return f"{self.hypothesis}: {' '.join(self.path)}".strip()

    def get_absolute_url(self) -> str:
        return reverse("attribution:thread_detail", args=[self.case_id, self.pk])


class Comment(AppendOnlyModel):
    """One entry of a thread: a remark, or its being resolved or opened again, with words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField(
        _("what it does"), max_length=10, choices=CommentKind, default=CommentKind.REMARK
    )
    text = models.TextField(_("comment"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"


class ReturnPoint(AppendOnlyModel):
    """One thing that a return asks for; where it is a thread's, only its readers see it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["decision__decided_at", "number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="one_point_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class PointAnswer(AppendOnlyModel):
    """What the author says to a point when submitting again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.OneToOneField(ReturnPoint, on_delete=models.PROTECT, related_name="answer")
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="point_answers"
    )
    text = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="point_is_answered")]

    def __str__(self) -> str:
        return self.text[:60]
