"""Where a hypothesis stands: what was submitted, decided, and whether it still is what is there.

Staleness is computed from digests at every reading and stored nowhere, so that no forgotten
update can leave an approval standing over something else. What a page shows may come from a
digest that is remembered as long as nothing changed (`digest_cache.py`).
"""

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.cases.vocabulary import Role, State
from evidence.attribution.deciding import content_of
from evidence.attribution.digest_cache import live_digests
from evidence.attribution.models import Decision, Hypothesis, Question, Submission
from evidence.attribution.snapshot.content import Plain, digest_of, snapshot_of
from evidence.attribution.snapshot.differences import Difference, differences
from evidence.attribution.snapshot.material import Material, material_of
from evidence.attribution.tree import tree_of
from evidence.attribution.vocabulary import DecisionKind
from evidence.attribution.workflow import HOLDING, WAITING

# States in which something was said about a digest, so that it matters whether it still holds.
BOUND = {*WAITING, *HOLDING}


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
    waits_for: list[str]  # sentences: whose turn it is and for what
    compare: Callable[[], list[Difference]] | None = None  # None where nothing changed

    @property
    def code(self) -> str:
        """For the badge: "stale" where that is so, else the state."""
        return "stale" if self.is_stale else self.state

    @property
    def is_approved(self) -> bool:
        """Approved, and of exactly what is there now."""
        return self.state in HOLDING and not self.is_stale

    @cached_property
    def differences(self) -> list[Difference]:
        """What changed, in whatever state; compared only where somebody asks."""
        return self.compare() if self.compare else []


def standing_of(hypothesis: Hypothesis, user: Any = None, *, fresh: bool = False) -> Standing:
    """Where one hypothesis stands; with `user`, differences hide what that user may not see.

    Read afresh: an instance that was loaded before a decision must not outlive it here. `fresh`
    computes the digest of what is there too, for whatever leaves the case or cannot be undone.
    """
    rows = Hypothesis.objects.select_related("case", "question__case", "question__incident")
    return _all_of([rows.get(pk=hypothesis.pk)], user, fresh=fresh)[hypothesis.pk]


def standings(
    question: Question, user: Any = None, *, fresh: bool = False
) -> dict[uuid.UUID, Standing]:
    """The same for every current hypothesis of a question, in a constant number of queries."""
    return _all_of(tree_of(question).all, user, fresh=fresh)


def standings_among(hypotheses: list[Hypothesis], user: Any = None) -> dict[uuid.UUID, Standing]:
    """The same of hypotheses of several questions of one case, as their trees have them: what
    the case changed is asked once for all."""
    return _all_of(hypotheses, user, fresh=False)


def quorum_reached(approvals: list[Decision], needed: int, *, counsel: bool) -> bool:
    """Enough approvals, and one of them as counsel where that is asked for."""
    as_counsel = any(decision.decided_as == Role.COUNSEL for decision in approvals)
    return len(approvals) >= needed and (as_counsel or not counsel)


class _Now:
    """What is there at present, loaded when first needed and then shared."""

    def __init__(self, question: Question) -> None:
        self.question = question

    @cached_property
    def _material(self) -> Material:
        return material_of(self.question)

    def snapshot(self, hypothesis: Hypothesis) -> Plain:
        return snapshot_of(hypothesis, self._material)

    def digest(self, hypothesis: Hypothesis) -> str:
        return digest_of(self.snapshot(hypothesis))


def _all_of(hypotheses: list[Hypothesis], user: Any, *, fresh: bool) -> dict[uuid.UUID, Standing]:
    submissions = _newest(hypotheses)
    decisions: dict[uuid.UUID, list[Decision]] = defaultdict(list)
    rows = Decision.objects.filter(submission__in=submissions.values()).select_related("reviewer")
    for decision in rows.order_by("decided_at") if submissions else ():
        decisions[decision.submission_id].append(decision)
    asked = [item for item in hypotheses if item.pk in submissions and not item.is_withdrawn]
    present = {item.question_id: _Now(item.question) for item in asked}
    digests = _digests(asked, present, fresh=fresh)
    found = {}
    for item in hypotheses:
        if submission := submissions.get(item.pk):
            changed = digests.get(item.pk) != submission.digest
            now = present.get(item.question_id)
            compare = partial(_changes, item, submission, now, user) if changed else None
            found[item.pk] = _submitted(item, submission, decisions[submission.pk], compare)
        else:
            found[item.pk] = _never_submitted(item)
    return found


def _digests(
    asked: list[Hypothesis], present: dict[uuid.UUID, _Now], *, fresh: bool
) -> dict[uuid.UUID, str]:
    def compute(item: Hypothesis) -> str:
        return present[item.question_id].digest(item)

    if fresh or not asked:
        return {item.pk: compute(item) for item in asked}
    return live_digests(asked[0].case_id, asked, compute)


def _newest(hypotheses: list[Hypothesis]) -> dict[uuid.UUID, Submission]:
    """Without their text, which is as large as the matrix and rarely read."""
    rows = Submission.objects.filter(hypothesis__in=hypotheses).defer("snapshot")
    newest = rows.order_by("hypothesis_id", "-number").distinct("hypothesis_id")
    return {row.hypothesis_id: row for row in newest.select_related("submitted_by", "case")}


def _never_submitted(hypothesis: Hypothesis) -> Standing:
    return Standing(hypothesis.state, None, [], [], 0, False, False, [])


def _submitted(
    hypothesis: Hypothesis,
    submission: Submission,
    decisions: list[Decision],
    compare: Callable[[], list[Difference]] | None,
) -> Standing:
    is_stale = compare is not None and hypothesis.state in BOUND
    approvals = [row for row in decisions if row.kind == DecisionKind.APPROVE]
    return Standing(
        state=hypothesis.state,
        submission=submission,
        decisions=decisions,
        approvals=approvals,
        needed=submission.quorum,
        needs_counsel=submission.needs_counsel,
        is_stale=is_stale,
        waits_for=_waits_for(hypothesis, submission, approvals, stale=is_stale),
        compare=compare,
    )


def _changes(
    hypothesis: Hypothesis, submission: Submission, now: _Now | None, user: Any
) -> list[Difference]:
    """Called only where the digests differ."""
    if hypothesis.is_withdrawn or now is None:
        return [Difference(hypothesis.code, _("the hypothesis"), "", _("withdrawn"))]
    return differences(content_of(submission), now.snapshot(hypothesis), user)


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
