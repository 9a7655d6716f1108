"""What somebody typed into a form and has not saved yet."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from casefiles.audit.models import OperationalModel
from casefiles.cases.models.casefile import CaseFile
from casefiles.sealing.fields import SealedTextField


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: Any) -> Self:
        """The user's own, of cases to which the user still belongs."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        cases = CaseFile.objects.visible_to(user)
        return self.filter(models.Q(case=None) | models.Q(case__in=cases), user=user)


class Draft(OperationalModel):
    """One a user and a form. Sealed as a whole, under a key of its own that goes with it.

    Operational, not audited: a draft is no fact, and nothing of it may outlive it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # None: the form that opens a new case.
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", null=True)
    # The path of the form, which names room, verb and record by id and nothing else.
    address = models.CharField(max_length=300)
    # The open page that writes it; another page of the same form may not write over it unasked.
    holder = models.UUIDField()
    content = SealedTextField(editable=False)
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "address"], name="one_draft_a_form")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def sealing_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def audit_case_id(self) -> uuid.UUID | None:
        """For the log of readings."""
        return self.case_id
