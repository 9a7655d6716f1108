"""How far staleness was looked into, so that nobody is told of it twice, and nobody never."""

from django.db import models

from casefiles.audit.models import OperationalModel
from casefiles.cases.models import CaseFile
from evidence.attribution.models.reviews import Submission


class CaseWatch(OperationalModel):
    """How much had happened in a case when its submissions were last compared with what is in it.

    Counts, not the newest of each: what was numbered or dated earlier may be committed later, and
    of rows that are only ever added, as many as before are the same as before.
    """

    case = models.OneToOneField(
        CaseFile, on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    changes = models.BigIntegerField(null=True)
    failed_checks = models.BigIntegerField(null=True)
    looked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.case_id)


class StaleMark(OperationalModel):
    """What people were told of one submission. Whether it is stale is never read from here."""

    submission = models.OneToOneField(
        Submission, on_delete=models.PROTECT, related_name="stale_mark", primary_key=True
    )
    is_stale = models.BooleanField(default=False)
    # How often it went stale; it may become fresh again when what changed is changed back.
    episode = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.submission_id} {self.episode}"
