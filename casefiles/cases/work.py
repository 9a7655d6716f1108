"""What waits for people because of a case's own state; the other rooms enter theirs."""

from typing import Any

from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile
from casefiles.cases.registers import SENT, WAITING, WorkItem
from casefiles.cases.services.workflow import last_move
from casefiles.cases.vocabulary import State

UNDER_WAY = (State.SUBMITTED, State.UNDER_REVIEW)


def cases_to_review(user: Any) -> list[WorkItem]:
    """Submitted cases that this user may review."""
    cases = CaseFile.objects.visible_to(user).filter(state__in=UNDER_WAY)
    asked = [case for case in cases if user.has_perm("cases.review_case", case)]
    return [_item(case, "submit", _("Review the case")) for case in asked]


def cases_returned(user: Any) -> list[WorkItem]:
    cases = CaseFile.objects.visible_to(user).filter(state=State.RETURNED)
    mine = [case for case in cases if user.has_perm("cases.submit_case", case)]
    return [_item(case, "return", _("Rework the case")) for case in mine]


def cases_sent(user: Any) -> list[WorkItem]:
    """Cases that this user submitted and that are not decided yet."""
    cases = CaseFile.objects.visible_to(user).filter(state__in=UNDER_WAY)
    items = []
    for case in cases:
        sent = last_move(case, "submit")
        if sent and sent.actor == user:
            items.append(_item(case, "submit", _("The case as a whole")))
    return items


def _item(case: CaseFile, act: str, text: str) -> WorkItem:
    change = last_move(case, act)
    return WorkItem(
        case=case,
        text=text,
        why=_why(change),
        since=change.at if change else case.changes().latest("sequence").at,
        url=case.get_absolute_url(),
        state=case.state,
    )


def _why(change: Change | None) -> str:
    if change is None:
        return ""
    words = {"submit": _("%(who)s submitted it: “%(reason)s”"),
             "return": _("%(who)s returned it: “%(reason)s”")}  # fmt: skip
    return words[change.action] % {"who": change.actor, "reason": change.reason}


WAITING += [cases_to_review, cases_returned]
SENT += [cases_sent]
