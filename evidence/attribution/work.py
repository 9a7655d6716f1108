"""What is weak, and what keeps a case from being approved."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.cases.models import CaseFile
from casefiles.cases.registers import (
    CLOSING_CHECKS,
    WEAKNESSES,
    Weakness,
)
from casefiles.cases.vocabulary import State
from evidence.attribution import workflow
from evidence.attribution.denials import untested
from evidence.attribution.matrix import Weighing
from evidence.attribution.models import Assessment, Hypothesis, Question
from evidence.attribution.overview import weighed
from evidence.attribution.standing import Standing, standings
from evidence.attribution.statements import contradicted_warnings, source_warnings
from evidence.attribution.vocabulary import Outcome


def weaknesses(case: CaseFile, user: Any) -> list[Weakness]:
    """Cells without a rating, findings on one source, approvals that no longer hold."""
    found: list[Weakness] = []
    weighings, stands = weighed(case, Question.objects.current().filter(case=case), user)
    for weighing in weighings:
        question = weighing.question
        url = question.get_absolute_url()
        found += [Weakness(text, url) for text in _unrated(question, weighing)]
        found += [Weakness(text, f"{url}#untested") for text in _untested(question, user)]
        found += [Weakness(text, url) for text in _thin(weighing, user)]
        for hypothesis in _stale(weighing, stands):
            text = _("The approval of %s is stale: what it rests on changed.") % hypothesis
            found.append(Weakness(text, hypothesis.get_absolute_url()))
    return found


def closing_check(case: CaseFile) -> list[str]:
    """A case is not approved over findings that are undecided, or decided about something else."""
    found = []
    for question in Question.objects.current().filter(case=case).select_related("incident"):
        where = standings(question, fresh=True)
        for hypothesis in Hypothesis.objects.current().filter(question=question):
            found += _undecided(hypothesis, where[hypothesis.pk])
    return found


def _unrated(question: Question, weighing: Weighing) -> Iterable[str]:
    if count := len(weighing.unrated):
        yield ngettext(
            "%(code)s: %(count)d cell of the matrix is not rated.",
            "%(code)s: %(count)d cells of the matrix are not rated.",
            count,
        ) % {"code": question, "count": count}


def _untested(question: Question, user: Any) -> Iterable[str]:
    if count := len(untested(question, user)):
        yield ngettext(
            "%(code)s: no hypothesis is said to test %(count)d position of a party.",
            "%(code)s: no hypothesis is said to test %(count)d positions of parties.",
            count,
        ) % {"code": question, "count": count}


def _thin(weighing: Weighing, user: Any) -> list[str]:
    """What is weak about the exhibits behind those hypotheses that we call supported."""
    rows = Assessment.objects.current().filter(
        hypothesis__in=weighing.hypotheses, outcome=Outcome.SUPPORTED
    )
    supported = set(rows.values_list("hypothesis", flat=True))
    return [
        text
        for hypothesis in weighing.hypotheses
        if hypothesis.pk in supported
        for text in (
            *source_warnings(weighing, hypothesis),
            *contradicted_warnings(weighing, hypothesis, user),
        )
    ]


def _stale(weighing: Weighing, stands: dict[Any, Standing]) -> list[Hypothesis]:
    """Approved or released, and changed since."""
    return [
        item
        for item in sorted(weighing.hypotheses, key=lambda item: (item.position, item.code))
        if item.state in workflow.HOLDING and stands[item.pk].is_stale
    ]


def _undecided(hypothesis: Hypothesis, standing: Standing) -> list[str]:
    if standing.is_stale:
        return [_("%s changed since it was submitted: it has to be reviewed again.") % hypothesis]
    if standing.state in {*workflow.WAITING, State.RETURNED}:
        return [_("%s is not decided yet.") % hypothesis]
    supported = Assessment.objects.current().filter(
        hypothesis=hypothesis, outcome=Outcome.SUPPORTED
    )
    if standing.state not in workflow.HOLDING and supported.exists():
        return [_("%s is called supported, but was never submitted for review.") % hypothesis]
    return []


WEAKNESSES.append(weaknesses)
CLOSING_CHECKS.append(closing_check)
