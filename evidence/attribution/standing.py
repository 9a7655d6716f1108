"""Where a hypothesis stands: what was submitted, decided, and whether it still is what is there.

Staleness is computed from digests at every reading and stored nowhere, so that no forgotten
update can leave an approval standing over something else.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.cases.vocabulary import Role, State
from evidence.attribution.deciding import content_of
from evidence.attribution.models import Decision, Hypothesis, Question, Submission
from evidence.attribution.snapshot.content import digest_of, snapshot_of
from evidence.attribution.snapshot.differences import Difference, differences
from evidence.attribution.snapshot.material import Material, material_of
from evidence.attribution.tree import tree_of
from evidence.attribution.vocabulary import DecisionKind
from evidence.attribution.workflow import WAITING

# States in which something was said about a digest, so that it matters whether it still holds.
BOUND = {*WAITING, State.APPROVED, State.RELEASED}


@dataclass(frozen=True)
class Standing:
    """Computed at every reading. Differences are those since the newest submission."""

    state: str  # as stored: a State
    submission: Submission | None  # the newest
    decisions: list[Decision]  # about that submission, oldest first
    approvals: list[Decision]
    needed: int  # approvals that the quorum asks for
    needs_counsel: bool  # one of them decided as counsel
    is_stale: bool  # submitted or approved, and changed since
    differences: list[Difference]  # in whatever state
    waits_for: list[str]  # sentences: whose turn it is and for what

    @property
    def code(self) -> str:
        """For the badge: "stale" where that is so, else the state."""
        return "stale" if self.is_stale else self.state

    @property
    def is_approved(self) -> bool:
        """Approved, and of exactly what is there now."""
        return self.state == State.APPROVED and not self.is_stale


def standing_of(hypothesis: Hypothesis, user: Any = None) -> Standing:
    """Where one hypothesis stands; with `user`, differences hide what that user may not see.

    Read afresh: an instance that was loaded before a decision must not outlive it here.
    """
    rows = Hypothesis.objects.select_related("case", "question__case", "question__incident")
    return _all_of([rows.get(pk=hypothesis.pk)], user)[hypothesis.pk]


def standings(question: Question, user: Any = None) -> dict[uuid.UUID, Standing]:
    """The same for every current hypothesis of a question, in a constant number of queries."""
    return _all_of(tree_of(question).all, user)


def quorum_reached(approvals: list[Decision], needed: int, *, counsel: bool) -> bool:
    """Enough approvals, and one of them as counsel where that is asked for."""
    as_counsel = any(decision.decided_as == Role.COUNSEL for decision in approvals)
    return len(approvals) >= needed and (as_counsel or not counsel)


def _all_of(hypotheses: list[Hypothesis], user: Any) -> dict[uuid.UUID, Standing]:
    submissions = _newest(hypotheses)
    decisions: dict[uuid.UUID, list[Decision]] = defaultdict(list)
    rows = Decision.objects.filter(submission__in=submissions.values()).select_related("reviewer")
    for decision in rows.order_by("decided_at"):
        decisions[decision.submission_id].append(decision)
    material = material_of(hypotheses[0].question) if submissions else None
    found = {}
    for item in hypotheses:
        submission = submissions.get(item.pk)
        if submission is None or material is None:
            found[item.pk] = _never_submitted(item)
        else:
            found[item.pk] = _submitted(item, submission, decisions[submission.pk], material, user)
    return found


def _newest(hypotheses: list[Hypothesis]) -> dict[uuid.UUID, Submission]:
    rows = Submission.objects.filter(hypothesis__in=hypotheses).order_by("number")
    return {row.hypothesis_id: row for row in rows.select_related("submitted_by", "case")}


def _never_submitted(hypothesis: Hypothesis) -> Standing:
    return Standing(hypothesis.state, None, [], [], 0, False, False, [], [])


def _submitted(
    hypothesis: Hypothesis,
    submission: Submission,
    decisions: list[Decision],
    material: Material,
    user: Any,
) -> Standing:
    changed = _changes(hypothesis, submission, material, user)
    is_stale = bool(changed) and hypothesis.state in BOUND
    approvals = [row for row in decisions if row.kind == DecisionKind.APPROVE]
    return Standing(
        state=hypothesis.state,
        submission=submission,
        decisions=decisions,
        approvals=approvals,
        needed=submission.quorum,
        needs_counsel=submission.needs_counsel,
        is_stale=is_stale,
        differences=changed,
        waits_for=_waits_for(hypothesis, submission, approvals, stale=is_stale),
    )


def _changes(
    hypothesis: Hypothesis,
    submission: Submission,
    material: Material,
    user: Any,
) -> list[Difference]:
    """Empty exactly when the digests agree."""
    if hypothesis.is_withdrawn:
        return [Difference(hypothesis.code, _("the hypothesis"), "", _("withdrawn"))]
    after = snapshot_of(hypothesis, material)
    if digest_of(after) == submission.digest:
        return []
    return differences(content_of(submission), after, user)


def _waits_for(
    hypothesis: Hypothesis,
    submission: Submission,
    approvals: list[Decision],
    *,
    stale: bool,
) -> list[str]:
    if stale:
        return [_("It changed since it was submitted: submit it again.")]
    if hypothesis.state == State.RETURNED:
        return [_("It was returned: answer the reasons, then submit it again.")]
    if hypothesis.state not in WAITING:
        return []
    return still_needed(submission, approvals)


def still_needed(submission: Submission, approvals: list[Decision]) -> list[str]:
    """Which approvals a submission that waits lacks, in sentences."""
    found = []
    if missing := max(submission.quorum - len(approvals), 0):
        found.append(
            ngettext("%(count)d more approval.", "%(count)d more approvals.", missing)
            % {"count": missing}
        )
    if submission.needs_counsel and not quorum_reached(approvals, 0, counsel=True):
        found.append(_("An approval by someone who decides as counsel."))
    return found
