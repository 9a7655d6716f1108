"""Grades are a history: regrading adds a row, with its reason."""

from collections.abc import Mapping
from types import EllipsisType
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import record, record_many
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
    seen: UUID | EllipsisType | None = ...,
) -> Grading:
    """Adds a grading by `by`; the newest counts, the earlier ones stay. `why` is its reason.

    `pk` is the row's id, where a form has fixed it against being posted twice; `seen` the grading
    that `by` saw in force, where that matters. ValidationError for a value that is not of the
    scales, without a reason, and where another grading counts by now.
    """  # fmt: skip
    if not why.strip():
        raise ValidationError(_("Say why: a grade without a reason cannot be checked."))
    # The exhibit's row is locked, so that "newest" means the one that was given last.
    row = Exhibit.objects.select_for_update(of=("self",)).get(pk=exhibit.pk)
    if not isinstance(seen, EllipsisType):
        _check_unchanged([row], {row.pk: seen})
    grading = Grading(
        case=exhibit.case, exhibit=exhibit, analyst=by,
        reliability=reliability, credibility=credibility, why=why.strip(),
        graded_at=after(Grading.objects.filter(exhibit=exhibit), "graded_at"),
    )  # fmt: skip
    grading.pk = pk or grading.pk
    grading.clean_fields()
    record(grading, by=by, reason=grading.why, action="grade")
    return grading


@transaction.atomic
def grade_many(
    seen: Mapping[UUID, UUID | None],
    *,
    reliability: str,
    credibility: str,
    why: str,
    by: Any,
    pk: UUID,
) -> list[Grading]:
    """One grade and one reason for several exhibits, each in its own history; all or none.

    `seen`: by exhibit, the grading that `by` saw in force, None for none. ValidationError where
    another one counts by now or the exhibit was withdrawn, naming each, and as grade_exhibit().
    `pk` is the id that the form has fixed against being posted twice. The caller has made sure
    that `by` sees and may grade them.
    """  # fmt: skip
    if not why.strip():
        raise ValidationError(_("Say why: a grade without a reason cannot be checked."))
    # In one order everywhere, so that two people who grade the same ones wait and do not block.
    rows = Exhibit.objects.select_for_update(of=("self",)).filter(pk__in=seen).order_by("pk")
    exhibits = list(rows.select_related("case"))
    _check_unchanged(exhibits, seen)
    at = after(Grading.objects.filter(exhibit__in=seen), "graded_at")
    gradings = [
        Grading(
            pk=uuid5(pk, exhibit.pk.hex), case=exhibit.case, exhibit=exhibit, analyst=by,
            reliability=reliability, credibility=credibility, why=why.strip(), graded_at=at,
        )
        for exhibit in exhibits
    ]  # fmt: skip
    for grading in gradings[:1]:  # they differ in nothing that is checked
        grading.clean_fields()
    record_many(gradings, by=by, reason=why, action="grade")
    return gradings


def gradings_in_force(exhibits: Any) -> dict[UUID, Grading]:
    """By exhibit, the grading that counts; one query."""
    rows = Grading.objects.current().filter(exhibit__in=exhibits)
    rows = rows.order_by("exhibit_id", "-graded_at").distinct("exhibit_id")
    return {each.exhibit_id: each for each in rows.select_related("analyst")}


def _check_unchanged(exhibits: list[Exhibit], seen: Mapping[UUID, UUID | None]) -> None:
    now = gradings_in_force([each.pk for each in exhibits])
    problems = []
    for exhibit in exhibits:
        grade = now.get(exhibit.pk)
        if exhibit.is_withdrawn:
            problems.append(_("%s was withdrawn and is kept as it is.") % exhibit)
        elif grade and grade.pk != seen[exhibit.pk]:
            words = {"exhibit": exhibit, "grade": grade, "who": grade.analyst, "why": grade.why}
            problems.append(_("%(exhibit)s was graded meanwhile: %(grade)s, by %(who)s: %(why)s")
                            % words)  # fmt: skip
    if problems:
        raise ValidationError(problems)
