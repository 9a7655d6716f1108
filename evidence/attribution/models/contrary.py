"""Why a finding stands nonetheless: one answer to each thing that speaks against it."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord, CaseRecordQuerySet, Position
from evidence.attribution.models.assessments import OtherBodyFinding
from evidence.attribution.models.hypotheses import Hypothesis
from evidence.exhibits.models import Exhibit

# What speaks against a finding: exactly one of these columns is filled.
TARGETS = ("exhibit", "finding", "position")


class ContraryAnswerQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """An answer to an exhibit tells of it: seen by whoever sees the exhibit."""
        seen = Exhibit.objects.visible_to(user)
        return super().visible_to(user).filter(Q(exhibit=None) | Q(exhibit__in=seen))


class ContraryAnswer(CaseRecord):
    """What the author answers to an exhibit, a finding of another body or a party's position."""

    hypothesis = models.ForeignKey(
        Hypothesis, on_delete=models.PROTECT, related_name="contrary_answers"
    )
    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    finding = models.ForeignKey(
        OtherBodyFinding, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    text = models.TextField(
        _("why the finding stands nonetheless"),
        help_text=_("What in the file outweighs it, or why it does not touch the finding. Name "
                    "the exhibits by number; do not repeat the rating."),
    )  # fmt: skip
    # Digest of what was answered: ratings and grade, or the words. Once they change, the answer
    # has to be looked at again.
    bound_to = models.CharField(max_length=64, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = ContraryAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to contrary evidence")
        ordering = ["hypothesis", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(exhibit__isnull=False, finding=None, position=None)
                | Q(exhibit=None, finding__isnull=False, position=None)
                | Q(exhibit=None, finding=None, position__isnull=False),
                name="answer_is_to_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    fields=["hypothesis", target], condition=Q(withdrawn_at=None),
                    name=f"one_answer_to_{target}",
                )
                for target in TARGETS
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("answer to %s") % (self.exhibit or self.finding or self.position))

    def get_absolute_url(self) -> str:
        return f"{self.hypothesis.get_absolute_url()}#contrary"
