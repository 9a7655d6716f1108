"""Submission, review and decision: each about one digest.

Every service here locks the hypothesis's row first, so that two people at once get one outcome
after the other. What they decide on is compared, digest with digest, after that lock is held.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.models import Membership
from casefiles.cases.rules import is_open
from casefiles.cases.services.records import move
from casefiles.cases.vocabulary import Role, State
from evidence.attribution.checklist import Checked, checked, checklist_of
from evidence.attribution.deciding import (
    content_of,
    needs_counsel,
    obstacles,
    quorum_of,
    roles_for_deciding,
)
from evidence.attribution.frozen_pages import check_opened
from evidence.attribution.models import (
    Decision,
    Hypothesis,
    Submission,
    SubmissionContributor,
    Thread,
)
from evidence.attribution.notices import tell_decided, tell_submitted, tell_taken_back
from evidence.attribution.readiness import to_do
from evidence.attribution.services.in_use import check_in_use
from evidence.attribution.services.talk import answer_points, make_points, unanswered
from evidence.attribution.snapshot.content import (
    digest_of,
    exhibits_in,
    sealed_parties_in,
    snapshot_of,
    text_of,
)
from evidence.attribution.snapshot.contributors import contributors
from evidence.attribution.snapshot.material import material_of
from evidence.attribution.standing import quorum_reached
from evidence.attribution.versions import was_approved_before
from evidence.attribution.vocabulary import DecisionKind
from evidence.attribution.workflow import HOLDING, TRANSITIONS, WAITING

# A dissent may be added to what is already approved, as long as it is still the same.
OPEN_TO = {
    DecisionKind.APPROVE: WAITING,
    DecisionKind.RETURN: WAITING,
    DecisionKind.DISSENT: (*WAITING, *HOLDING),
}


@transaction.atomic
def submit_hypothesis(
    hypothesis: Hypothesis, *, by: Any, note: str = "", correction: str = "",
    answers: Mapping[UUID, str] | None = None,
) -> Submission:  # fmt: skip
    """Freezes the snapshot and asks for decisions on its digest; the number goes up by one.

    `correction` says what was wrong or has changed: asked for once a version was approved.
    `answers` are those to the points of a return, by point.

    Also for what waits or is approved and went stale. ValidationError lists everything that
    has to be done first; submitting the same again returns what was submitted.
    """
    locked = _lock(hypothesis)
    if not by.has_perm("attribution.submit", locked.case):
        raise PermissionDenied
    material = material_of(locked.question)
    snapshot = snapshot_of(locked, material)
    digest = digest_of(snapshot)
    newest = locked.submissions.order_by("number").last()
    if newest and newest.digest == digest and locked.state in (*WAITING, *HOLDING):
        return _same_again(newest, by)
    missing = to_do(locked, material.weighing, snapshot)
    if not correction.strip() and was_approved_before(locked):
        missing.append(_("Say what was wrong or has changed, and why: a version was approved."))
    missing += unanswered(newest, answers or {})
    if missing:
        raise ValidationError(missing)
    submission = _freeze(
        locked, snapshot, digest, by=by, number=newest.number + 1 if newest else 1,
        note=note.strip(), correction=correction.strip(),
    )  # fmt: skip
    answer_points(submission, newest, answers or {})
    reason = _("submitted for review, number %d") % submission.number
    move(hypothesis, "submit", TRANSITIONS, by=by, reason=note.strip() or reason)
    tell_submitted(submission)
    return submission


def _freeze(
    locked: Hypothesis, snapshot: dict[str, Any], digest: str, *, by: Any, number: int,
    note: str, correction: str,
) -> Submission:  # fmt: skip
    """The submission's row, and who contributed to it: they may not decide on it."""
    submission = Submission.objects.create(
        case=locked.case,
        hypothesis=locked,
        number=number,
        snapshot=text_of(snapshot),
        digest=digest,
        quorum=quorum_of(snapshot),
        needs_counsel=needs_counsel(snapshot),
        exhibits=sorted(exhibits_in(snapshot)),
        sealed_parties=sorted(sealed_parties_in(snapshot)),
        note=note,
        correction=correction,
        submitted_by=by,
    )
    for user in contributors(locked, snapshot):
        SubmissionContributor.objects.create(submission=submission, user=user)
    return submission


