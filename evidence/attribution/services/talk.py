"""Comments, and the points of a return. Commenting makes nobody a contributor."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evidence.attribution.deciding import content_of
from evidence.attribution.models import (
    Comment,
    Decision,
    PointAnswer,
    ReturnPoint,
    Submission,
    Thread,
)
from evidence.attribution.notices import tell_commented
from evidence.attribution.parts import digest_at, exhibit_at, parts_of
from evidence.attribution.talk import is_open, may_close, points_to_answer
from evidence.attribution.vocabulary import CommentKind
from evidence.exhibits.models import Exhibit


@transaction.atomic
def begin_thread(
    submission: Submission, key: str, text: str, *, by: Any, pk: uuid.UUID | None = None
) -> Thread:
    """Comments on a part of a version. `pk` from the form: sent twice, it is one thread.

    ValidationError where the version has no such part; PermissionDenied to who may not comment
    or may not see what the part tells of.
    """
    _check_right(submission, by)
    content = content_of(submission)
    known = parts_of(content).get(key)
    if known is None:
        raise ValidationError(_("This version has no such part."))
    path, _words = known
    exhibit = exhibit_at(content, path)
    if exhibit and not Exhibit.objects.visible_to(by).filter(pk=exhibit).exists():
        raise PermissionDenied(_("You may not see this exhibit."))
    thread, is_new = Thread.objects.get_or_create(
        pk=pk or uuid.uuid4(), started_by=by, submission=submission,
        defaults={
            "case_id": submission.case_id, "hypothesis_id": submission.hypothesis_id,
            "path": list(path), "part_digest": digest_at(content, path), "exhibit_id": exhibit,
        },
    )  # fmt: skip
    if is_new:
        _add(thread, CommentKind.REMARK, text, by, uuid.uuid4())
    return thread


@transaction.atomic
def add_comment(
    thread: Thread, kind: str, text: str, *, by: Any, pk: uuid.UUID | None = None
) -> Comment:
    """Replies, resolves or opens again; one after the other, for the submission's row is locked.

    ValidationError where it is resolved, or open, already.
    """
    if not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
        raise PermissionDenied
    _check_right(thread.submission, by)
    # Append-only rows take no lock of their own: the hypothesis's serves.
    type(thread.hypothesis).objects.select_for_update(no_key=True, of=("self",)).get(
        pk=thread.hypothesis_id
    )
    if pk and (known := Comment.objects.filter(pk=pk, author=by, thread=thread).first()):
        return known
    if kind != CommentKind.REMARK:
        if not may_close(thread, by):
            raise PermissionDenied(_("Whoever began it resolves it, or a reviewer."))
        if is_open(thread.comments.order_by("at", "id")) == (kind == CommentKind.REOPENED):
            raise ValidationError(_("Someone was faster: reload the page."))
    return _add(thread, kind, text, by, pk or uuid.uuid4())


def make_points(decision: Decision, texts: Sequence[str], threads: Sequence[Thread]) -> None:
    """A return's points: those written for it, then the open threads that it takes up."""
    rows: list[tuple[str, Thread | None]] = [(text.strip(), None) for text in texts if text.strip()]
    rows += [(_first_words(thread), thread) for thread in threads]
    for number, (text, thread) in enumerate(rows, start=1):
        ReturnPoint.objects.create(decision=decision, number=number, text=text, thread=thread)


def unanswered(newest: Submission | None, answers: Mapping[uuid.UUID, str]) -> list[str]:
    """What has to be said before it is submitted again, in sentences."""
    return [
        _("Answer point %(number)d of the return by %(who)s.")
        % {"number": point.number, "who": point.decision.reviewer}
        for point in points_to_answer(newest)
        if not answers.get(point.pk, "").strip()
    ]


def answer_points(submission: Submission, newest: Any, answers: Mapping[uuid.UUID, str]) -> None:
    for point in points_to_answer(newest):
        PointAnswer.objects.create(
            point=point, submission=submission, text=answers[point.pk].strip()
        )


def _first_words(thread: Thread) -> str:
    return thread.comments.order_by("at", "id")[0].text


def _add(thread: Thread, kind: str, text: str, by: Any, pk: uuid.UUID) -> Comment:
    if kind not in CommentKind.values or not text.strip():
        raise ValidationError({"text": _("Write what you mean to say.")})
    comment = Comment.objects.create(pk=pk, thread=thread, kind=kind, text=text.strip(), author=by)
    tell_commented(comment)
    return comment


def _check_right(submission: Submission, by: Any) -> None:
    if not by.has_perm("attribution.comment", submission.case):
        raise PermissionDenied
