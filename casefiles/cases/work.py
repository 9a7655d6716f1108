"""What waits for people because of a case's own state; the other rooms enter theirs."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile, Membership
from casefiles.cases.registers import COUNTS, SENT, WAITING, WorkItem, WorkKind
from casefiles.cases.rules import REVIEW_ACTS
from casefiles.cases.vocabulary import Role, State

UNDER_WAY = (State.SUBMITTED, State.UNDER_REVIEW)
Moves = dict[tuple[UUID, str], Change]


def cases_to_review(user: Any) -> list[WorkItem]:
    """Submitted cases that this user may review."""
    cases = list(_to_review(user))
    moves = last_moves(cases, "submit", "begin_review")
    return [_item(case, moves, "submit", _("Review the case"), WorkKind.REVIEW) for case in cases]


def cases_returned(user: Any) -> list[WorkItem]:
    cases = list(_returned(user))
    moves = last_moves(cases, "return")
    return [_item(case, moves, "return", _("Rework the case"), WorkKind.RETURNED) for case in cases]


def cases_sent(user: Any) -> list[WorkItem]:
    """Cases that this user submitted and that are not decided yet."""
    cases = list(CaseFile.objects.visible_to(user).filter(state__in=UNDER_WAY))
    moves = last_moves(cases, "submit", "begin_review")
    return [
        _item(case, moves, "submit", _("The case as a whole"), WorkKind.SENT)
        for case in cases
        if (sent := moves.get((case.pk, "submit"))) and sent.actor == user
    ]


def _to_review(user: Any) -> QuerySet[CaseFile]:
    """As `cases.review_case` says, for all cases at once: reviewers who do not lead it and wrote
    nothing of it."""
    wrote = Change.objects.filter(case_id=OuterRef("pk"), actor=user)
    waiting = CaseFile.objects.visible_to(user).filter(
        state__in=UNDER_WAY, pk__in=_held(user, Role.REVIEWER)
    )
    return waiting.exclude(pk__in=_held(user, Role.LEAD)).exclude(
        Exists(wrote.exclude(action__in=REVIEW_ACTS))
    )


def _returned(user: Any) -> QuerySet[CaseFile]:
    mine = CaseFile.objects.visible_to(user).filter(pk__in=_held(user, Role.LEAD))
    return mine.filter(state=State.RETURNED)


def _held(user: Any, *roles: str) -> Any:
    """Ids of the cases in which the user holds one of these roles."""
    return Membership.objects.of(user).filter(role__in=roles).values("case")


def last_moves(cases: Iterable[CaseFile], *acts: str) -> Moves:
    """The last time each of these was done with each case, by case and act, in one query."""
    kind = ContentType.objects.get_for_model(CaseFile)
    found = Change.objects.filter(
        content_type=kind, object_id__in=[case.pk for case in cases], action__in=acts
    )
    rows = found.select_related("actor").order_by("sequence")
    return {(change.object_id, change.action): change for change in rows}


def _item(case: CaseFile, moves: Moves, act: str, text: str, kind: WorkKind) -> WorkItem:
    change = moves.get((case.pk, act))
    taken_up = moves.get((case.pk, "begin_review"))
    is_at_it = case.state == State.UNDER_REVIEW and taken_up is not None
    return WorkItem(
        case=case,
        text=text,
        why=_why(change),
        since=change.at if change else case.changes().latest("sequence").at,
        url=case.get_absolute_url(),
        state=case.state,
        kind=kind,
        in_hand=str(taken_up.actor) if is_at_it and taken_up else "",
    )


def _why(change: Change | None) -> str:
    if change is None:
        return ""
    words = {"submit": _("%(who)s submitted it: “%(reason)s”"),
             "return": _("%(who)s returned it: “%(reason)s”")}  # fmt: skip
    return words[change.action] % {"who": change.actor, "reason": change.reason}


def _count(rows: Callable[[Any], QuerySet[CaseFile]], *states: str) -> Callable[[Any], int]:
    """Whole cases are seldom under review: on most pages it ends with a look for any at all."""

    def count(user: Any) -> int:
        return rows(user).count() if CaseFile.objects.filter(state__in=states).exists() else 0

    return count


WAITING += [cases_to_review, cases_returned]
SENT += [cases_sent]
COUNTS[cases_to_review] = _count(_to_review, *UNDER_WAY)
COUNTS[cases_returned] = _count(_returned, State.RETURNED)
