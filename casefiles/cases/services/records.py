"""What every record of a case shares: numbers, withdrawal, moves between states."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casefiles.audit.models import Audited, Change
from casefiles.audit.services import record
from casefiles.cases.models import CaseCounter, CaseFile, CaseRecord


def next_number(case: CaseFile, name: str, *, wanted: int | None = None) -> int:
    """The next number of this counter of the case, or `wanted` if it is free to take.

    Locks the counter's row until the transaction ends, so that two people never get one number.
    `wanted` only moves the counter up; whether that number is taken is the caller's constraint.
    """
    CaseCounter.objects.get_or_create(case=case, name=name)
    counter = CaseCounter.objects.select_for_update().get(case=case, name=name)
    number = wanted or counter.last + 1
    counter.last = max(counter.last, number)
    counter.save(update_fields=["last"])
    return number


def reserve_numbers(case: CaseFile, name: str, wanted: Sequence[int | None]) -> list[int]:
    """A number for each: the one that is wanted, or the next free one of this counter for None.

    As next_number() in all else. The free ones follow the highest, in the order given.
    """
    CaseCounter.objects.get_or_create(case=case, name=name)
    counter = CaseCounter.objects.select_for_update().get(case=case, name=name)
    counter.last = max([counter.last, *filter(None, wanted)])
    numbers = []
    for number in wanted:
        counter.last += number is None
        numbers.append(number or counter.last)
    counter.save(update_fields=["last"])
    return numbers


@transaction.atomic
def withdraw(obj: CaseRecord, *, by: Any, reason: str) -> Change | None:
    """Takes a record out of use for good; it and its history stay readable. Idempotent."""
    locked = type(obj).objects.select_for_update(of=("self",)).get(pk=obj.pk)
    if locked.is_withdrawn:
        return None
    locked.withdrawn_at = timezone.now()
    return record(locked, by=by, reason=reason, action="withdraw")


@dataclass(frozen=True)
class Transition:
    """One line of a workflow's table: from where to where, and who may."""

    name: str
    label: str | Promise
    sources: tuple[str, ...]
    target: str
    permission: str


@transaction.atomic
def move(obj: Audited, name: str, table: dict[str, Transition], *, by: Any, reason: str) -> Change:
    """Takes a record from one state to another as its table allows.

    Locks the row. PermissionDenied without the right on the case; ValidationError from a state
    the table does not list, so that two people moving at once get one outcome.
    """
    transition = table[name]
    locked: Any = type(obj).objects.select_for_update(of=("self",)).get(pk=obj.pk)  # type: ignore[attr-defined]
    case = locked if isinstance(locked, CaseFile) else locked.case
    if not by.has_perm(transition.permission, case):
        raise PermissionDenied
    if locked.state not in transition.sources:
        raise ValidationError(
            _("This is %(state)s now; someone may have been faster. Reload the page.")
            % {"state": locked.get_state_display()}
        )
    locked.state = transition.target
    change = record(locked, by=by, reason=reason, action=name)
    obj.state = locked.state  # type: ignore[attr-defined]
    return change
