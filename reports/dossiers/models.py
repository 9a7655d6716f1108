"""Dossiers: what was asked for, what exactly went in, and the one file that came out."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile, CaseRecordQuerySet
from casefiles.cases.vocabulary import Confidentiality
from casefiles.jobs.models import Job


class Audience(models.TextChoices):
    """Each has the consent purpose that a statement must carry to be listed."""

    INTERNAL = "internal", _("our own counsel")
    UN = "un", _("United Nations")
    COURT = "court", _("international court")
    NATIONAL = "national", _("national authority")
    PUBLIC = "public", _("public")


class Dossier(AppendOnlyModel):
    """A numbered request with its contents frozen: canonical JSON and its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="dossiers")
    number = models.PositiveIntegerField()
    audience = models.CharField(
        _("for"), max_length=20, choices=Audience, default=Audience.INTERNAL
    )
    confidentiality = models.CharField(max_length=20, choices=Confidentiality)
    contents = models.TextField()
    digest = models.CharField(max_length=64)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    why = models.TextField(_("what it is for"))
    requested_at = models.DateTimeField(default=timezone.now)

    objects = CaseRecordQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_dossier_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.case} D{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:dossier_detail", args=[self.case_id, self.pk])

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.case_id

    @property
    def file_name(self) -> str:
        """Names the file by its digest: what lies about in a folder must not name the case."""
        return f"dossier-{self.file.sha256[:8]}.pdf"

    @property
    def can_be_retried(self) -> bool:
        """What stands in the frozen contents and is sealed would stand in them again."""
        return self.job.state == Job.State.FAILED and self.job.error_code != "leak"


class DossierFile(AppendOnlyModel):
    """The rendered PDF of a dossier: exactly one, whatever happened to the workers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="file")
    object_name = models.CharField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField()
    renderer = models.CharField(max_length=100)
    rendered_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.dossier.case_id
