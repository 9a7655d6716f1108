"""The case, who belongs to it, and what every record of a case has in common."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AuditedModel, OperationalModel
from casefiles.cases.vocabulary import Confidentiality, Role, StandardOfProof, State


class CaseFileQuerySet(models.QuerySet["CaseFile"]):
    def visible_to(self, user: Any) -> Self:
        """Cases to which the user now belongs in any role; nothing for strangers."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(pk__in=Membership.objects.current().filter(user=user).values("case"))


class CaseFile(AuditedModel):
    reference = models.CharField(
        _("reference"), max_length=30, unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$",
                                   _("Use capitals, digits and hyphens, such as TAJ-2019."))],
        help_text=_("Short and unmistakable, such as TAJ-2019. It stands on every page and PDF. "
                    "Its first part begins the number of every exhibit."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200)
    country = models.CharField(_("country"), max_length=100, blank=True)
    mandate = models.TextField(
        _("mandate"), blank=True,
        help_text=_("Who asked for this inquiry, on what authority, and what it is to find out."),
    )  # fmt: skip
    summary = models.TextField(_("summary"), blank=True)
    methodology = models.TextField(
        _("methodology"), blank=True,
        help_text=_("How the facts were gathered and checked. Printed in the dossier."),
    )  # fmt: skip
    standard_of_proof = models.CharField(
        _("standard of proof"), max_length=40, choices=StandardOfProof,
        default=StandardOfProof.BELIEVE,
        help_text=_("The threshold a finding of this case must reach. It is not a likelihood."),
    )  # fmt: skip
    confidentiality = models.CharField(
        _("confidentiality"), max_length=20, choices=Confidentiality,
        default=Confidentiality.CONFIDENTIAL,
    )  # fmt: skip
    # What a new exhibit of this case begins with.
    exhibit_provider_code = models.CharField(
        _("usual provider, in short"), max_length=10, blank=True,
        validators=[RegexValidator(r"^[A-Z0-9]+\Z", _("Use capitals and digits, such as UN."))],
        help_text=_("Short capitals, such as UN. A new exhibit begins with it."),
    )  # fmt: skip
    exhibit_language = models.CharField(
        _("usual language of the evidence"),
        max_length=60,
        blank=True,
        help_text=_("Such as Arabic. A new exhibit begins with it."),
    )
    exhibit_confidentiality = models.CharField(
        _("usual confidentiality of an exhibit"), max_length=20, choices=Confidentiality,
        blank=True, help_text=_("Leave empty for that of the case."),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=20, choices=State, default=State.DRAFT, editable=False
    )
    # Wholly fictional, marked so on every page and PDF.
    is_training = models.BooleanField(_("training case"), default=False, editable=False)

    objects = CaseFileQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("cases:case_detail", args=[self.pk])

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.pk

    @property
    def prefix(self) -> str:
        """First part of the reference: TAJ of TAJ-2019."""
        return self.reference.split("-")[0]

    def roles_of(self, user: Any) -> set[str]:
        """The user's current roles in this case."""
        rows = Membership.objects.current().filter(case=self, user=user)
        return set(rows.values_list("role", flat=True))

    def members(self) -> "MembershipQuerySet":
        return Membership.objects.current().filter(case=self).select_related("user")


class CaseRecordQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Records of the cases the user belongs to; rooms narrow it for what is restricted."""
        return self.filter(case__in=CaseFile.objects.visible_to(user))

    def current(self) -> Self:
        """What is not withdrawn."""
        return self.filter(withdrawn_at=None)


class CaseRecord(AuditedModel):
    """A fact that belongs to one case. Nothing is deleted: it is withdrawn, with a reason."""

    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    # Any: rooms put a manager with a narrower `visible_to` in its place.
    objects: Any = CaseRecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class MembershipQuerySet(CaseRecordQuerySet):
    def of(self, user: Any) -> Self:
        return self.current().filter(user=user)


class Membership(CaseRecord):
    """One role of one person in one case; ended by withdrawing it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT,
        related_name="memberships",
    )  # fmt: skip
    role = models.CharField(_("role"), max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "role"], condition=models.Q(withdrawn_at=None),
                name="one_current_membership_a_role",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class LeadReplacement(AuditedModel):
    """Two administrators together give a case whose lead is lost a new one; neither is it."""

    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    nominee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(proposed_by=models.F("nominee"))
                & (
                    models.Q(confirmed_by=None)
                    | (
                        ~models.Q(confirmed_by=models.F("proposed_by"))
                        & ~models.Q(confirmed_by=models.F("nominee"))
                    )
                ),
                name="lead_replacement_takes_three_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.nominee}"


class CaseCounter(OperationalModel):
    """Gives labels such as W-0001 in order; its row is locked while a number is taken."""

    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT)
    name = models.CharField(max_length=20)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="one_counter_a_name")]

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
