"""Several raters of one matrix: each rates alone, and what they gave is kept beside the cell.

The cell's `Rating` stays the one that is weighed. A round adds what each rater gave; while a
blind one is open, nobody reads what another gave: `visible_to` hides it from every page, list
and history alike.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseRecord
from evidence.attribution.models.hypotheses import Hypothesis, Question
from evidence.attribution.vocabulary import Consistency, RoundCovers
from evidence.exhibits.models import Exhibit, ExhibitChildQuerySet


class RatingRound(CaseRecord):
    """One going-through of a question's matrix by several named raters."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("number"), default=1, editable=False)
    is_blind = models.BooleanField(
        _("blind"), default=True,
        help_text=_("Until the round is closed, each rater sees their own ratings only, and "
                    "nobody else sees any."),
    )  # fmt: skip
    covers = models.CharField(
        _("cells"), max_length=10, choices=RoundCovers, default=RoundCovers.UNRATED
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("rating round")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="one_round_a_number"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(closed_at=None, withdrawn_at=None),
                name="one_open_round_a_question",
                violation_error_message=_("A round of this question is open: close it first."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(_("%(question)s, round %(number)d")) % {
            "question": self.question, "number": self.number,
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("attribution:round_detail", args=[self.case_id, self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class RoundRater(CaseRecord):
    """Someone named to rate in a round, and whether they say that they are done."""

    round = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="raters")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("rater"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        verbose_name = _("rater of a round")
        ordering = ["user__name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="one_rater_a_round_once")
        ]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return self.round.get_absolute_url()


class IndividualRatingQuerySet(ExhibitChildQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Of an open blind round only one's own; else what hangs off a visible exhibit."""
        open_and_blind = Q(round__is_blind=True, round__closed_at=None)
        return super().visible_to(user).filter(~open_and_blind | Q(rater=user.pk))

    def revealed(self) -> Self:
        """In force, of rounds that are closed: what may stand beside the agreed rating."""
        return self.current().filter(round__closed_at__isnull=False)


class IndividualRating(CaseRecord):
    """What one rater gave one cell in one round. Never written by anyone else."""

    round = models.ForeignKey(RatingRound, on_delete=models.PROTECT, related_name="ratings")
    hypothesis = models.ForeignKey(
        Hypothesis, on_delete=models.PROTECT, related_name="individual_ratings"
    )
    exhibit = models.ForeignKey(
        Exhibit, on_delete=models.PROTECT, related_name="individual_ratings"
    )
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(_("consistency"), max_length=2, choices=Consistency)
    rationale = models.TextField(
        _("rationale"), help_text=_("What in the exhibit makes it so. Do not repeat the rating.")
    )

    objects = IndividualRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rater's own rating")
        ordering = ["exhibit__sequence", "hypothesis__position", "rater__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "hypothesis", "exhibit", "rater"], condition=Q(withdrawn_at=None),
                name="one_rating_a_rater_and_cell",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exhibit} / {self.hypothesis}: {self.value}"

    def get_absolute_url(self) -> str:
        return self.round.get_absolute_url()
