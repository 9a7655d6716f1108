"""Entries that touch several rows: the tree, the matrix, an assessment.

They may be made while a review is going on; the submission is stale then, and no decision on
it is taken any more.

Locks are taken in one order: a hypothesis or a row of the matrix before their question. The trigger
that keeps the tree takes the question's whenever a branch is written, so whoever decides on a
branch holds them in that order too.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution.models import (
    Assessment,
    Hypothesis,
    MatrixRow,
    Question,
    Rating,
    RatingRound,
    TestedPosition,
)
from evidence.attribution.services.in_use import check_in_use
from evidence.attribution.vocabulary import Weight
from evidence.exhibits.models import Exhibit

ASSESSED = {"outcome", "standard", "likelihood", "confidence", "confidence_why", "assumptions",
            "gaps", "would_change"}  # fmt: skip


@transaction.atomic
def add_hypothesis(hypothesis: Hypothesis, *, by: Any, reason: str) -> Hypothesis:
    """Saves a new hypothesis of `hypothesis.question`, under its parent if it has one.

    ValidationError if its place in the tree or its short name is not free.
    """
    hypothesis.case = hypothesis.question.case
    _check_right(hypothesis.case, by)
    check_in_use(hypothesis.question)
    hypothesis.full_clean()
    record(hypothesis, by=by, reason=reason)
    return hypothesis


@transaction.atomic
def withdraw_hypothesis(hypothesis: Hypothesis, *, by: Any, reason: str) -> Change | None:
    """Takes a hypothesis out of use. ValidationError while it has branches in use."""
    _check_right(hypothesis.case, by)
    Hypothesis.objects.select_for_update(no_key=True, of=("self",)).get(pk=hypothesis.pk)
    # The trigger that places a branch takes the same lock, so none can slip in beneath.
    _lock_question(hypothesis.question_id)
    branches = Hypothesis.objects.current().filter(parent=hypothesis)
    if branches:
        codes = ", ".join(branch.code for branch in branches)
        raise ValidationError(_("Withdraw its branches first, or move them: %s.") % codes)
    for test in TestedPosition.objects.current().filter(hypothesis=hypothesis):
        withdraw(test, by=by, reason=reason)
    return withdraw(hypothesis, by=by, reason=reason)


@transaction.atomic
def place_in_matrix(
    question: Question, exhibit: Exhibit, relevance: str = Weight.MEDIUM, not_rated_why: str = "",
    *, by: Any, reason: str,
) -> MatrixRow:  # fmt: skip
    """Enters an exhibit in a question's matrix, or changes its relevance or its excuse.

    Whoever places the same exhibit the same way again changes nothing.
    """
    _check_entry(question, exhibit, by)
    rows = MatrixRow.objects.current().filter(question=question, exhibit=exhibit)
    rows.select_for_update(of=("self",)).first()
    _lock_question(question.pk)
    known = rows.first()
    row = known or MatrixRow(case=question.case, question=question, exhibit=exhibit)
    wanted = {"relevance": relevance, "not_rated_why": not_rated_why.strip()}
    return _record_if_changed(row, wanted, by=by, reason=reason)


@transaction.atomic
def rate(
    hypothesis: Hypothesis, exhibit: Exhibit, value: str, rationale: str, *, by: Any, reason: str
) -> Rating:
    """Creates or changes one cell; whoever rates it the same again changes nothing.

    The exhibit has to be in the matrix. A parent is rated through its branches, and “other or
    unknown” not at all: ValidationError.
    """
    _check_entry(hypothesis.question, exhibit, by)
    # The row's lock makes two raters of one cell take turns.
    rows = MatrixRow.objects.current().filter(question=hypothesis.question, exhibit=exhibit)
    if not rows.select_for_update(of=("self",)).exists():
        raise ValidationError(_("Place %s in the matrix first.") % exhibit)
    # Whoever opens a round or withdraws a hypothesis holds it: asked after it, neither slips in.
    _share_question(hypothesis.question_id)
    _check_rateable(Hypothesis.objects.get(pk=hypothesis.pk))
    _refuse_open_round(hypothesis.question)
    known = Rating.objects.current().filter(hypothesis=hypothesis, exhibit=exhibit).first()
    rating = known or Rating(case=hypothesis.case, hypothesis=hypothesis, exhibit=exhibit)
    wanted = {"value": value, "rationale": rationale.strip()}
    return _record_if_changed(rating, wanted, by=by, reason=reason, rater=by)


@transaction.atomic
def assess(hypothesis: Hypothesis, *, by: Any, reason: str, **fields: str) -> Assessment:
    """Creates or changes a hypothesis's assessment; fields not given keep their value.

    ValidationError if the outcome is “supported” without standard, likelihood and confidence.
    """
    _check_right(hypothesis.case, by)
    check_in_use(hypothesis)
    if unknown := set(fields) - ASSESSED:
        raise TypeError(f"an assessment has no {', '.join(sorted(unknown))}")
    Hypothesis.objects.select_for_update(no_key=True, of=("self",)).get(pk=hypothesis.pk)
    known = Assessment.objects.filter(hypothesis=hypothesis).first()
    row = known or Assessment(case=hypothesis.case, hypothesis=hypothesis)
    wanted = {"withdrawn_at": None, **fields}
    return _record_if_changed(row, wanted, by=by, reason=reason)


def _record_if_changed(
    row: Any, wanted: dict[str, Any], *, by: Any, reason: str, **signed: Any
) -> Any:
    """Checks and records the row; `signed` fields go along with a change but make none."""
    if not row._state.adding and all(getattr(row, name) == wanted[name] for name in wanted):
        return row
    for name, value in {**wanted, **signed}.items():
        setattr(row, name, value)
    row.full_clean()
    record(row, by=by, reason=reason)
    return row


def _check_entry(question: Question, exhibit: Exhibit, by: Any) -> None:
    _check_right(question.case, by)
    check_in_use(question)
    if exhibit.case_id != question.case_id or exhibit.is_withdrawn:
        raise ValidationError(_("Choose an exhibit of this case that is in use."))
    if not Exhibit.objects.visible_to(by).filter(pk=exhibit.pk).exists():
        raise PermissionDenied(_("You may not see this exhibit."))


def _lock_question(pk: UUID) -> None:
    Question.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def _share_question(pk: UUID) -> None:
    """Raters of different cells hold it together; whoever locks it waits for all of them."""
    table = connection.ops.quote_name(Question._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR SHARE", [pk])  # noqa: S608


def _check_rateable(hypothesis: Hypothesis) -> None:
    check_in_use(hypothesis)
    if hypothesis.is_residual:
        raise ValidationError(
            _("“Other or unknown” is not rated: it has nothing to be held against.")
        )
    if Hypothesis.objects.current().filter(parent=hypothesis).exists():
        raise ValidationError(_("Rate its branches: a wider hypothesis shows theirs."))


def _refuse_open_round(question: Question) -> None:
    """Whoever rated past a round would show its raters what they are to find alone."""
    if RatingRound.objects.current().filter(question=question, closed_at=None).exists():
        raise ValidationError(
            _("A rating round of this question is open: its raters rate in it, each alone. The "
              "lead can close it.")
        )  # fmt: skip


def _check_right(case: Any, by: Any) -> None:
    if not by.has_perm("attribution.write", case):
        raise PermissionDenied
