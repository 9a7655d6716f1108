"""What stood in the way, what is still open, and what should follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models.casefile import CaseRecord
from casefiles.cases.models.sources import Source
from casefiles.cases.vocabulary import FollowUp


class AccessObstacle(CaseRecord):
    """Access refused or information withheld; every dossier prints it."""

    date = models.DateField(_("date"), null=True, blank=True)
    text = models.TextField(_("what stood in the way"))
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True,
    )  # fmt: skip

    class Meta:
        ordering = ["date", "text"]

    def __str__(self) -> str:
        return self.text[:80]


class OpenQuestion(CaseRecord):
    text = models.TextField(_("question that is still open"))
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("Leave empty while the question is open.")
    )

    class Meta:
        ordering = ["text"]

    def __str__(self) -> str:
        return self.text[:80]


class Recommendation(CaseRecord):
    addressee = models.CharField(_("addressee"), max_length=200)
    text = models.TextField(_("recommendation"))
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True, help_text=_("Leave empty for the case's own recommendation."),
    )  # fmt: skip
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    follow_up = models.CharField(
        _("follow-up"), max_length=20, choices=FollowUp, default=FollowUp.OPEN
    )

    class Meta:
        ordering = ["addressee", "text"]

    def __str__(self) -> str:
        return f"{self.addressee}: {self.text[:60]}"
