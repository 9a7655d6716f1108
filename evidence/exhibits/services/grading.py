"""Grades are a history: regrading adds a row, with its reason."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import record
from evidence.exhibits.models import Exhibit, Grading
from evidence.exhibits.timestamps import after


@transaction.atomic
def grade_exhibit(
    exhibit: Exhibit,
    *,
    reliability: str,
    credibility: str,
    why: str,
    by: Any,
    pk: UUID | None = None,
) -> Grading:
    """Adds a grading by `by`; the newest counts, the earlier ones stay. `why` is its reason.

    `pk` is the row's id, where a form has fixed it against being posted twice.
    ValidationError for a value that is not of the scales, and without a reason.
    """  # fmt: skip
    if not why.strip():
        raise ValidationError(_("Say why: a grade without a reason cannot be checked."))
    # The exhibit's row is locked, so that "newest" means the one that was given last.
    Exhibit.objects.select_for_update(of=("self",)).get(pk=exhibit.pk)
    grading = Grading(
        case=exhibit.case, exhibit=exhibit, analyst=by,
        reliability=reliability, credibility=credibility, why=why.strip(),
        graded_at=after(Grading.objects.filter(exhibit=exhibit), "graded_at"),
    )  # fmt: skip
    grading.pk = pk or grading.pk
    grading.clean_fields()
    record(grading, by=by, reason=grading.why, action="grade")
    return grading
