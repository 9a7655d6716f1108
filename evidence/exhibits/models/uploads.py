"""A file on its way in: what has arrived of it, and for how long that is kept."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import OperationalModel
from casefiles.cases.models import CaseFile
from casefiles.sealing.fields import SealedTextField
from evidence.exhibits.vocabulary import UploadState


class UploadQuerySet(models.QuerySet["Upload"]):
    def visible_to(self, user: Any) -> Self:
        """The user's own, of cases that they may see now."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user=user, case__in=CaseFile.objects.visible_to(user))

    def kept(self) -> Self:
        """Those that take room: all but what ran out."""
        return self.exclude(state=UploadState.EXPIRED)

    def unfinished(self) -> Self:
        """Those whose staged parts are on the disk."""
        return self.kept().exclude(state=UploadState.READY)

    def overdue(self) -> Self:
        return self.kept().filter(expires_at__lte=timezone.now())


class Upload(OperationalModel):
    """A file that one user sends to one case, piece by piece.

    Its parts lie staged under `staging`, the name of their folder and of their key, until all
    of them have come; then it is an object of the store. Recording it as an exhibit's file
    removes this row, so it can be attached once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Groups what was chosen together.
    batch = models.UUIDField(null=True)
    original_name = SealedTextField(editable=False)
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=UploadState, default=UploadState.RECEIVING)
    # A key of evidence.exhibits.failures.FAILURES.
    error_code = models.CharField(max_length=20, blank=True)
    # How often it was handed over to be put together; each time is a job of its own.
    tries = models.PositiveSmallIntegerField(default=0)
    staging = models.UUIDField(default=uuid.uuid4, unique=True)
    announced_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    object_name = models.CharField(max_length=100, unique=True, null=True)
    media_type = models.CharField(max_length=100, blank=True)
    # Whether its first bytes could be taken for a web page; unknown of those put together before
    # this was asked then.
    is_marked_up = models.BooleanField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    # When a byte last came, or the state last changed.
    touched_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["case", "user"], name="uploads_of_a_case")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gt=0, offset__gte=0, offset__lte=models.F("size")),
                name="upload_offset_within_size",
            ),
            models.CheckConstraint(
                condition=models.Q(state=UploadState.READY, object_name__isnull=False)
                | ~models.Q(state=UploadState.READY) & models.Q(object_name=None),
                name="upload_has_object_when_ready",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def is_expired(self) -> bool:
        return self.state == UploadState.EXPIRED or self.expires_at <= timezone.now()


class UploadPart(OperationalModel):
    """A staged piece of an upload. Written and synced before this row says that it is there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    start = models.BigIntegerField()
    size = models.PositiveIntegerField()
    # Of the plain bytes, taken as they arrived.
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["upload", "start"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "start"], name="one_part_an_offset")
        ]

    def __str__(self) -> str:
        return f"{self.start}+{self.size}"
