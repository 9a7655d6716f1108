"""What a worker found in a file, what it made to look at, and who let a held file go."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.models.custody import ExhibitFile
from evidence.exhibits.vocabulary import (
    QUIET,
    InspectionKind,
    InspectionOutcome,
    RenditionVariant,
)


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(file__in=ExhibitFile.objects.visible_to(user))

    def newest(self) -> Self:
        """Of each file and kind the last one only."""
        ordered = self.order_by("file_id", "kind", "-attempt")
        return self.filter(pk__in=ordered.distinct("file_id", "kind").values("pk"))


class Inspection(AppendOnlyModel):
    """One look of one kind into one file. A further attempt adds a row; none replaces another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(ExhibitFile, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(_("looked for"), max_length=20, choices=InspectionKind)
    attempt = models.PositiveIntegerField()
    outcome = models.CharField(_("found"), max_length=30, choices=InspectionOutcome)
    # A media type or the name of a virus's signature: a tool's own word, nothing of the content.
    found = models.CharField(max_length=200, blank=True)
    # JSON: group → name → text. May unmask whoever made the file, hence sealed with its name.
    metadata = SealedTextField(editable=False)
    tool = models.CharField(_("tool"), max_length=60, blank=True)
    tool_version = models.CharField(_("version"), max_length=100, blank=True)
    parent_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection")
        ordering = ["file_id", "kind", "attempt"]
        indexes = [
            # Few among very many, and asked for on the overview of every case.
            models.Index(
                fields=["case"],
                condition=~models.Q(outcome__in=QUIET),
                name="inspections_remarkable",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "kind", "attempt"], name="one_inspection_a_kind_and_attempt"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}"

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.file.exhibit_id

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.case_id


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(inspection__file__in=ExhibitFile.objects.visible_to(user))


class Rendition(AppendOnlyModel):
    """A picture that we made of a file: a derivative, re-encoded, without metadata."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="renditions")
    variant = models.CharField(max_length=10, choices=RenditionVariant)
    object_name = models.CharField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # A few pixels of it, blurred: what stands there before somebody asks to see more.
    veil = models.BinaryField(default=b"")
    made_at = models.DateTimeField(default=timezone.now)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview")
        ordering = ["inspection_id", "variant"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "variant"], name="one_rendition_a_variant"
            )
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    def get_absolute_url(self) -> str:
        return reverse("exhibits:rendition", args=[self.inspection.case_id, self.pk])

    @property
    def exhibit(self) -> Any:
        return self.inspection.file.exhibit

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.inspection.case_id


class QuarantineRelease(AppendOnlyModel):
    """A lead let a held file go, knowing what the scanner said. Where it had not answered, its
    first answer may hold the file again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    inspection = models.OneToOneField(Inspection, on_delete=models.PROTECT, related_name="release")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(_("reason"))
    released_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("release from quarantine")
        ordering = ["-released_at"]

    def __str__(self) -> str:
        return str(self.inspection_id)
