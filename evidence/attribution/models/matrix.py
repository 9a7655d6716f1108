"""Each exhibit against each hypothesis: rating and rationale, and the weight of the exhibit."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord
from evidence.attribution.models.hypotheses import Hypothesis, Question
from evidence.attribution.vocabulary import Consistency, Weight
from evidence.exhibits.models import Exhibit, ExhibitChildQuerySet


class MatrixRow(CaseRecord):
    """An exhibit in a question's matrix: its relevance, or why it is not rated."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="rows")
    exhibit = models.ForeignKey(
        Exhibit, verbose_name=_("exhibit"), on_delete=models.PROTECT, related_name="matrix_rows"
    )
    relevance = models.CharField(
        _("relevance to the question"), max_length=1, choices=Weight, default=Weight.MEDIUM
    )
    not_rated_why = models.TextField(
        _("not rated because"), blank=True,
        help_text=_("Fill this instead of rating, when the exhibit bears on something else or "
                    "only repeats another."),
    )  # fmt: skip

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        ordering = ["exhibit__sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "exhibit"], condition=Q(withdrawn_at=None),
                name="one_row_an_exhibit",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.question}: {self.exhibit}"


class Rating(CaseRecord):
    """How consistent an exhibit is with a hypothesis, why, and who says so."""

    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.PROTECT, related_name="ratings")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="ratings")
    value = models.CharField(_("consistency"), max_length=2, choices=Consistency)
    rationale = models.TextField(
        _("rationale"), help_text=_("What in the exhibit makes it so. Do not repeat the rating.")
    )
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        ordering = ["exhibit__sequence", "hypothesis__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["hypothesis", "exhibit"], condition=Q(withdrawn_at=None),
                name="one_rating_a_cell",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exhibit} / {self.hypothesis}: {self.value}"
