"""How a case goes from draft to release. The table is the whole of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile
from casefiles.cases.notices import tell_moved
from casefiles.cases.registers import CLOSING_CHECKS
from casefiles.cases.services.records import Transition, move
from casefiles.cases.vocabulary import State

_TABLE = [
    Transition("submit", _("Submit for review"),
               (State.DRAFT, State.RETURNED), State.SUBMITTED, "cases.submit_case"),
    Transition("begin_review", _("Begin the review"),
               (State.SUBMITTED,), State.UNDER_REVIEW, "cases.review_case"),
    Transition("return", _("Return with reasons"),
               (State.SUBMITTED, State.UNDER_REVIEW), State.RETURNED, "cases.review_case"),
    Transition("approve", _("Approve"),
               (State.UNDER_REVIEW,), State.APPROVED, "cases.review_case"),
    Transition("release", _("Release"),
               (State.APPROVED,), State.RELEASED, "cases.submit_case"),
    Transition("reopen", _("Reopen"),
               (State.APPROVED, State.RELEASED), State.DRAFT, "cases.submit_case"),
    Transition("withdraw", _("Withdraw the case"),
               (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED, State.APPROVED,
                State.RELEASED), State.WITHDRAWN, "cases.submit_case"),
]  # fmt: skip
TRANSITIONS: dict[str, Transition] = {line.name: line for line in _TABLE}
# A file can fail its check, and a witness withdraw, after the case was approved.
ASKS_THE_ROOMS = {"approve", "release"}


@transaction.atomic
def move_case(case: CaseFile, name: str, *, by: Any, reason: str) -> Change:
    """Takes the case one step along the table.

    ValidationError from a state the table does not list, or from what the rooms have against
    an approval or a release; PermissionDenied without the right.
    """
    if name in ASKS_THE_ROOMS:
        # Under the lock, or a record changed meanwhile would pass unasked.
        locked = CaseFile.objects.select_for_update().get(pk=case.pk)
        obstacles = [text for check in CLOSING_CHECKS for text in check(locked)]
        if obstacles and by.has_perm(TRANSITIONS[name].permission, locked):
            raise ValidationError(obstacles)
    change = move(case, name, TRANSITIONS, by=by, reason=reason)
    tell_moved(case, change)
    return change


def moves_open_to(case: CaseFile, user: Any) -> list[Transition]:
    """What this user can do with the case in its present state, in the order of the table."""
    possible = [line for line in TRANSITIONS.values() if case.state in line.sources]
    return [line for line in possible if user.has_perm(line.permission, case)]
