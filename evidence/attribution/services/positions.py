"""A party's position becomes a hypothesis, or is tied to the one that tests it already."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import record
from casefiles.cases.models import Position
from evidence.attribution.denials import is_testable
from evidence.attribution.models import Hypothesis, TestedPosition
from evidence.attribution.services.entries import add_hypothesis
from evidence.attribution.services.in_use import check_in_use


@transaction.atomic
def hypothesis_from(
    position: Position, hypothesis: Hypothesis, *, by: Any, reason: str
) -> Hypothesis:
    """Saves a new hypothesis that remembers which position it puts to the test."""
    new = add_hypothesis(hypothesis, by=by, reason=reason)
    tie(TestedPosition(hypothesis=new, position=position), by=by, reason=reason)
    return new


@transaction.atomic
def tie(test: TestedPosition, *, by: Any, reason: str) -> TestedPosition:
    """Says that a hypothesis in use tests a position; ValidationError where it is tied already,
    or the position claims nothing that evidence could tell."""
    hypothesis, position = test.hypothesis, test.position
    test.case = hypothesis.case
    if not by.has_perm("attribution.write", test.case):
        raise PermissionDenied
    if position.case_id != test.case.pk or not is_testable(position):
        raise ValidationError(
            _("Only what a party denies, explains otherwise or lays to another can be tested.")
        )
    # Whoever withdraws the hypothesis withdraws its tests with it, under the same lock.
    locked = Hypothesis.objects.select_for_update(no_key=True, of=("self",)).get(pk=hypothesis.pk)
    check_in_use(locked)
    test.full_clean()
    record(test, by=by, reason=reason)
    return test