@transaction.atomic
def begin_review(hypothesis: Hypothesis, *, by: Any) -> Change | None:
    """A reviewer takes the submission up; the second one to do so changes nothing."""
    locked = _lock(hypothesis)
    submission = locked.submissions.order_by("number").last()
    if submission is None:
        raise ValidationError(_("This was not submitted."))
    _refuse_obstacles(submission, by)
    if locked.state == State.UNDER_REVIEW:
        return None
    return move(hypothesis, "begin_review", TRANSITIONS, by=by, reason=_("review begun"))


@transaction.atomic
def decide(
    submission: Submission, kind: str, *, by: Any, decided_as: str, digest: str, reasons: str,
    checklist: Iterable[Checked] = (), points: Sequence[str] = (), threads: Sequence[Thread] = (),
) -> Decision:  # fmt: skip
    """One reviewer's word on exactly what was submitted.

    `digest` is the one the reviewer's page showed; `checklist` what was answered of the case's,
    all of it by who approves. `points` and `threads` (open ones) are what a return asks for, to
    be answered one by one when it is submitted again. PermissionDenied (in words) to who may not
    decide on it; ValidationError where it is no longer what was submitted, was decided already,
    or is approved by someone who was not shown all pages of its matrix. The same decision sent
    twice is one.
    """
    locked = _lock(submission.hypothesis)
    # Whoever ends this membership at the same moment waits, or we do and find it gone.
    held = Membership.objects.of(by).filter(case=locked.case).select_for_update(of=("self",))
    if decided_as not in {membership.role for membership in held}:
        raise PermissionDenied(_("You do not hold this role in the case."))
    _refuse_obstacles(submission, by)
    if decided_as not in roles_for_deciding(submission, by):
        raise PermissionDenied(_("Decide as reviewer or as counsel."))
    if earlier := submission.decisions.filter(reviewer=by).first():
        return _decided_before(earlier, kind)
    _check_decision(locked, submission, kind, by=by, digest=digest, reasons=reasons)
    decision = Decision.objects.create(
        submission=submission, kind=kind, digest=digest, decided_as=decided_as, reviewer=by,
        reasons=reasons.strip(), checklist=checked(checklist_of(locked.case), checklist, kind),
    )  # fmt: skip
    if kind == DecisionKind.RETURN:
        make_points(decision, points, threads)
    _follow(locked, submission, decision)
    tell_decided(decision)
    submission.hypothesis.state = locked.state
    return decision


@transaction.atomic
def release_hypothesis(hypothesis: Hypothesis, *, by: Any, reason: str) -> Change:
    """Lets an approved finding go out as released: the lead's word, with a reason.

    ValidationError where it is not approved, or not any more what was approved; the digest is
    computed under the lock. A released one that goes stale is submitted and reviewed again.
    """
    locked = _lock(hypothesis)
    submission = locked.submissions.order_by("number").last()
    is_same = submission is not None and digest_of(snapshot_of(locked)) == submission.digest
    if by.has_perm("attribution.release", locked.case) and not is_same:
        raise ValidationError(
            _("This changed since it was approved: it has to be reviewed again before it is "
              "released.") if submission else _("This was not submitted."),
            code="stale",
        )  # fmt: skip
    return move(hypothesis, "release", TRANSITIONS, by=by, reason=reason)


