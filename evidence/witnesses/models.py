"""Witnesses under pseudonymous codes, data about their statements, and consent by purpose.

No identity is kept here, and no text of any account: a recording is an exhibit.
"""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseFile, CaseRecord, CaseRecordQuerySet, Membership
from casefiles.cases.vocabulary import Confidentiality, Role
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.models import Exhibit
from evidence.witnesses.vocabulary import (
    Connection,
    ConsentStatus,
    KnowledgeBasis,
    Mode,
    PlaceClass,
    Purpose,
)

# Observers follow a case; they do not meet its witnesses.
SEE_WITNESSES = (Role.LEAD, Role.INVESTIGATOR, Role.REVIEWER, Role.COUNSEL)


def cases_with_witnesses_open_to(user: Any) -> "models.QuerySet[CaseFile]":
    """Cases whose witness pages the user may see: observers may not, unless they are the
    case's protection officer."""
    if not user.is_authenticated:
        return CaseFile.objects.none()
    memberships = Membership.objects.of(user)
    if not user.is_protection_officer:
        memberships = memberships.filter(role__in=SEE_WITNESSES)
    return CaseFile.objects.visible_to(user).filter(pk__in=memberships.values("case"))


class WitnessQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(case__in=cases_with_witnesses_open_to(user))


class WitnessChildQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(witness__in=Witness.objects.visible_to(user))


class Witness(CaseRecord):
    code = models.CharField(_("code"), max_length=10, editable=False)
    connection = models.CharField(
        _("connection to the events"), max_length=20, choices=Connection,
        default=Connection.UNKNOWN,
    )  # fmt: skip
    is_child = models.BooleanField(_("under 18 at the time"), default=False)

    objects = WitnessQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name_plural = _("witnesses")
        constraints = [models.UniqueConstraint(fields=["case", "code"], name="one_witness_a_code")]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("witnesses:witness_detail", args=[self.case_id, self.pk])

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.pk

    def consents_to(self, purpose: str, on: date | None = None) -> bool:
        """Whether this purpose is granted on that day (default today). No row means no."""
        day = on or timezone.localdate()
        row = self.consents.current().filter(purpose=purpose).first()  # type: ignore[attr-defined]
        return bool(row and row.in_force(day))


class StatementQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Statements of witnesses the user may see, less those kept to named readers."""
        if not user.is_authenticated:
            return self.none()
        readable = StatementReader.objects.current().filter(user=user).values("statement")
        witnesses = Witness.objects.visible_to(user)
        open_ones = Q(named_readers_only=False) | Q(pk__in=readable)
        return self.filter(open_ones, witness__in=witnesses)


class Statement(CaseRecord):
    """When, how and before whom something was said; never what was said."""

    witness = models.ForeignKey(
        Witness, verbose_name=_("witness"), on_delete=models.PROTECT, related_name="statements"
    )
    taken_on = models.DateField(_("taken on"))
    mode = models.CharField(_("how"), max_length=20, choices=Mode)
    place_class = models.CharField(_("kind of place"), max_length=20, choices=PlaceClass)
    language = models.CharField(_("language"), max_length=60)
    basis = models.CharField(
        _("basis of knowledge"), max_length=20, choices=KnowledgeBasis,
        default=KnowledgeBasis.UNKNOWN,
    )  # fmt: skip
    place = SealedTextField(_("place"))
    interviewer = SealedTextField(_("interviewer"))
    interpreter = SealedTextField(_("interpreter"))
    others_present = SealedTextField(_("others present"))
    previous_accounts = SealedTextField(
        _("previous accounts"),
        help_text=_("To whom and when the witness told this before. A further full account can "
                    "harm the witness and the case."),
    )  # fmt: skip
    read_back = models.BooleanField(_("read back to the witness"), default=False)
    corrected = models.BooleanField(_("corrected by the witness"), default=False)
    signed = models.BooleanField(_("signed"), default=False)
    recorded = models.BooleanField(_("a full recording is held"), default=False)
    confidentiality = models.CharField(
        _("confidentiality"), max_length=20, choices=Confidentiality,
        default=Confidentiality.UNDER_SEAL,
    )  # fmt: skip
    named_readers_only = models.BooleanField(
        _("only for named readers"), default=False,
        help_text=_("Hides this statement from other members of the case."),
    )  # fmt: skip

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["taken_on"]

    def __str__(self) -> str:
        return f"{self.witness.code} {self.taken_on}"

    def get_absolute_url(self) -> str:
        return reverse("witnesses:statement_detail", args=[self.case_id, self.pk])

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.witness_id


class StatementChildQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(statement__in=Statement.objects.visible_to(user))


class StatementReader(CaseRecord):
    """A member who may see a statement that is only for named readers."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="readers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("reader"), on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip

    objects = StatementChildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "user"], condition=Q(withdrawn_at=None),
                name="one_reader_a_statement",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.statement}: {self.user}"


class StatementExhibit(CaseRecord):
    """The recording or record of a statement is an exhibit."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="recordings")
    exhibit = models.ForeignKey(
        Exhibit, verbose_name=_("recording"), on_delete=models.PROTECT, related_name="statements"
    )

    objects = StatementChildQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "exhibit"], condition=Q(withdrawn_at=None),
                name="one_recording_a_pair",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.statement}: {self.exhibit}"


class Consent(CaseRecord):
    """What the witness allows, one row a purpose. No row means no use."""

    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose)
    status = models.CharField(
        _("status"), max_length=30, choices=ConsentStatus, default=ConsentStatus.NOT_ASKED
    )
    conditions = models.TextField(_("conditions"), blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = WitnessChildQuerySet.as_manager()

    class Meta:
        ordering = ["witness", "purpose"]
        constraints = [
            models.UniqueConstraint(
                fields=["witness", "purpose"], condition=Q(withdrawn_at=None),
                name="one_consent_a_purpose",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.witness}: {self.get_purpose_display()} {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return self.witness.get_absolute_url()

    def clean(self) -> None:
        super().clean()
        if self.status == ConsentStatus.CONDITIONS and not self.conditions:
            raise ValidationError({"conditions": _("Write down the conditions.")})
        if self.status == ConsentStatus.WITHDRAWN and not self.withdrawn_on:
            raise ValidationError({"withdrawn_on": _("Say when it was withdrawn.")})

    def in_force(self, day: date) -> bool:
        """Granted, with conditions or without, and not yet expired on that day."""
        granted = self.status in {ConsentStatus.GRANTED, ConsentStatus.CONDITIONS}
        return granted and (self.expires_on is None or day <= self.expires_on)
