"""What stood in the way, what is still open, and what should follow."""

from textwrap import shorten

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import validate_day, validate_past_day
from casefiles.cases.models.casefile import CaseRecord
from casefiles.cases.models.sources import Source
from casefiles.cases.vocabulary import FollowUp


class AccessObstacle(CaseRecord):
    """Access refused or information withheld; every dossier prints it."""

    date = models.DateField(_("date"), null=True, blank=True, validators=[validate_past_day])
    text = models.TextField(_("what stood in the way"))
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True,
    )  # fmt: skip

    class Meta:
        verbose_name = _("access obstacle")
        ordering = ["date", "text"]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")

    def get_absolute_url(self) -> str:
        return reverse("cases:obstacle_detail", args=[self.case_id, self.pk])


class OpenQuestion(CaseRecord):
    text = models.TextField(_("question that is still open"))
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("Leave empty while the question is open.")
    )

    class Meta:
        verbose_name = _("open question")
        ordering = ["text"]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")

    def get_absolute_url(self) -> str:
        return reverse("cases:open_question_detail", args=[self.case_id, self.pk])


class Recommendation(CaseRecord):
    addressee = models.CharField(_("addressee"), max_length=200)
    text = models.TextField(_("recommendation"))
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, help_text=_("Leave empty for the case's own recommendation."),
    )  # fmt: skip
    deadline = models.DateField(_("deadline"), null=True, blank=True, validators=[validate_day])
    follow_up = models.CharField(
        _("follow-up"), max_length=20, choices=FollowUp, default=FollowUp.OPEN
    )

    class Meta:
        verbose_name = _("recommendation")
        ordering = ["addressee", "text"]

    def __str__(self) -> str:
        return f"{self.addressee}: {shorten(self.text, 60, placeholder='…')}"

    def get_absolute_url(self) -> str:
        return reverse("cases:recommendation_detail", args=[self.case_id, self.pk])
