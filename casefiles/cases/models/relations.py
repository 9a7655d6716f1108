"""How two parties relate, for which days a source says so, and how sure that is."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import validate_past_day
from casefiles.cases.models.casefile import CaseRecord
from casefiles.cases.models.parties import Party
from casefiles.cases.models.sources import Source
from casefiles.cases.partial_days import PartialDay
from casefiles.cases.vocabulary import (
    Confidence,
    DatePrecision,
    PartyKind,
    RelationKind,
    RelationStatus,
)


def _bound(label: Any) -> models.DateField:
    """The inner end of a cited day that is not known exactly; empty where it is."""
    return models.DateField(label, null=True, blank=True, editable=False)


def _precision(label: Any) -> models.CharField:
    return models.CharField(
        label, max_length=20, choices=DatePrecision, default=DatePrecision.EXACT, editable=False
    )


class Relation(CaseRecord):
    """Cited from some day to some day. Outside of these it is neither stated nor denied, unless
    a source says that it began or ended then."""

    from_party = models.ForeignKey(
        Party, verbose_name=_("who"), on_delete=models.PROTECT, related_name="relations_from"
    )
    kind = models.CharField(_("relation"), max_length=20, choices=RelationKind)
    to_party = models.ForeignKey(
        Party, verbose_name=_("whom"), on_delete=models.PROTECT, related_name="relations_to"
    )
    role = models.CharField(
        _("rank, title or function in it"), max_length=200, blank=True,
        help_text=_("Only where one of the two is a person, as the source gives it: general, "
                    "commander of the western operations room."),
    )  # fmt: skip
    status = models.CharField(
        _("status"), max_length=20, choices=RelationStatus, default=RelationStatus.DOCUMENTED
    )
    first_cited = models.DateField(
        _("first cited"), null=True, blank=True, validators=[validate_past_day],
        help_text=_("First day for which a source states this relation."),
    )  # fmt: skip
    first_cited_latest = _bound(_("first cited, at the latest"))
    first_precision = _precision(_("precision of the first day"))
    first_is_start = models.BooleanField(
        _("it began then"), default=False,
        help_text=_("The source says that it began, not only that it was so."),
    )  # fmt: skip
    last_cited = models.DateField(
        _("last cited"), null=True, blank=True, validators=[validate_past_day]
    )
    last_cited_earliest = _bound(_("last cited, at the earliest"))
    last_precision = _precision(_("precision of the last day"))
    last_is_end = models.BooleanField(
        _("it ended then"), default=False,
        help_text=_("The source says that it ended, not only that it was still so."),
    )  # fmt: skip
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence, blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+", null=True,
        blank=True,
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("relation")
        ordering = ["from_party__code", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_cited_latest=None) | Q(first_cited_latest__gte=F("first_cited")),
                name="first_cited_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(last_cited_earliest=None) | Q(last_cited_earliest__lte=F("last_cited")),
                name="last_cited_is_a_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_party} {self.get_kind_display()} {self.to_party}"

    def get_absolute_url(self) -> str:
        return reverse("cases:relation_detail", args=[self.case_id, self.pk])

    def clean(self) -> None:
        super().clean()
        if self.from_party_id and self.from_party_id == self.to_party_id:
            raise ValidationError({"to_party": _("A party has no relation to itself.")})
        if self.first_cited and self.last_cited and self.last_cited < self.first_cited:
            raise ValidationError({"last_cited": _("The last day lies before the first.")})
        if self.first_is_start and not self.first_cited:
            raise ValidationError({"first_cited": _("Say when it began, as exactly as is known.")})
        if self.last_is_end and not self.last_cited:
            raise ValidationError({"last_cited": _("Say when it ended, as exactly as is known.")})
        if self.role and not self._has_person():
            raise ValidationError({"role": _("Neither of these two is a person.")})

    def _has_person(self) -> bool:
        ends = [party for party in (self.from_party_id, self.to_party_id) if party]
        return Party.objects.filter(pk__in=ends, kind=PartyKind.PERSON).exists()

    @property
    def first(self) -> PartialDay | None:
        """The first cited day, as exactly as it is known."""
        if self.first_cited is None:
            return None
        latest = self.first_cited_latest or self.first_cited
        return PartialDay(self.first_cited, latest, self.first_precision)

    @first.setter
    def first(self, day: PartialDay | None) -> None:
        self.first_cited = day.earliest if day else None
        self.first_cited_latest = _if_other(day.latest, day.earliest) if day else None
        self.first_precision = day.precision if day else DatePrecision.EXACT

    @property
    def last(self) -> PartialDay | None:
        if self.last_cited is None:
            return None
        earliest = self.last_cited_earliest or self.last_cited
        return PartialDay(earliest, self.last_cited, self.last_precision)

    @last.setter
    def last(self, day: PartialDay | None) -> None:
        self.last_cited = day.latest if day else None
        self.last_cited_earliest = _if_other(day.earliest, day.latest) if day else None
        self.last_precision = day.precision if day else DatePrecision.EXACT


def _if_other(inner: date, outer: date) -> date | None:
    return None if inner == outer else inner
