"""The case's own checklist."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from casefiles.audit.services import record
from casefiles.cases.models import CaseFile
from evidence.attribution.models import Checklist


@transaction.atomic
def write_checklist(case: CaseFile, items: str, *, by: Any, reason: str) -> Checklist:
    """Makes or changes it; decisions keep what they were asked. PermissionDenied to all but leads."""
    if not by.has_perm("attribution.edit_checklist", case):
        raise PermissionDenied
    CaseFile.objects.select_for_update(no_key=True).get(pk=case.pk)
    row = Checklist.objects.current().filter(case=case).first() or Checklist(case=case)
    if row.items != items:
        row.items = items
        row.full_clean()
        record(row, by=by, reason=reason)
    return row
