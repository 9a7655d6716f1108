"""What waits for whom, what is weak, and what keeps a case from being approved."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile, Membership
from casefiles.cases.registers import (
    CLOSING_CHECKS,
    SENT,
    WAITING,
    WEAKNESSES,
    Weakness,
    WorkItem,
)
from casefiles.cases.vocabulary import State
from evidence.attribution import workflow
from evidence.attribution.deciding import DECIDING_ROLES, obstacles
from evidence.attribution.denials import untested
from evidence.attribution.matrix import Weighing, weigh_values
from evidence.attribution.models import Assessment, Hypothesis, Question, RoundRater, Submission
from evidence.attribution.standing import Standing, standing_of, standings
from evidence.attribution.statements import contradicted_warnings, source_warnings
from evidence.attribution.vocabulary import Outcome

# When the rater was named: at the first recorded change of the row.
OPENED = Subquery(
    Change.objects.filter(object_id=OuterRef("pk")).order_by("sequence").values("at")[:1]
)


def waiting(user: Any) -> list[WorkItem]:
    """Submissions this user can decide on and has not, and what came back to them.

    Counted on every page, so nothing is weighed here: whether one is stale is asked only when
    its reason is printed.
    """
    to_decide = [
        _item(submission, lazy_why(submission), State.SUBMITTED, submission.get_absolute_url())
        for submission in _to_decide(user)
        if not obstacles(submission, user)
    ]
    returned = [
        _item(submission, _("returned to you with reasons"), State.RETURNED)
        for submission in _newest().filter(hypothesis__state=State.RETURNED, submitted_by=user)
        if user.has_perm("attribution.submit", submission.case)
    ]
    return to_decide + returned + _to_rate(user)


def _to_rate(user: Any) -> list[WorkItem]:
    """Open rounds in which this user is named and has not finished."""
    rows = RoundRater.objects.current().filter(user=user, finished_at=None)
    rows = rows.filter(round__closed_at=None, case__in=CaseFile.objects.visible_to(user))
    return [
        WorkItem(
            case=row.case,
            text=str(row.round),
            why=_("you are one of its raters"),
            since=row.opened_at,
            url=row.round.get_absolute_url(),
            state=State.DRAFT,
        )
        for row in rows.select_related("case", "round__question").annotate(opened_at=OPENED)
        if user.has_perm("attribution.write", row.case)
    ]


def sent(user: Any) -> list[WorkItem]:
    """What this user submitted, and where it is."""
    shown = (*workflow.WAITING, State.APPROVED)
    rows = _newest().filter(submitted_by=user, hypothesis__state__in=shown)
    visible = CaseFile.objects.visible_to(user)
    found = []
    for submission in rows.filter(case__in=visible):
        standing = standing_of(submission.hypothesis, user)
        why = " ".join(standing.waits_for) or submission.hypothesis.get_state_display()
        if standing.is_stale:
            why = _("changed since: %s") % _first(standing)
        found.append(_item(submission, why, standing.code))
    return found


def weaknesses(case: CaseFile, user: Any) -> list[Weakness]:
    """Cells without a rating, findings on one source, approvals that no longer hold."""
    found: list[Weakness] = []
    for question in Question.objects.current().filter(case=case).select_related("incident"):
        weighing = weigh_values(question)
        url = question.get_absolute_url()
        found += [Weakness(text, url) for text in _unrated(question, weighing)]
        found += [Weakness(text, f"{url}#untested") for text in _untested(question, user)]
        found += [Weakness(text, url) for text in _thin(weighing, user)]
        for hypothesis in _stale(question, user):
            text = _("The approval of %s is stale: what it rests on changed.") % hypothesis
            found.append(Weakness(text, hypothesis.get_absolute_url()))
    return found


def closing_check(case: CaseFile) -> list[str]:
    """A case is not approved over findings that are undecided, or decided about something else."""
    found = []
    for question in Question.objects.current().filter(case=case).select_related("incident"):
        where = standings(question)
        for hypothesis in Hypothesis.objects.current().filter(question=question):
            found += _undecided(hypothesis, where[hypothesis.pk])
    return found


def _newest() -> QuerySet[Submission]:
    """The newest submission of each hypothesis in use."""
    others = Submission.objects.filter(hypothesis=OuterRef("hypothesis")).order_by("-number")
    return (
        Submission.objects.annotate(newest=Subquery(others.values("number")[:1]))
        .filter(number=F("newest"), hypothesis__withdrawn_at=None)
        .select_related("case", "hypothesis__question__incident", "hypothesis__case")
        .defer("snapshot")
        .order_by("submitted_at")
    )


def _to_decide(user: Any) -> QuerySet[Submission]:
    cases = Membership.objects.of(user).filter(role__in=DECIDING_ROLES).values("case")
    own = Q(submitted_by=user) | Q(contributors__user=user) | Q(decisions__reviewer=user)
    return (
        _newest()
        .filter(case__in=cases, hypothesis__state__in=workflow.WAITING)
        .exclude(pk__in=Submission.objects.filter(own).values("pk"))
    )


def lazy_why(submission: Submission) -> Any:
    """A text that compares digests only when somebody reads it."""

    class Why:
        def __str__(self) -> str:
            return why_it_waits(submission)

    return lazystr(Why())


def why_it_waits(submission: Submission) -> str:
    """New, back again, or stale and so waiting for its author first."""
    if standing_of(submission.hypothesis).is_stale:
        return _("stale: changed since it was submitted, the author has to submit it again")
    if submission.number > 1:
        return _("submitted again, number %d") % submission.number
    return _("new: waits for its first decision")


def _item(submission: Submission, why: Any, state: str, url: str = "") -> WorkItem:
    hypothesis = submission.hypothesis
    text = _("%(code)s: %(text)s") % {"code": hypothesis.code, "text": hypothesis.text}
    return WorkItem(
        case=submission.case, text=text, why=why, since=submission.submitted_at,
        url=url or hypothesis.get_absolute_url(), state=state,
    )  # fmt: skip


def _first(standing: Standing) -> str:
    shown = [str(difference) for difference in standing.differences[:2]]
    return "; ".join(shown) + (" …" if len(standing.differences) > len(shown) else "")


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
            "%(code)s: %(count)d position of a party is tested by no hypothesis.",
            "%(code)s: %(count)d positions of parties are tested by no hypothesis.",
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


def _stale(question: Question, user: Any) -> list[Hypothesis]:
    where = standings(question, user)
    rows = Hypothesis.objects.current().filter(question=question, state=State.APPROVED)
    return [hypothesis for hypothesis in rows if where[hypothesis.pk].is_stale]


def _undecided(hypothesis: Hypothesis, standing: Standing) -> list[str]:
    if standing.is_stale:
        return [_("%s changed since it was submitted: it has to be reviewed again.") % hypothesis]
    if standing.state in {*workflow.WAITING, State.RETURNED}:
        return [_("%s is not decided yet.") % hypothesis]
    supported = Assessment.objects.current().filter(
        hypothesis=hypothesis, outcome=Outcome.SUPPORTED
    )
    if standing.state != State.APPROVED and supported.exists():
        return [_("%s is called supported, but was never submitted for review.") % hypothesis]
    return []


WAITING.append(waiting)
SENT.append(sent)
WEAKNESSES.append(weaknesses)
CLOSING_CHECKS.append(closing_check)
