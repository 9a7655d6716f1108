"""A rating round: opened with named raters, filled by each alone, closed into agreed ratings.

Locks are taken in one order, round before its raters before rows of the matrix, and never in a
way that blocks who only refers to them, so that nobody waits in a circle. A rater's own entry
locks nothing but that rater's row: two raters of one cell do not wait for each other, and who
closes the round waits for both.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.audit.services import record
from casefiles.cases.vocabulary import Role
from evidence.attribution.models import (
    Hypothesis,
    IndividualRating,
    MatrixRow,
    Question,
    RatingRound,
    RoundRater,
)
from evidence.attribution.rounds import is_covered, to_rate
from evidence.attribution.services.closing import adopt
from evidence.attribution.services.in_use import check_in_use
from evidence.attribution.vocabulary import RoundCovers
from evidence.exhibits.models import Exhibit

FEWEST = 2  # raters; one alone agrees with nobody
WRITING = (Role.LEAD, Role.INVESTIGATOR)


@transaction.atomic
def open_round(
    question: Question, raters: Collection[Any], *, by: Any, reason: str, is_blind: bool = True,
    covers: str = RoundCovers.UNRATED, pk: uuid.UUID | None = None,
) -> RatingRound:  # fmt: skip
    """Opens a round; only the lead. ValidationError while another of the question is open,
    with fewer than two raters, or with one who may not write in the case."""
    if not by.has_perm("attribution.lead_rounds", question.case):
        raise PermissionDenied
    _check_raters(question, raters)
    locked = Question.objects.select_for_update(no_key=True, of=("self",)).get(pk=question.pk)
    check_in_use(locked)
    last = RatingRound.objects.filter(question=question).aggregate(last=Max("number"))["last"] or 0
    new = RatingRound(
        case=question.case, question=question, number=last + 1, is_blind=is_blind, covers=covers,
        **({"pk": pk} if pk else {}),
    )  # fmt: skip
    new.full_clean()
    record(new, by=by, reason=reason, action="open_round")
    for rater in raters:
        record(RoundRater(case=question.case, round=new, user=rater), by=by, reason=reason)
    return new


@transaction.atomic
def rate_alone(
    round_: RatingRound, hypothesis: Hypothesis, exhibit: Exhibit, value: str, rationale: str,
    *, by: Any, reason: str,
) -> IndividualRating:  # fmt: skip
    """Creates or changes the rater's own rating of a cell that the round covers.

    PermissionDenied for who is no rater of it; ValidationError once it is closed, or the rater
    said to have finished, or where the round does not ask for this cell.
    """
    _check_may_rate(round_, exhibit, by)
    if not is_covered(round_, hypothesis, exhibit):
        raise ValidationError(_("%(exhibit)s against %(code)s is not rated in this round.")
                              % {"exhibit": exhibit, "code": hypothesis})  # fmt: skip
    given = IndividualRating.objects.current().filter(
        round=round_, hypothesis=hypothesis, exhibit=exhibit, rater=by
    ).first()  # fmt: skip
    row = given or IndividualRating(
        case=round_.case, round=round_, hypothesis=hypothesis, exhibit=exhibit, rater=by
    )
    if (row.value, row.rationale) == (value, rationale.strip()) and given:
        return row
    row.value, row.rationale = value, rationale.strip()
    row.full_clean()
    record(row, by=by, reason=reason)
    return row


@transaction.atomic
def finish(round_: RatingRound, *, by: Any) -> RatingRound:
    """The rater is done; the last one to finish closes the round.

    ValidationError names what is still to rate.
    """
    locked = _locked(round_)
    mine = _own_place(locked, by)
    if mine.finished_at:
        return locked
    if missing := to_rate(locked, by) - _given(locked, by):
        raise ValidationError(ngettext(
            "Rate the %(count)d cell that is left first. Where an exhibit says nothing about a "
            "hypothesis, choose “not applicable”.",
            "Rate the %(count)d cells that are left first. Where an exhibit says nothing about a "
            "hypothesis, choose “not applicable”.",
            len(missing),
        ) % {"count": len(missing)})  # fmt: skip
    mine.finished_at = timezone.now()
    record(mine, by=by, reason=_("finished rating"), action="finish_round")
    if not locked.raters.filter(withdrawn_at=None, finished_at=None).exists():
        _close(locked, by=by, reason=_("every rater has finished"))
        round_.closed_at = locked.closed_at
    return locked


@transaction.atomic
def go_on(round_: RatingRound, *, by: Any) -> RoundRater:
    """A rater who finished too early rates on, as long as the round is open."""
    mine = _own_place(_locked(round_), by)
    if mine.finished_at:
        mine.finished_at = None
        record(mine, by=by, reason=_("goes on rating"), action="resume_round")
    return mine


@transaction.atomic
def close_round(round_: RatingRound, *, by: Any, reason: str) -> RatingRound:
    """The lead closes it before all have finished; what was rated so far counts."""
    if not by.has_perm("attribution.lead_rounds", round_.case):
        raise PermissionDenied
    locked = _locked(round_)
    _close(locked, by=by, reason=reason)
    round_.closed_at = locked.closed_at
    return locked


def _close(locked: RatingRound, *, by: Any, reason: str) -> None:
    # Whoever is writing a rating holds their own row, so that all of them are waited for.
    list(locked.raters.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    rows = MatrixRow.objects.current().filter(question=locked.question_id)
    list(rows.select_for_update(of=("self",)).order_by("pk"))
    locked.closed_at = timezone.now()
    record(locked, by=by, reason=reason, action="close_round")
    adopt(locked, by=by)


def _locked(round_: RatingRound) -> RatingRound:
    rows = RatingRound.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("question", "case").get(pk=round_.pk)
    if not locked.is_open:
        raise ValidationError(_("This round is closed: what its raters gave stays as it is."))
    return locked


def _own_place(round_: RatingRound, by: Any) -> RoundRater:
    rows = RoundRater.objects.current().filter(round=round_, user=by)
    mine = rows.select_for_update(no_key=True, of=("self",)).first()
    if mine is None or not by.has_perm("attribution.write", round_.case):
        raise PermissionDenied(_("Only who was named as a rater rates in this round."))
    return mine


def _check_may_rate(round_: RatingRound, exhibit: Exhibit, by: Any) -> None:
    mine = _own_place(round_, by)
    # Read after the lock: whoever closed the round held it.
    if RatingRound.objects.filter(pk=round_.pk).exclude(closed_at=None).exists():
        raise ValidationError(_("This round is closed: what its raters gave stays as it is."))
    if mine.finished_at:
        raise ValidationError(_("You said that you have finished. Choose “Go on rating” first."))
    if not Exhibit.objects.visible_to(by).filter(pk=exhibit.pk).exists():
        raise PermissionDenied(_("You may not see this exhibit."))


def _given(round_: RatingRound, by: Any) -> set[tuple[uuid.UUID, uuid.UUID]]:
    rows = IndividualRating.objects.current().filter(round=round_, rater=by)
    return set(rows.values_list("hypothesis_id", "exhibit_id"))


def _check_raters(question: Question, raters: Collection[Any]) -> None:
    if len({rater.pk for rater in raters}) < FEWEST:
        raise ValidationError(
            {"raters": _("Name at least two raters: one alone agrees with nobody.")}
        )
    members = question.case.members().filter(role__in=WRITING).values_list("user", flat=True)
    if strangers := [str(rater) for rater in raters if rater.pk not in set(members)]:
        raise ValidationError(
            {
                "raters": _("Only who may write in this case rates: %s may not.")
                % ", ".join(strangers)
            }
        )
