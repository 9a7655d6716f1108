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


def members_who_meet(case: CaseFile) -> "models.QuerySet[Any, Any]":
    """Ids of the people whom `cases_with_witnesses_open_to` lets into this case's witness pages."""
    officers = Q(user__is_protection_officer=True)
    members = Membership.objects.current().filter(case=case, user__is_active=True)
    return members.filter(Q(role__in=SEE_WITNESSES) | officers).values("user")


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
        help_text=_("How this person came to know of what happened. Choose unknown rather than "
                    "a word that few people fit."),
    )  # fmt: skip
    is_child = models.BooleanField(
        _("under 18 at the time"), default=False,
        help_text=_("When first spoken to. A child's interests come before the case's."),
    )  # fmt: skip

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
        """Whether this purpose is granted on that day (default today).

        No row means no; so does a witness who was taken out of use.
        """
        if self.is_withdrawn:
            return False
        row = self.consents.current().filter(purpose=purpose).first()
        return bool(row and row.in_force(on or timezone.localdate()))


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
    place_class = models.CharField(
        _("kind of place"), max_length=20, choices=PlaceClass,
        help_text=_("The kind only. The place itself goes into the sealed details."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=60, help_text=_("The language the witness spoke or wrote.")
    )
    basis = models.CharField(
        _("basis of knowledge"), max_length=20, choices=KnowledgeBasis,
        default=KnowledgeBasis.UNKNOWN,
        help_text=_("How the witness knows the greater part of what was said."),
    )  # fmt: skip
    place = SealedTextField(_("place"))
    interviewer = SealedTextField(_("interviewer"))
    interpreter = SealedTextField(_("interpreter"))
    others_present = SealedTextField(
        _("others present"), help_text=_("Everyone else who could hear or see the witness.")
    )
    previous_accounts = SealedTextField(
        _("previous accounts"),
        help_text=_("To whom and when the witness told this before. A further full account can "
                    "harm the witness and the case."),
    )  # fmt: skip
    read_back = models.BooleanField(
        _("read back to the witness"), default=False,
        help_text=_("In a language the witness understands."),
    )  # fmt: skip
    corrected = models.BooleanField(_("corrected by the witness"), default=False)
    signed = models.BooleanField(_("signed by the witness"), default=False)
    recorded = models.BooleanField(
        _("a full recording is held"), default=False,
        help_text=_("Of the whole statement. Log the recording itself as an exhibit."),
    )  # fmt: skip
    confidentiality = models.CharField(
        _("confidentiality"), max_length=20, choices=Confidentiality,
        default=Confidentiality.UNDER_SEAL,
        help_text=_("How this statement is marked wherever it is mentioned."),
    )  # fmt: skip
    named_readers_only = models.BooleanField(
        _("only for named readers"), default=False,
        help_text=_("Hides this statement from every other member of the case, the lead included. "
                    "Whoever ticks this is its first reader and names the others."),
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


class StatementExhibitQuerySet(StatementChildQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Both ends must be visible: a recording may be kept to readers of its own."""
        return super().visible_to(user).filter(exhibit__in=Exhibit.objects.visible_to(user))


class StatementExhibit(CaseRecord):
    """The recording or record of a statement is an exhibit."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="recordings")
    exhibit = models.ForeignKey(
        Exhibit, verbose_name=_("recording"), on_delete=models.PROTECT, related_name="statements"
    )

    objects = StatementExhibitQuerySet.as_manager()

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

    @property
    def is_granted(self) -> bool:
        return self.status in {ConsentStatus.GRANTED, ConsentStatus.CONDITIONS}

    def in_force(self, day: date) -> bool:
        """Granted, with conditions or without: already on that day, and not yet expired."""
        begun = self.given_on is None or self.given_on <= day
        return self.is_granted and begun and not self._over(day)

    def _over(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day

    @property
    def status_today(self) -> str:
        """The answer as it counts today: one whose last day is over has expired."""
        if self.is_granted and self._over(timezone.localdate()):
            return ConsentStatus.EXPIRED
        return self.status
