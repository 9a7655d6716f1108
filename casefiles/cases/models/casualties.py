"""Figures that coexist by source. Nothing overwrites another source's figure; unknown is not 0."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import validate_past_day
from casefiles.cases.models.casefile import CaseRecord
from casefiles.cases.models.incidents import Incident
from casefiles.cases.models.sources import Source
from casefiles.cases.vocabulary import CasualtyBasis, CasualtyOutcome, CasualtyStatus

BREAKDOWN = ("men", "women", "boys", "girls", "male", "female", "unknown")


def _count(label, **kwargs):
    return models.PositiveIntegerField(label, null=True, blank=True, **kwargs)


class CasualtyFigure(CaseRecord):
    incident = models.ForeignKey(
        Incident, verbose_name=_("incident"), on_delete=models.PROTECT, related_name="casualties"
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=CasualtyOutcome)
    minimum = _count(_("at least"))
    best = _count(_("best figure"), help_text=_("Empty where the source gives none."))
    maximum = _count(_("at most"))
    basis = models.CharField(_("basis"), max_length=20, choices=CasualtyBasis)
    men = _count(_("men (18 or over)"))
    women = _count(_("women (18 or over)"))
    boys = _count(_("boys (under 18)"))
    girls = _count(_("girls (under 18)"))
    male = _count(_("male, age unknown"))
    female = _count(_("female, age unknown"))
    unknown = _count(_("sex and age unknown"))
    status = models.CharField(
        _("status of the people"), max_length=40, choices=CasualtyStatus,
        default=CasualtyStatus.UNKNOWN,
    )  # fmt: skip
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+"
    )
    as_of = models.DateField(_("as of"), null=True, blank=True, validators=[validate_past_day])
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("casualty figure")
        ordering = ["incident", "outcome", "source__code"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.range_text()} ({self.source})"

    def get_absolute_url(self) -> str:
        return reverse("cases:casualty_detail", args=[self.case_id, self.pk])

    def clean(self) -> None:
        super().clean()
        given = [n for n in (self.minimum, self.best, self.maximum) if n is not None]
        if not given:
            raise ValidationError(_("Give at least one figure. Unknown is not zero."))
        if given != sorted(given):
            raise ValidationError(_("The figures must rise: at least, best, at most."))

    def range_text(self) -> str:
        """`87`, `at least 53`, `37 to 80`, as the source gives it."""
        if self.best is not None:
            return str(self.best)
        if self.minimum is not None and self.maximum is not None:
            return _("%(low)d to %(high)d") % {"low": self.minimum, "high": self.maximum}
        if self.minimum is not None:
            return _("at least %d") % self.minimum
        return _("at most %d") % self.maximum

    def breakdown(self) -> list[tuple[str, int]]:
        """(label, number) for each part the source gives; parts it leaves out are unknown."""
        fields = {field.name: field for field in self._meta.concrete_fields}
        parts = ((fields[name].verbose_name, getattr(self, name)) for name in BREAKDOWN)
        return [(str(label), number) for label, number in parts if number is not None]
