"""Who is told what of submissions and decisions."""

from typing import Any

from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from casefiles.notices.kinds import NoticeKind, register_notice
from casefiles.notices.models import Notice
from casefiles.notices.services import notify, settle
from evidence.attribution.deciding import deciders
from evidence.attribution.models import Comment, Decision, Submission, Thread
from evidence.attribution.vocabulary import CommentKind, DecisionKind

SUBMITTED, TAKEN_BACK = "attribution.submitted", "attribution.taken_back"
STALE = "attribution.stale"
COMMENTED = "attribution.commented"
DECIDED = {
    DecisionKind.APPROVE: "attribution.approved",
    DecisionKind.RETURN: "attribution.returned",
    DecisionKind.DISSENT: "attribution.dissented",
}


def tell_submitted(submission: Submission) -> None:
    """Those who could decide on it; what was told of earlier ones is over."""
    for earlier in Submission.objects.filter(
        hypothesis=submission.hypothesis_id, number__lt=submission.number
    ).defer("snapshot"):
        settle(earlier, SUBMITTED)
        settle(earlier, STALE)
        for decision in earlier.decisions.filter(kind=DecisionKind.RETURN):
            settle(decision, DECIDED[DecisionKind.RETURN])
    notify(deciders(submission), SUBMITTED, submission, key=str(submission.pk),
           besides=submission.submitted_by)  # fmt: skip


def tell_decided(decision: Decision) -> None:
    """The author; it waits for this reviewer no more."""
    submission = decision.submission
    settle(submission, SUBMITTED, of=decision.reviewer)
    if decision.kind == DecisionKind.RETURN:
        settle(submission, SUBMITTED)
    kind = DECIDED[DecisionKind(decision.kind)]
    notify([submission.submitted_by], kind, decision, key=str(decision.pk))


def tell_taken_back(submission: Submission, *, by: Any) -> None:
    """Whoever was told that it waits, and its author if somebody else took it back."""
    told = [notice.user for notice in
            Notice.objects.of(submission).filter(kind=SUBMITTED).select_related("user")]  # fmt: skip
    settle(submission, SUBMITTED)
    notify([*told, submission.submitted_by], TAKEN_BACK, submission, key=str(submission.pk),
           besides=by)  # fmt: skip


def tell_stale(submission: Submission, episode: int) -> int:
    """The author, everyone whose approval it was, and those for whom it waits; once for each time
    that it went stale."""
    rows = submission.decisions.exclude(kind=DecisionKind.RETURN).select_related("reviewer")
    asked = Notice.objects.of(submission).filter(kind=SUBMITTED).select_related("user")
    told = {submission.submitted_by, *(decision.reviewer for decision in rows)}
    told |= {notice.user for notice in asked}
    members = set(submission.case.members().values_list("user", flat=True))
    return notify(
        [person for person in told if person.pk in members], STALE, submission,
        key=f"{submission.pk}:{episode}",
    )  # fmt: skip


def tell_commented(comment: Comment) -> None:
    """Whoever submitted that version, and everyone who spoke in the thread, while they see it."""
    thread = comment.thread
    spoke = {each.author for each in thread.comments.select_related("author")}
    people = {*spoke, thread.submission.submitted_by, thread.started_by}
    seeing = [
        person for person in people
        if Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
    ]  # fmt: skip
    notify(seeing, COMMENTED, comment, key=str(comment.pk), besides=comment.author)


def tell_fresh(submission: Submission) -> None:
    """What had changed is as it was: nobody need look."""
    settle(submission, STALE)


def _submissions(user: Any) -> Any:
    rows = Submission.objects.filter(case__in=CaseFile.objects.visible_to(user))
    return rows.select_related("case", "hypothesis", "submitted_by").defer("snapshot")


def _decisions(user: Any) -> Any:
    rows = Decision.objects.filter(submission__case__in=CaseFile.objects.visible_to(user))
    return rows.select_related("submission__case", "submission__hypothesis", "reviewer").defer(
        "submission__snapshot"
    )


def _comments(user: Any) -> Any:
    rows = Comment.objects.filter(thread__in=Thread.objects.visible_to(user))
    return rows.select_related("thread__case", "thread__hypothesis", "author")


def _commented(comment: Comment) -> str:
    words = {
        CommentKind.REMARK: _("%(who)s commented on %(what)s"),
        CommentKind.RESOLVED: _("%(who)s resolved a thread on %(what)s"),
        CommentKind.REOPENED: _("%(who)s opened a thread on %(what)s again"),
    }[CommentKind(comment.kind)]
    return words % {"who": comment.author, "what": comment.thread.hypothesis.code}


def _submitted(submission: Submission) -> str:
    words = _("%(who)s submitted %(what)s for review, number %(number)d")
    return words % {"who": submission.submitted_by, "what": submission.hypothesis.code,
                    "number": submission.number}  # fmt: skip


def _taken_back(submission: Submission) -> str:
    words = _("%(what)s was taken back: submission %(number)d waits for nobody any more")
    return words % {"what": submission.hypothesis.code, "number": submission.number}


def _stale(submission: Submission) -> str:
    words = _("%(what)s changed since submission %(number)d: %(who)s has to submit it again")
    return words % {"what": submission.hypothesis.code, "number": submission.number,
                    "who": submission.submitted_by}  # fmt: skip


def _decided(decision: Decision) -> str:
    words = {
        DecisionKind.APPROVE: _("%(who)s approved %(what)s"),
        DecisionKind.RETURN: _("%(who)s returned %(what)s to you"),
        DecisionKind.DISSENT: _("%(who)s dissents from %(what)s"),
    }[DecisionKind(decision.kind)]
    return words % {"who": decision.reviewer, "what": decision.submission.hypothesis.code}


def _enter() -> None:
    page = Submission.get_absolute_url
    for kind in (
        NoticeKind(SUBMITTED, "submitted", _submissions, _submitted, page,
                   more=lambda submission: submission.note),
        NoticeKind(TAKEN_BACK, "withdrawn", _submissions, _taken_back, page),
        NoticeKind(STALE, "stale", _submissions, _stale, page),
    ):  # fmt: skip
        register_notice(kind)
    register_notice(
        NoticeKind(
            COMMENTED, "done", _comments, _commented,
            lambda comment: comment.thread.get_absolute_url(),
            more=lambda comment: comment.text, case=lambda comment: comment.thread.case,
        )
    )  # fmt: skip
    states = {DecisionKind.APPROVE: "approved", DecisionKind.RETURN: "returned",
              DecisionKind.DISSENT: "contradicted"}  # fmt: skip
    for said, code in DECIDED.items():
        register_notice(
            NoticeKind(
                code, states[said], _decisions, _decided,
                lambda decision: decision.submission.get_absolute_url(),
                more=lambda decision: decision.reasons, label=said.label,
                case=lambda decision: decision.submission.case,
            )
        )  # fmt: skip


_enter()
