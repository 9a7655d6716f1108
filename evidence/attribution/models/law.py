"""What a hypothesis may amount to in law, element by element, and a counsel's word on how firmly."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile, CaseRecord, CaseRecordQuerySet
from evidence.attribution.law import catalogue
from evidence.attribution.law.terms import Provision
from evidence.attribution.models.hypotheses import Hypothesis
from evidence.attribution.vocabulary import (
    ConflictType,
    ElementStatus,
    LegalWording,
    WordingKind,
)
from evidence.exhibits.models import Citation, Exhibit


def present_edition() -> int:
    return catalogue.EDITION


class LegalQualification(CaseRecord):
    """What the conduct may amount to if this hypothesis is right: one provision, one claim."""

    hypothesis = models.ForeignKey(
        Hypothesis, verbose_name=_("hypothesis"), on_delete=models.PROTECT,
        related_name="qualifications",
    )  # fmt: skip
    conflict = models.CharField(_("conflict"), max_length=20, choices=ConflictType)
    # A code of the catalogue: what it lists changes with the product, not with a migration.
    provision = models.CharField(_("provision"), max_length=40, blank=True)
    provisions = models.TextField(
        _("provisions that the list lacks"), blank=True,
        help_text=_("One a line. Their elements are not followed here."),
    )  # fmt: skip
    # Of the catalogue whose words it reads in; a later one only where somebody took it over.
    edition = models.PositiveSmallIntegerField(
        _("edition of the list"), default=present_edition, editable=False
    )
    # As proposed; what pages print is `Reading.wording`, which asks for a counsel's approval.
    wording = models.CharField(
        _("wording"), max_length=20, choices=LegalWording, default=LegalWording.MAY_AMOUNT_TO
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("legal qualification")
        ordering = ["hypothesis", "conflict", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(provision="") | ~Q(provisions=""),
                name="qualification_names_a_provision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.hypothesis}: {self.provision_name}"

    def get_absolute_url(self) -> str:
        return reverse("attribution:qualification_detail", args=[self.case_id, self.pk])

    @property
    def listed(self) -> Provision | None:
        """Its provision in its edition's words; None for one written by hand."""
        return catalogue.provision(self.provision, self.edition)

    @property
    def is_revised(self) -> bool:
        """The present edition of the list has other words for it."""
        return catalogue.is_revised(self.provision, self.edition)

    @property
    def provision_name(self) -> str:
        """Short: Rome Statute 8(2)(e)(i)."""
        if self.listed:
            return self.listed.name if self.listed.article else self.listed.label
        return (self.lines or [self.provision])[0]

    @property
    def lines(self) -> list[str]:
        """The provisions written by hand."""
        return [line.strip() for line in self.provisions.splitlines() if line.strip()]

    def clean(self) -> None:
        super().clean()
        if not self.provision:
            if not self.provisions.strip():
                raise ValidationError({"provision": _now("Choose a provision, or write one.")})
            return
        if self.listed is None:
            raise ValidationError({"provision": _now("Choose a provision of the list.")})
        if why := catalogue.refusal(self.listed, self.conflict):
            raise ValidationError({"conflict": why})


class ElementQuerySet(CaseRecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """Not where it rests on an exhibit that is kept from this user: its words tell of it."""
        hidden = Citation.objects.current().filter(object_id=OuterRef("pk")).exclude(
            exhibit__in=Exhibit.objects.visible_to(user)
        )  # fmt: skip
        return super().visible_to(user).filter(~Exists(hidden))


class ElementAssessment(CaseRecord):
    """How far one element of the provision is shown; what shows it are this row's citations."""

    qualification = models.ForeignKey(
        LegalQualification, on_delete=models.PROTECT, related_name="elements"
    )
    element = models.CharField(_("element"), max_length=10)
    status = models.CharField(
        _("status"), max_length=20, choices=ElementStatus, default=ElementStatus.NOT_ASSESSED
    )
    why = models.TextField(_("why"), blank=True)

    objects = ElementQuerySet.as_manager()

    class Meta:
        verbose_name = _("element of a crime")
        ordering = ["qualification", "element"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "element"], condition=Q(withdrawn_at=None),
                name="one_assessment_an_element",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return _now("%(qualification)s, element %(element)s") % {
            "qualification": self.qualification, "element": self.element,
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        return f"{self.qualification.get_absolute_url()}#element-{self.element}"


class WordingDecision(AppendOnlyModel):
    """A counsel's word on whether exactly this qualification may say "constitutes".

    It is about the digest of the qualification with its elements and what they rest on, whose
    text is kept here; it holds for that text alone, and a refusal outweighs an approval.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    qualification = models.ForeignKey(
        LegalQualification, on_delete=models.PROTECT, related_name="wording_decisions"
    )
    kind = models.CharField(_("decision"), max_length=10, choices=WordingKind)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    counsel = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reasons = models.TextField(_("reasons"))
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "digest", "kind"], name="one_wording_decision_a_text"
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="wording_decision_has_reasons"),
        ]

    def __str__(self) -> str:
        return f"{self.counsel}: {self.get_kind_display()}"