@transaction.atomic
def withdraw_submission(submission: Submission, *, by: Any, reason: str) -> Change:
    """Takes the submission back: the hypothesis is a draft again, decisions stay readable.

    Only whoever submitted it, or the lead.
    """
    locked = _lock(submission.hypothesis)
    if by.pk != submission.submitted_by_id and Role.LEAD not in locked.case.roles_of(by):
        raise PermissionDenied(_("Only whoever submitted this, or the lead, takes it back."))
    _refuse_older(locked, submission)
    change = move(submission.hypothesis, "withdraw_submission", TRANSITIONS, by=by, reason=reason)
    tell_taken_back(submission, by=by)
    return change


def _lock(hypothesis: Hypothesis) -> Hypothesis:
    rows = Hypothesis.objects.select_for_update(of=("self",)).select_related(
        "case", "question__incident"
    )
    locked = rows.get(pk=hypothesis.pk)
    check_in_use(locked)
    return locked


def _same_again(newest: Submission, by: Any) -> Submission:
    if newest.submitted_by_id == by.pk and newest.hypothesis.state in WAITING:
        return newest
    raise ValidationError(
        _("Nothing changed since this was submitted: there is nothing to review.")
    )


def _refuse_obstacles(submission: Submission, by: Any) -> None:
    if found := obstacles(submission, by):
        raise PermissionDenied(" ".join(found))


def _refuse_older(hypothesis: Hypothesis, submission: Submission) -> None:
    newest = hypothesis.submissions.order_by("number").last()
    if newest is None or newest.pk != submission.pk:
        raise ValidationError(_("A newer version was submitted: open that one."))


def _decided_before(earlier: Decision, kind: str) -> Decision:
    if earlier.kind == kind:
        return earlier
    raise ValidationError(
        _("You have decided on this already: %s. A decision is not changed.")
        % earlier.get_kind_display()
    )


def _check_decision(
    hypothesis: Hypothesis, submission: Submission, kind: str, *, by: Any, digest: str, reasons: str
) -> None:
    if kind not in DecisionKind.values:
        raise ValidationError(_("Choose a decision."))
    if not reasons.strip():
        raise ValidationError({"reasons": _("Say why: a decision without reasons helps nobody.")})
    if not is_open(by, hypothesis.case):
        raise ValidationError(
            _("The case is closed: it takes no decisions until the lead reopens it.")
        )
    _refuse_older(hypothesis, submission)
    if hypothesis.state not in OPEN_TO[DecisionKind(kind)]:
        raise ValidationError(
            _("This is %(state)s now; someone may have been faster. Reload the page.")
            % {"state": hypothesis.get_state_display()}
        )
    if digest != submission.digest:
        raise ValidationError(_("The digest is not the one of this submission. Reload the page."))
    snapshot = snapshot_of(hypothesis)
    if digest_of(snapshot) != submission.digest:
        raise ValidationError(
            _("This changed since it was submitted, so it cannot be decided on: the author has to "
              "submit it again."),
            code="stale",
        )  # fmt: skip
    if kind == DecisionKind.APPROVE:
        check_opened(submission, content_of(submission), by)
    # Also someone who changed a part and changed it back after it was submitted.
    if by in contributors(hypothesis, snapshot):
        raise PermissionDenied(
            _("You wrote, rated or graded a part of this: someone else has to decide.")
        )


def _follow(hypothesis: Hypothesis, submission: Submission, decision: Decision) -> None:
    """Moves the hypothesis as far as the decisions on its submission now take it."""
    by, reason = decision.reviewer, decision.reasons
    if decision.kind == DecisionKind.RETURN:
        move(hypothesis, "return", TRANSITIONS, by=by, reason=reason)
    elif decision.kind == DecisionKind.APPROVE:
        approvals = list(submission.decisions.filter(kind=DecisionKind.APPROVE))
        if quorum_reached(approvals, submission.quorum, counsel=submission.needs_counsel):
            move(hypothesis, "approve", TRANSITIONS, by=by, reason=reason)
        elif hypothesis.state == State.SUBMITTED:
            move(hypothesis, "begin_review", TRANSITIONS, by=by, reason=_("first approval"))
