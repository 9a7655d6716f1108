"""Rating rounds that wait for their raters."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.models import Membership
from casefiles.cases.registers import COUNTS, WAITING, WorkItem
from casefiles.cases.rules import OPEN_STATES
from casefiles.cases.vocabulary import Role, State
from evidence.attribution.models import RoundRater


def waiting(user: Any) -> list[WorkItem]:
    """Open rounds in which this user is named and has not finished."""
    named = Change.objects.filter(object_id=OuterRef("pk")).order_by("sequence").values("at")
    rows = _rows(user).select_related("case", "round__question")
    return [
        WorkItem(
            case=row.case,
            text=_("%(code)s: %(text)s")
            % {"code": row.round.question, "text": row.round.question.text},
            why=_("rating round: you are one of its raters"),
            since=row.named_at,
            url=row.round.get_absolute_url(),
            state=State.DRAFT,
        )
        for row in rows.annotate(named_at=Subquery(named[:1]))
    ]


def count(user: Any) -> int:
    return _rows(user).count()


def _rows(user: Any) -> QuerySet[RoundRater]:
    roles = (Role.LEAD, Role.INVESTIGATOR)
    writes = Membership.objects.of(user).filter(role__in=roles, case__state__in=OPEN_STATES)
    rows: QuerySet[RoundRater] = RoundRater.objects.current().filter(
        user=user, finished_at=None, round__closed_at=None, case__in=writes.values("case")
    )
    return rows


WAITING.append(waiting)
COUNTS[waiting] = count
