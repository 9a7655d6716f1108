"""What happened, when and where, each with how exactly that is known."""

from datetime import UTC, date, datetime, time
from functools import cache
from textwrap import shorten
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import range_text, split, validate_past_day
from casefiles.cases.models.casefile import CaseRecord
from casefiles.cases.models.sources import Source
from casefiles.cases.vocabulary import DatePrecision


@cache
def zone_names() -> frozenset[str]:
    """Names of time zones; read from disk once, for that takes a while."""
    return frozenset(available_timezones())


def validate_zone(name: str) -> None:
    if name not in zone_names():
        raise ValidationError(_("Use a name such as Africa/Tripoli or UTC."))


class DatedRecord(CaseRecord):
    """A range in the local time in which it was told; a date without a time stays a date."""

    earliest_date = models.DateField(
        _("earliest date"), null=True, blank=True, validators=[validate_past_day]
    )
    earliest_time = models.TimeField(_("earliest time"), null=True, blank=True)
    latest_date = models.DateField(
        _("latest date"), null=True, blank=True, validators=[validate_past_day]
    )
    latest_time = models.TimeField(_("latest time"), null=True, blank=True)
    zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_zone],
        help_text=_("The zone in which the time was told, such as Africa/Tripoli."),
    )  # fmt: skip
    precision = models.CharField(
        _("precision"), max_length=20, choices=DatePrecision, default=DatePrecision.ABOUT
    )
    date_note = models.CharField(
        _("about the time"), max_length=300, blank=True,
        help_text=_("Where sources differ, say how: some give 3 July."),
    )  # fmt: skip

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        for when in ("earliest", "latest"):
            if getattr(self, f"{when}_time") and not getattr(self, f"{when}_date"):
                raise ValidationError({f"{when}_date": _("A time needs its date.")})
        if self.earliest and self.latest and self.latest < self.earliest:
            raise ValidationError({"latest_date": _("The latest lies before the earliest.")})

    def _instant(self, when: str, default: time) -> datetime | None:
        day = getattr(self, f"{when}_date")
        if day is None or self.zone not in zone_names():
            return None
        moment = getattr(self, f"{when}_time") or default
        try:
            return datetime.combine(day, moment, ZoneInfo(self.zone)).astimezone(UTC)
        except OverflowError:  # the year 1 or 9999, which the field's own check refuses in words
            return None

    @property
    def earliest(self) -> datetime | None:
        """First possible instant in UTC."""
        return self._instant("earliest", time.min)

    @property
    def latest(self) -> datetime | None:
        """Last possible instant in UTC."""
        return self._instant("latest", time.max)

    def _told(self, when: str) -> tuple[date, time | None] | None:
        day = getattr(self, f"{when}_date")
        return (day, getattr(self, f"{when}_time")) if day else None

    @property
    def told(self) -> str:
        """`2 July 2019, 23:00 to 23:59`, in the local time in which it was told."""
        return range_text(self._told("earliest"), self._told("latest"))

    @property
    def told_in_utc(self) -> str:
        """The same in UTC; empty unless both ends carry a time: days are never instants."""
        if not (self.earliest_time and self.latest_time and self.earliest and self.latest):
            return ""
        return range_text(split(self.earliest), split(self.latest))


class PlacedRecord(DatedRecord):
    """When and where: a point says how exactly it is known."""

    place_name = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Decimal degrees, north positive: 32.83472."),
    )  # fmt: skip
    longitude = models.DecimalField(
        _("longitude"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Decimal degrees, east positive: 13.38472."),
    )  # fmt: skip
    precision_m = models.PositiveIntegerField(
        _("precision of the place, metres"), null=True, blank=True,
        help_text=_("The true place lies within this distance of the point."),
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def point(self) -> str:
        """`32.83472, 13.38472`, with no more digits than were given; empty without a point."""
        if self.latitude is None or self.longitude is None:
            return ""
        return ", ".join(format(x.normalize(), "f") for x in (self.latitude, self.longitude))

    def clean(self) -> None:
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("Give both latitude and longitude, or neither.")})
        if self.latitude is not None and self.precision_m is None:
            raise ValidationError({"precision_m": _("Say how exactly the point is known.")})


class Incident(PlacedRecord):
    code = models.CharField(_("short name"), max_length=20, help_text=_("Such as S1."))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = _("incident")
        ordering = ["earliest_date", "earliest_time", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=models.Q(withdrawn_at=None),
                name="one_incident_a_code",
                violation_error_message=_("Another incident of this case has this short name."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("cases:incident_detail", args=[self.case_id, self.pk])


class IncidentFact(CaseRecord):
    """One factual sentence about an incident, and who says it."""

    incident = models.ForeignKey(
        Incident, verbose_name=_("incident"), on_delete=models.PROTECT, related_name="facts"
    )
    text = models.TextField(_("fact"))
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+"
    )
    source_note = models.CharField(
        _("as reported by"), max_length=200, blank=True,
        help_text=_("Where the source repeats another: DCIM, as reported by UN."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("fact of an incident")
        ordering = ["incident", "text"]

    def __str__(self) -> str:
        return shorten(self.text, 80, placeholder="…")

    def get_absolute_url(self) -> str:
        return reverse("cases:fact_detail", args=[self.case_id, self.pk])
