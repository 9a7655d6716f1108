"""What was verified, by whom and how; and what is claimed of time and place beside it."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import validate_past_day
from casefiles.cases.models import CaseRecord
from casefiles.cases.models.incidents import PlacedRecord
from evidence.exhibits.models.exhibits import Exhibit, ExhibitChildQuerySet
from evidence.exhibits.vocabulary import (
    Aspect,
    TimePlaceKind,
    VerificationMethod,
    VerificationResult,
)

# Results on which a verified time or place may rest.
HOLDS = (VerificationResult.CONFIRMED, VerificationResult.CONSISTENT)


class Verification(CaseRecord):
    """One analyst's check of the source, of the item or of the content: three questions."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="verifications")
    aspect = models.CharField(
        _("what was verified"), max_length=10, choices=Aspect,
        help_text=_("The source: is it who it says, was it in a position to know? The item: is "
                    "it what it seems, unaltered? The content: did what it shows happen, there "
                    "and then?"),
    )  # fmt: skip
    method = models.CharField(_("method"), max_length=20, choices=VerificationMethod)
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("analyst"), on_delete=models.PROTECT,
        related_name="+", editable=False,
    )  # fmt: skip
    done_on = models.DateField(_("done on"), validators=[validate_past_day])
    result = models.CharField(_("result"), max_length=20, choices=VerificationResult)
    finding = models.TextField(
        _("what was done and found"),
        help_text=_("So that a colleague could do it again. No name of a person at risk."),
    )
    limits = models.TextField(
        _("what this does not show"),
        help_text=_("Every check has limits: a place is not a time, a genuine file is not a true "
                    "story."),
    )  # fmt: skip
    tool = models.CharField(
        _("tool"), max_length=200, blank=True, help_text=_("With its version, such as ExifTool 12.57.")
    )  # fmt: skip

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("verification")
        ordering = ["exhibit", "-done_on"]

    def __str__(self) -> str:
        return f"{self.exhibit}: {self.get_aspect_display()}, {self.get_method_display()}"

    def get_absolute_url(self) -> str:
        return reverse("exhibits:verification_detail", args=[self.case_id, self.pk])


class VerificationSupportQuerySet(ExhibitChildQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both the exhibit that supports and the one that was verified must be visible."""
        verified = Exhibit.objects.visible_to(user)
        return super().visible_to(user).filter(verification__exhibit__in=verified)


class VerificationSupport(CaseRecord):
    """An exhibit with which another was verified."""

    verification = models.ForeignKey(
        Verification, on_delete=models.PROTECT, related_name="supports"
    )
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="supports")

    objects = VerificationSupportQuerySet.as_manager()

    class Meta:
        verbose_name = _("supporting exhibit")
        ordering = ["exhibit__sequence", "exhibit__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["verification", "exhibit"], condition=Q(withdrawn_at=None),
                name="one_support_a_verification",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.verification} ← {self.exhibit}"

    def get_absolute_url(self) -> str:
        return self.verification.get_absolute_url()


class TimePlace(PlacedRecord):
    """When and where an exhibit was made: as someone claims, or as a verification found."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="times_and_places")
    kind = models.CharField(_("basis"), max_length=20, choices=TimePlaceKind)
    said_by = models.CharField(
        _("according to"), max_length=300, blank=True,
        help_text=_("Who claims it, or at which address it was first online. No name of a person "
                    "at risk."),
    )  # fmt: skip
    verification = models.ForeignKey(
        Verification, verbose_name=_("rests on the verification"), on_delete=models.PROTECT,
        related_name="times_and_places", null=True, blank=True,
    )  # fmt: skip

    objects = ExhibitChildQuerySet.as_manager()

    class Meta:
        verbose_name = _("time and place")
        ordering = ["exhibit", "kind", "earliest_date", "earliest_time"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=TimePlaceKind.VERIFIED, verification__isnull=False)
                | (~Q(kind=TimePlaceKind.VERIFIED) & Q(verification=None)),
                name="verified_rests_on_a_verification",
                violation_error_message=_("What is verified names the verification it rests on."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.exhibit}: {capfirst(self.get_kind_display())}"

    def get_absolute_url(self) -> str:
        return reverse("exhibits:timeplace_detail", args=[self.case_id, self.pk])

    @property
    def has_time(self) -> bool:
        return bool(self.earliest_date or self.latest_date)

    def clean(self) -> None:
        super().clean()
        if not self.has_time and not self.place_name and self.latitude is None:
            raise ValidationError(_("Give a time, a place or both."))
        if self.kind == TimePlaceKind.VERIFIED:
            self._check_verification()
        elif not self.said_by:
            raise ValidationError({"said_by": _("Say who claims it, or where it was online.")})

    def _check_verification(self) -> None:
        found = self.verification
        if found is None:
            raise ValidationError(
                {"verification": _("Choose the verification that found it. Record that first.")}
            )
        if found.exhibit_id != self.exhibit_id or found.is_withdrawn or found.result not in HOLDS:
            raise ValidationError(
                {"verification": _("Choose a verification of this exhibit, in use, that found it "
                                   "confirmed or consistent.")}
            )  # fmt: skip
