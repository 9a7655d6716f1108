"""States, forces, groups and people; how they relate; what they say themselves."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.dates import validate_past_day
from casefiles.cases.models.casefile import CaseRecord
from casefiles.cases.models.incidents import Incident
from casefiles.cases.models.sources import Source
from casefiles.cases.registers import PARTY_CHECKS
from casefiles.cases.vocabulary import (
    PartyKind,
    PositionValue,
    Role,
)
from casefiles.sealing.fields import SealedTextField


class Party(CaseRecord):
    code = models.CharField(
        _("short name"), max_length=20, help_text=_("Used in the file: LNA, STATE-X.")
    )
    name = models.CharField(
        _("name"), max_length=200,
        help_text=_("For a withheld actor write a placeholder here, never the name."),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=PartyKind)
    note = models.TextField(_("note"), blank=True)
    withheld = models.BooleanField(
        _("identity assessed but withheld"), default=False,
        help_text=_("Every page and dossier prints the placeholder. Only readers named by the "
                    "lead can open the sealed name, and each opening is logged."),
    )  # fmt: skip
    sealed_name = SealedTextField(
        _("sealed name"),
        help_text=_("Only for a withheld actor. Nobody can read it back except its named readers."),
    )

    class Meta:
        verbose_name = _("party")
        ordering = ["code"]
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "code"], condition=models.Q(withdrawn_at=None),
                name="one_party_a_code",
                violation_error_message=_("Another party of this case has this short name."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("cases:party_detail", args=[self.case_id, self.pk])

    def clean(self) -> None:
        super().clean()
        if self.sealed_name and not self.withheld:
            raise ValidationError({"withheld": _("A sealed name needs this box ticked.")})
        for refused in PARTY_CHECKS:
            if why := refused(self):
                raise ValidationError(why)

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.pk

    def name_open_to(self, user: Any) -> bool:
        """Whether this user is a named reader of the sealed name, and still decides in the case."""
        rows = WithheldNameReader.objects.current().filter(party=self, user=user)
        decides = self.case.roles_of(user) & {Role.REVIEWER, Role.COUNSEL}
        return bool(decides) and rows.visible_to(user).exists()


class WithheldNameReader(CaseRecord):
    """An approver who may open one sealed name; named by the lead."""

    party = models.ForeignKey(
        Party, verbose_name=_("withheld party"), on_delete=models.PROTECT,
        related_name="name_readers",
    )  # fmt: skip
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reader"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("reader of a sealed name")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "user"], condition=models.Q(withdrawn_at=None),
                name="one_reader_a_sealed_name",
                violation_error_message=_("This person is named already."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.party}: {self.user}"

    def get_absolute_url(self) -> str:
        return f"{self.party.get_absolute_url()}#readers"


class Position(CaseRecord):
    """What a party itself says, dated, never merged into findings."""

    party = models.ForeignKey(
        Party, verbose_name=_("party"), on_delete=models.PROTECT, related_name="positions"
    )
    incident = models.ForeignKey(
        Incident, verbose_name=_("about the incident"), on_delete=models.PROTECT,
        related_name="positions", null=True, blank=True,
    )  # fmt: skip
    about = models.CharField(
        _("about"), max_length=200, blank=True,
        help_text=_("Where it is not about one incident: airstrikes in Libya in general."),
    )  # fmt: skip
    value = models.CharField(_("position"), max_length=60, choices=PositionValue)
    stated_on = models.DateField(
        _("stated on"), null=True, blank=True, validators=[validate_past_day]
    )
    reported_on = models.DateField(
        _("reported on"), null=True, blank=True, validators=[validate_past_day],
        help_text=_("When only the day of the report is known."),
    )  # fmt: skip
    text = models.TextField(_("what was said, in our words"), blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("position of a party")
        ordering = ["stated_on", "reported_on", "party__code"]

    def __str__(self) -> str:
        return f"{self.party}: {self.get_value_display()}"

    def get_absolute_url(self) -> str:
        return reverse("cases:position_detail", args=[self.case_id, self.pk])

    def clean(self) -> None:
        super().clean()
        if not self.incident_id and not self.about:
            raise ValidationError({"about": _("Choose an incident or say what it is about.")})


class PositionAccused(CaseRecord):
    """A party whom a position accuses."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="accused")
    party = models.ForeignKey(
        Party, verbose_name=_("accused party"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["position", "party"], condition=models.Q(withdrawn_at=None),
                name="one_accusation_a_party",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.party)

    def get_absolute_url(self) -> str:
        return self.position.get_absolute_url()
