"""The threads about a hypothesis as one reader may see them, beside one of its versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from casefiles.cases.vocabulary import Role
from evidence.attribution.deciding import DECIDING_ROLES, content_of
from evidence.attribution.models import Comment, ReturnPoint, Submission, Thread
from evidence.attribution.parts import digest_at, key_of, parts_of
from evidence.attribution.vocabulary import CommentKind, DecisionKind

Parts = dict[str, tuple[tuple[str, ...], str]]  # see `parts_of`
TALKING_ROLES = {Role.LEAD, Role.INVESTIGATOR, *DECIDING_ROLES}


@dataclass(frozen=True)
class Talk:
    """One thread, as it reads beside a version."""

    thread: Thread
    words: str  # what it is about
    comments: list[Comment]
    is_open: bool
    about: Submission
    is_older: bool  # begun about an earlier version than the one shown
    has_changed: bool  # the part is not what it was
    is_gone: bool  # nothing stands there any more

    @property
    def key(self) -> str:
        return key_of(tuple(self.thread.path))


def talks_on(submission: Submission, user: Any) -> list[Talk]:
    """Threads begun about this version or an earlier one, the open ones first. Three queries."""
    rows = Thread.objects.visible_to(user).filter(
        hypothesis=submission.hypothesis_id, submission__number__lte=submission.number
    )
    content = content_of(submission)
    threads = list(with_comments(rows))
    known = parts_of(content) if threads else {}
    talks = [_talk(row, submission, content, known) for row in threads]
    return sorted(talks, key=lambda talk: not talk.is_open)


def talk_of(thread: Thread) -> Talk:
    """One thread beside the newest version."""
    newest = thread.hypothesis.submissions.order_by("number").last()
    assert newest is not None
    (row,) = with_comments(Thread.objects.filter(pk=thread.pk))
    content = content_of(newest)
    return _talk(row, newest, content, parts_of(content))


def with_comments(rows: Any) -> Any:
    comments = Comment.objects.select_related("author").order_by("at", "id")
    return rows.select_related("submission", "started_by").prefetch_related(
        Prefetch("comments", comments)
    )


def is_open(comments: Iterable[Comment]) -> bool:
    moves = [each.kind for each in comments if each.kind != CommentKind.REMARK]
    return not moves or moves[-1] != CommentKind.RESOLVED


def may_close(thread: Thread, user: Any) -> bool:
    """Whoever began it, and reviewers: an author answers a comment, and does not wave it away."""
    roles = thread.case.roles_of(user)
    return bool(roles & TALKING_ROLES) and (
        thread.started_by_id == user.pk or bool(roles & set(DECIDING_ROLES))
    )


def points_to_answer(newest: Submission | None) -> list[ReturnPoint]:
    """Of the returns of the newest version, while nobody has answered them."""
    if newest is None:
        return []
    rows = ReturnPoint.objects.filter(
        decision__submission=newest, decision__kind=DecisionKind.RETURN, answer=None
    )
    return list(rows.select_related("thread", "decision__reviewer"))


def points_seen(rows: Any, user: Any) -> list[ReturnPoint]:
    """Those whose thread, if they have one, this reader may see."""
    found = list(rows.select_related("thread", "decision__reviewer", "answer"))
    threads = {row.thread_id for row in found if row.thread_id}
    seen = set(Thread.objects.visible_to(user).filter(pk__in=threads).values_list("pk", flat=True))
    return [row for row in found if row.thread_id is None or row.thread_id in seen]


def _talk(thread: Thread, shown: Submission, content: dict[str, Any], known: Parts) -> Talk:
    path = tuple(thread.path)
    now = digest_at(content, path)
    comments = list(thread.comments.all())
    about = thread.submission
    part = known.get(key_of(path)) or parts_of(content_of(about))[key_of(path)]
    return Talk(
        thread=thread, words=part[1], comments=comments, is_open=is_open(comments), about=about,
        is_older=about.number < shown.number,
        has_changed=bool(now) and now != thread.part_digest, is_gone=not now,
    )  # fmt: skip
