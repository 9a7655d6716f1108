"""The stored files of an exhibit, and who held it when."""

import mimetypes
import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile, CaseRecord
from casefiles.cases.models.incidents import validate_zone
from casefiles.cases.partial_days import PartialDay
from casefiles.cases.vocabulary import DatePrecision
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.models.exhibits import Exhibit, ExhibitChildQuerySet
from evidence.exhibits.vocabulary import (
    CapturePart,
    CopyRole,
    CustodyKind,
    TypeCheck,
    TypeFamily,
)


class ExhibitFile(CaseRecord):
    """One stored file. The bytes are write-once; the name the file had is sealed."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveIntegerField(editable=False)
    role = models.CharField(
        _("copy"), max_length=20, choices=CopyRole, default=CopyRole.EVIDENTIARY,
        help_text=_("Evidentiary: as it was received. Working: for reading and marking. "
                    "Derivative: made from another file."),
    )  # fmt: skip
    capture_part = models.CharField(
        _("part of the capture"), max_length=20, choices=CapturePart, blank=True,
        help_text=_("What this file shows of a page or post."),
    )  # fmt: skip
    object_name = models.CharField(max_length=100, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    size = models.BigIntegerField(editable=False)
    media_type = models.CharField(max_length=100, editable=False)
    original_name = SealedTextField(editable=False)
    # What the ending of the sealed name says it is, and whether its first bytes say the same.
    named_as = models.CharField(max_length=20, choices=TypeFamily, blank=True, editable=False)
    type_check = models.CharField(
        max_length=20, choices=TypeCheck, default=TypeCheck.UNKNOWN, editable=False
    )
    # Of a copy that was made from another file. Those taken in before this was asked have none.
    parent = models.ForeignKey(
        "self", verbose_name=_("made from"), on_delete=models.PROTECT, related_name="copies",
        null=True, blank=True, editable=False,
    )  # fmt: skip
    operation = models.TextField(
        _("what was done"),
        blank=True,
        help_text=_("So that someone could do it again: cut from 00:01:10 to 00:01:40."),
    )
    tool = models.CharField(
        _("tool and version"), max_length=200, blank=True,
        help_text=_("Such as FFmpeg 5.1, or “by hand” with the make of scanner."),
    )  # fmt: skip
    operator = models.CharField(
        _("who made it"), max_length=200, blank=True, help_text=_("No name of a person at risk.")
    )

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        ordering = ["exhibit", "position"]
        constraints = [
            models.UniqueConstraint(fields=["exhibit", "position"], name="one_file_a_position"),
            models.CheckConstraint(
                condition=Q(parent=None)
                | (~Q(parent=F("id")) & ~Q(operation="") & ~Q(tool="") & ~Q(operator="")
                   & ~Q(role=CopyRole.EVIDENTIARY)),
                name="copy_says_how_it_was_made",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.sha256[:12]

    def get_absolute_url(self) -> str:
        return self.exhibit.get_absolute_url()

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.exhibit_id

    @property
    def download_name(self) -> str:
        """TAJ-UN-0001-1.pdf, for members of the case only; the ending is that of the bytes."""
        ending = mimetypes.guess_extension(self.media_type, strict=False) or ".bin"
        return f"{self.exhibit.number}-{self.position}{ending}"


class CustodyQuerySet(models.QuerySet["CustodyEvent"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(exhibit__in=Exhibit.objects.visible_to(user))


def day_of(row: Any) -> PartialDay | None:
    """The same of a row of values with the columns of an entry."""
    if row.happened_until is None:
        return None
    zone = ZoneInfo(row.zone)
    first, last = row.happened_at.astimezone(zone), row.happened_until.astimezone(zone)
    return PartialDay(first.date(), last.date(), row.day_precision)


class CustodyEvent(AppendOnlyModel):
    """Who had the item, from whom, where, why, in what condition. Never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="custody")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(_("what happened"), max_length=20, choices=CustodyKind)
    happened_at = models.DateTimeField(_("when (UTC)"))
    # Where no time of day is known: the last instant at which it can have been, while
    # `happened_at` is the first, and how exactly the day itself was told. Else empty.
    happened_until = models.DateTimeField(null=True, blank=True, editable=False)
    day_precision = models.CharField(
        max_length=20, choices=DatePrecision, blank=True, default="", editable=False
    )
    # The zone in which the time was told; the instant itself is kept in UTC.
    zone = models.CharField(
        _("time zone"), max_length=60, default="UTC", validators=[validate_zone],
        help_text=_("The zone in which the time was told, such as Africa/Tripoli."),
    )  # fmt: skip
    from_holder = models.CharField(
        _("from"), max_length=200, blank=True, help_text=_("Who had it before.")
    )
    to_holder = models.CharField(
        _("to"), max_length=200, blank=True, help_text=_("Who has it now.")
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    why = models.TextField(_("reason"), help_text=_("Why it moved or was handled."))
    condition = models.TextField(
        _("condition"), blank=True, help_text=_("What it looked like, and what had changed.")
    )
    packaging = models.CharField(
        _("packaging"), max_length=200, blank=True, default="",
        help_text=_("What it was in, such as a paper bag inside of a plastic one."),
    )  # fmt: skip
    seal = models.CharField(
        _("seal numbers"), max_length=200, blank=True, default="",
        help_text=_("Every seal that was on it then, with commas between: A 1042, A 1043."),
    )  # fmt: skip
    handler = models.CharField(
        _("done by"), max_length=200, blank=True, default="",
        help_text=_("Who did it. That you write it down is noted anyway."),
    )  # fmt: skip
    authority = models.CharField(
        _("on whose authority"), max_length=200, blank=True, default="",
        help_text=_("Who ordered or allowed it, and by which decision."),
    )  # fmt: skip
    # One file, or the item in the hand; neither: the whole exhibit.
    file = models.ForeignKey(
        ExhibitFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="custody",
        null=True, blank=True,
    )  # fmt: skip
    of_item = models.BooleanField(default=False)
    # An entry is never changed: another one, which names it, takes its place.
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True
    )
    digest_before = models.CharField(_("SHA-256 before"), max_length=64, blank=True)
    digest_after = models.CharField(_("SHA-256 after"), max_length=64, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = CustodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("custody event")
        ordering = ["exhibit", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["exhibit", "sequence"], name="one_custody_event_a_number"
            ),
            models.CheckConstraint(
                condition=Q(happened_until=None, day_precision="")
                | Q(happened_until__isnull=False, happened_until__gt=F("happened_at"))
                & ~Q(day_precision=""),
                name="custody_time_or_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exhibit} {self.sequence}"

    @property
    def day(self) -> PartialDay | None:
        """What is known of it, by the clock of its zone; None where its time is known."""
        return day_of(self)

    def tell_day(self, day: PartialDay, zone: str) -> None:
        """No time of day is known: from the day's first instant in its zone to its last."""
        clock = ZoneInfo(zone)
        begins = datetime.combine(day.earliest, time.min, clock)
        ends = datetime.combine(day.latest + timedelta(days=1), time.min, clock)
        self.zone, self.happened_at = zone, begins.astimezone(UTC)
        self.happened_until = ends.astimezone(UTC) - timedelta(microseconds=1)
        self.day_precision = day.precision

    @property
    def is_by_software(self) -> bool:
        """A check of the store: nobody writes or corrects such an entry."""
        return self.kind == CustodyKind.FIXITY
