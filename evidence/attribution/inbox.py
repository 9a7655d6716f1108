"""What waits for reviewers and authors, and why: a few queries, however much it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile, Membership
from casefiles.cases.registers import COUNTS, NEWS, SENT, WAITING, WorkItem, WorkKind
from casefiles.cases.rules import OPEN_STATES
from casefiles.cases.vocabulary import Role, State
from evidence.attribution import workflow
from evidence.attribution.deciding import DECIDING_ROLES, open_to
from evidence.attribution.models import (
    Decision,
    Hypothesis,
    IndividualRating,
    ReturnPoint,
    Submission,
)
from evidence.attribution.staleness import Staleness, marked_stale, staleness_of
from evidence.attribution.standing import BOUND, still_needed
from evidence.attribution.talk import points_seen
from evidence.attribution.vocabulary import DecisionKind

WRITING = (Role.LEAD, Role.INVESTIGATOR)  # with which `attribution.submit` is given


def waiting(user: Any) -> list[WorkItem]:
    """Submissions this user can decide on and has not, what came back, and what went stale."""
    to_decide, returned = open_to(list(_undecided(user)), user), list(_returned(user))
    mine = list(_mine(user).filter(hypothesis__state__in=BOUND))
    facts = _Facts.of([*to_decide, *returned, *mine], user)
    return [
        *(_to_review(submission, facts) for submission in to_decide
          if submission.pk not in facts.stale),
        *(_came_back(submission, facts) for submission in returned),
        *(_went_stale(submission, facts) for submission in mine if submission.pk in facts.stale),
    ]  # fmt: skip


def news(user: Any) -> list[WorkItem]:
    """What this user was to decide on, or did, and changed since: its author is next."""
    rows = [*open_to(list(_undecided(user)), user), *_decided(user)]
    facts = _Facts.of(rows, user)
    return [_news(submission, facts) for submission in rows if submission.pk in facts.stale]


def count(user: Any) -> int:
    """How many of them, for the top bar. What went stale within the last seconds may be missing:
    nothing is weighed here."""
    stale = Q(hypothesis__state__in=BOUND) & marked_stale()
    again = _mine(user).filter(Q(hypothesis__state=State.RETURNED) | stale)
    waits = (
        _undecided(user)
        .exclude(marked_stale())
        .select_related(None)
        .only("exhibits", "sealed_parties")
    )
    return len(open_to(list(waits), user)) + again.count()


def sent(user: Any) -> list[WorkItem]:
    """What this user submitted and need not do anything about, and where it is."""
    visible = CaseFile.objects.visible_to(user)
    shown = (*workflow.WAITING, *workflow.HOLDING)
    rows = list(_newest().filter(
        submitted_by=user, hypothesis__state__in=shown, case__in=visible
    ))  # fmt: skip
    facts = _Facts.of(rows, user)
    writes = set(_writes(user).values_list("case", flat=True))
    return [
        _sent(submission, facts)
        for submission in rows
        if submission.pk not in facts.stale or submission.case_id not in writes
    ]


def _newest() -> QuerySet[Submission]:
    """The newest submission of each hypothesis in use."""
    others = Submission.objects.filter(hypothesis=OuterRef("hypothesis")).order_by("-number")
    return (
        Submission.objects.annotate(newest=Subquery(others.values("number")[:1]))
        .filter(number=F("newest"), hypothesis__withdrawn_at=None)
        .select_related("case", "hypothesis__question__incident", "hypothesis__case",
                        "submitted_by")
        .defer("snapshot")
        .order_by("submitted_at")
    )  # fmt: skip


def _undecided(user: Any) -> QuerySet[Submission]:
    """What waits in cases where the user decides, less what they wrote or decided; `open_to` takes
    away what they may not see."""
    cases = Membership.objects.of(user).filter(role__in=DECIDING_ROLES).values("case")
    rated = IndividualRating.objects.filter(rater=user)
    own = Q(submitted_by=user) | Q(contributors__user=user) | Q(decisions__reviewer=user)
    waits = _newest().filter(case__in=cases, hypothesis__state__in=workflow.WAITING)
    waits = waits.exclude(hypothesis__question__in=rated.values("hypothesis__question"))
    return waits.exclude(pk__in=Submission.objects.filter(own).values("pk"))


def _decided(user: Any) -> QuerySet[Submission]:
    """Newest submissions that this user approved or dissented from, while deciding in the case."""
    cases = Membership.objects.of(user).filter(role__in=DECIDING_ROLES).values("case")
    said = Decision.objects.filter(reviewer=user).exclude(kind=DecisionKind.RETURN)
    return _newest().filter(
        case__in=cases, hypothesis__state__in=BOUND, pk__in=said.values("submission")
    )


def _mine(user: Any) -> QuerySet[Submission]:
    """Newest submissions that are this user's to submit again: the user's own, and in cases that
    the user leads those of whoever may not any more."""
    still = Membership.objects.current().filter(
        case=OuterRef("case"), user=OuterRef("submitted_by"), user__is_active=True,
        role__in=WRITING,
    )  # fmt: skip
    writes = _writes(user)
    left = Q(case__in=writes.filter(role=Role.LEAD).values("case")) & ~Exists(still)
    own = Q(submitted_by=user, case__in=writes.values("case"))
    return _newest().filter(own | left)


def _returned(user: Any) -> QuerySet[Submission]:
    return _mine(user).filter(hypothesis__state=State.RETURNED)


def _writes(user: Any) -> Any:
    """Memberships with which one submits, in cases that take entries."""
    return Membership.objects.of(user).filter(role__in=WRITING, case__state__in=OPEN_STATES)


@dataclass(frozen=True)
class _Facts:
    """What the sentences need of many submissions."""

    user: Any
    stale: dict[UUID, Staleness] = field(default_factory=dict)
    decisions: dict[UUID, list[Decision]] = field(default_factory=dict)  # by submission
    earlier: dict[UUID, Decision] = field(default_factory=dict)  # this user's last, by hypothesis
    begun: dict[UUID, Change] = field(default_factory=dict)  # by hypothesis
    points: dict[UUID, list[str]] = field(default_factory=dict)  # of returns, by decision

    @classmethod
    def of(cls, rows: Sequence[Submission], user: Any) -> "_Facts":
        if not rows:
            return cls(user)
        bound = [row for row in rows if row.hypothesis.state in BOUND]
        return cls(user, staleness_of(bound, user), _decisions(rows), _earlier(rows, user),
                   _begun(rows), _points(rows, user))  # fmt: skip

    def since(self, submission: Submission) -> datetime:
        stale = self.stale.get(submission.pk)
        return (stale and stale.since) or submission.submitted_at

    def in_hand(self, submission: Submission) -> str:
        """Who has taken it up, as long as that is so."""
        begun = self.begun.get(submission.hypothesis_id)
        is_at_it = submission.hypothesis.state == State.UNDER_REVIEW
        return str(begun.actor) if begun and is_at_it else ""


def _decisions(rows: Iterable[Submission]) -> dict[UUID, list[Decision]]:
    found: dict[UUID, list[Decision]] = defaultdict(list)
    decisions = Decision.objects.filter(submission__in=rows).select_related("reviewer")
    for decision in decisions.order_by("decided_at"):
        found[decision.submission_id].append(decision)
    return found


def _points(rows: Iterable[Submission], user: Any) -> dict[UUID, list[str]]:
    """What returns ask for, as this user may read it."""
    returned = [row for row in rows if row.hypothesis.state == State.RETURNED]
    if not returned:
        return {}
    found: dict[UUID, list[str]] = defaultdict(list)
    for point in points_seen(ReturnPoint.objects.filter(decision__submission__in=returned), user):
        found[point.decision_id].append(f"{point.number}. {point.text}")
    return found


def _earlier(rows: Iterable[Submission], user: Any) -> dict[UUID, Decision]:
    again = [row.hypothesis_id for row in rows if row.number > 1]
    decisions = Decision.objects.filter(submission__hypothesis__in=again, reviewer=user)
    ordered = decisions.select_related("submission").defer("submission__snapshot")
    return {row.submission.hypothesis_id: row for row in ordered.order_by("decided_at")}


def _begun(rows: Iterable[Submission]) -> dict[UUID, Change]:
    """Who last began a review of each hypothesis."""
    ids = [row.hypothesis_id for row in rows if row.hypothesis.state == State.UNDER_REVIEW]
    found = Change.objects.filter(
        content_type=ContentType.objects.get_for_model(Hypothesis), object_id__in=ids,
        action="begin_review",
    )  # fmt: skip
    return {row.object_id: row for row in found.select_related("actor").order_by("sequence")}


def _to_review(submission: Submission, facts: _Facts) -> WorkItem:
    why = _("new: waits for its first decision")
    if submission.number > 1:
        why = _("submitted again, number %d") % submission.number
    return _item(
        submission, facts, WorkKind.REVIEW, why, submission.hypothesis.state,
        url=submission.get_absolute_url(), points=_words_to_reviewer(submission, facts),
    )  # fmt: skip


def _news(submission: Submission, facts: _Facts) -> WorkItem:
    said = [row for row in facts.decisions[submission.pk] if row.reviewer_id == facts.user.pk]
    why = _("changed since it was submitted: %(who)s has to submit it again")
    if said:
        why = {
            DecisionKind.APPROVE: _(
                "changed since you approved it: %(who)s has to submit it again"
            ),
            DecisionKind.DISSENT: _("changed since you dissented: %(who)s has to submit it again"),
        }[DecisionKind(said[0].kind)]
    return _item(
        submission, facts, WorkKind.STALE, why % {"who": submission.submitted_by}, "stale",
        url=submission.get_absolute_url(), points=_changes(submission, facts),
    )  # fmt: skip


def _words_to_reviewer(submission: Submission, facts: _Facts) -> list[str]:
    found = []
    if submission.note:
        found.append(
            _("%(who)s: “%(words)s”") % {"who": submission.submitted_by, "words": submission.note}
        )
    if earlier := facts.earlier.get(submission.hypothesis_id):
        words = {
            DecisionKind.APPROVE: _("You approved number %(number)d: “%(words)s”"),
            DecisionKind.RETURN: _("You returned number %(number)d: “%(words)s”"),
            DecisionKind.DISSENT: _("You dissented from number %(number)d: “%(words)s”"),
        }[DecisionKind(earlier.kind)]
        found.append(words % {"number": earlier.submission.number, "words": earlier.reasons})
    return found


def _came_back(submission: Submission, facts: _Facts) -> WorkItem:
    said = [row for row in facts.decisions[submission.pk] if row.kind == DecisionKind.RETURN]
    points = [
        line for row in said for line in (_("“%s”") % row.reasons, *facts.points.get(row.pk, ()))
    ]
    why = _("returned to you with reasons")
    if said:
        why = _("%(who)s returned it to you with reasons") % {"who": said[-1].reviewer}
    why = _left_to(submission, facts) or why
    since = said[-1].decided_at if said else None
    return _item(submission, facts, WorkKind.RETURNED, why, State.RETURNED, since=since,
                 points=points)  # fmt: skip


def _went_stale(submission: Submission, facts: _Facts) -> WorkItem:
    if submission.hypothesis.state in workflow.WAITING:
        why = _("changed since you submitted it: look at the changes, then submit it again")
    else:
        why = _("changed since it was approved: look at the changes, then submit it again")
    why = _left_to(submission, facts) or why
    return _item(
        submission, facts, WorkKind.STALE, why, "stale", points=_changes(submission, facts)
    )


def _left_to(submission: Submission, facts: _Facts) -> str:
    """To the lead of who may not go on with it; empty for the author."""
    if submission.submitted_by_id == facts.user.pk:
        return ""
    if submission.hypothesis.state == State.RETURNED:
        words = _("returned to %(who)s, who does not write here any more: answer and submit it, "
                  "or have it done")  # fmt: skip
    else:
        words = _("changed, and %(who)s, who submitted it, does not write here any more: look at "
                  "the changes, then submit it again")  # fmt: skip
    return words % {"who": submission.submitted_by}


def _sent(submission: Submission, facts: _Facts) -> WorkItem:
    """Stale only where the user can do nothing about it any more."""
    if submission.pk in facts.stale:
        why, state = _("changed since it was submitted"), "stale"
    else:
        state = submission.hypothesis.state
        approvals = [row for row in facts.decisions[submission.pk]
                     if row.kind == DecisionKind.APPROVE]  # fmt: skip
        waits = still_needed(submission, approvals) if state in workflow.WAITING else []
        why = " ".join(waits) or submission.hypothesis.get_state_display()
    return _item(submission, facts, WorkKind.SENT, why, state, points=_changes(submission, facts))


def _changes(submission: Submission, facts: _Facts) -> list[str]:
    stale = facts.stale.get(submission.pk)
    return stale.first_differences if stale else []


def _item(
    submission: Submission, facts: _Facts, kind: WorkKind, why: str, state: str, *,
    since: datetime | None = None, url: str = "", points: Sequence[str] = (),
) -> WorkItem:  # fmt: skip
    hypothesis = submission.hypothesis
    text = _("%(code)s: %(text)s") % {"code": hypothesis.code, "text": hypothesis.text}
    return WorkItem(
        case=submission.case, text=text, why=why, since=since or facts.since(submission),
        url=url or hypothesis.get_absolute_url(), state=state, kind=kind, points=points,
        in_hand=facts.in_hand(submission),
    )  # fmt: skip


WAITING.append(waiting)
NEWS.append(news)
SENT.append(sent)
COUNTS[waiting] = count
