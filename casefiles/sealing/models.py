"""Where wrapped keys are kept."""

import uuid

from django.db import models

from casefiles.audit.models import OperationalModel


class SubjectKey(OperationalModel):
    """One key a witness, party or exhibit; `wrapped` is null once the subject was erased.

    Operational, not audited: a history of keys would bring an erased one back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(unique=True)
    wrapped = models.BinaryField(null=True)
    master_key_id = models.CharField(max_length=16)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.subject)
