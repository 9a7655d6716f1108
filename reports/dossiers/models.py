"""Documents: what was asked for, what exactly went in, and the one file that came out."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import AppendOnlyModel
from casefiles.cases.models import CaseFile, CaseRecordQuerySet
from casefiles.cases.vocabulary import Confidentiality
from casefiles.jobs.models import Job
from evidence.exhibits.models import Exhibit


class Audience(models.TextChoices):
    """Each has the consent purpose that a statement must carry to be listed."""

    INTERNAL = "internal", _("our own counsel")
    UN = "un", _("United Nations")
    COURT = "court", _("international court")
    NATIONAL = "national", _("national authority")
    PUBLIC = "public", _("public")


class Frozen(AppendOnlyModel):
    """A numbered request with its contents frozen: canonical JSON and its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="%(class)ss")
    number = models.PositiveIntegerField()
    confidentiality = models.CharField(max_length=20, choices=Confidentiality)
    contents = models.TextField()
    digest = models.CharField(max_length=64)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    why = models.TextField(_("what it is for"))
    requested_at = models.DateTimeField(default=timezone.now)

    # The first word of the file's name, which says nothing of the case.
    kind_of_file = ""
    file: Any

    class Meta:
        abstract = True

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.case_id

    @property
    def file_name(self) -> str:
        """Names the file by its digest: what lies about in a folder must not name the case."""
        return f"{self.kind_of_file}-{self.file.sha256[:8]}.pdf"

    @property
    def can_be_retried(self) -> bool:
        """What stands in the frozen contents and is sealed would stand in them again."""
        return self.job.state == Job.State.FAILED and self.job.error_code != "leak"

    def record_file(self, **facts: Any) -> "RenderedFile":
        """The row of its stored file; a second one is refused by the database."""
        raise NotImplementedError


class RenderedFile(AppendOnlyModel):
    """A rendered PDF: exactly one a request, whatever happened to the workers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    object_name = models.CharField(max_length=100, unique=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField()
    renderer = models.CharField(max_length=100)
    rendered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sha256[:12]


class Dossier(Frozen):
    """What leaves the building of a whole case, for an audience."""

    audience = models.CharField(
        _("for"), max_length=20, choices=Audience, default=Audience.INTERNAL
    )

    objects = CaseRecordQuerySet.as_manager()
    kind_of_file = "dossier"

    class Meta:
        ordering = ["case", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_dossier_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.case} D{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:dossier_detail", args=[self.case_id, self.pk])

    def record_file(self, **facts: Any) -> RenderedFile:
        return DossierFile.objects.create(dossier=self, **facts)


class DossierFile(RenderedFile):
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="file")

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.dossier.case_id


class CustodySheetQuerySet(models.QuerySet["CustodySheet"]):
    def visible_to(self, user: Any) -> Self:
        """A sheet says that its exhibit exists: it is seen by whoever sees the exhibit."""
        return self.filter(exhibit__in=Exhibit.objects.visible_to(user))


class CustodySheet(Frozen):
    """The custody log of one exhibit as a court's registry takes it: on paper."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="custody_sheets")

    objects = CustodySheetQuerySet.as_manager()
    kind_of_file = "custody"

    class Meta:
        verbose_name = _("custody sheet")
        ordering = ["case", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_custody_sheet_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.exhibit} C{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:sheet_detail", args=[self.case_id, self.pk])

    def record_file(self, **facts: Any) -> RenderedFile:
        return CustodySheetFile.objects.create(sheet=self, **facts)


class CustodySheetFile(RenderedFile):
    sheet = models.OneToOneField(CustodySheet, on_delete=models.PROTECT, related_name="file")

    @property
    def audit_case_id(self) -> uuid.UUID:
        return self.sheet.case_id
