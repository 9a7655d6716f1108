"""Proposals of "constitutes" that wait for a counsel, and those that came back to their author."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile, Membership
from casefiles.cases.registers import WAITING, WorkItem, WorkKind
from casefiles.cases.vocabulary import Role, State
from evidence.attribution.law.authors import DECIDING, obstacles
from evidence.attribution.law.readings import Reading, readings
from evidence.attribution.models import LegalQualification
from evidence.attribution.vocabulary import LegalWording


def wording_waiting(user: Any) -> list[WorkItem]:
    """Counted on every page: no more than one small question where nothing is proposed."""
    mine = CaseFile.objects.visible_to(user)
    proposed = LegalQualification.objects.current().filter(
        wording=LegalWording.CONSTITUTES, case__in=mine, hypothesis__withdrawn_at=None,
        hypothesis__question__withdrawn_at=None,
    )  # fmt: skip
    rows = list(proposed.select_related("case", "hypothesis"))
    if not rows:
        return []
    counselled = set(
        Membership.objects.of(user).filter(role=Role.COUNSEL).values_list("case", flat=True)
    )
    known = readings(rows).values()
    return [*_to_decide(known, counselled, user), *_returned(known, user)]


def _to_decide(known: Iterable[Reading], cases: set[Any], user: Any) -> Iterable[WorkItem]:
    for reading in known:
        if reading.row.case_id not in cases or reading.decided:
            continue
        if not user.has_perm("attribution.settle_wording", reading.row.case):
            continue
        if not obstacles(reading, user):
            why = _("“Constitutes” waits for a counsel's approval")
            if reading.lapsed:
                why = _("“Constitutes” was approved for an earlier text: it changed since")
            yield _item(reading, why, State.SUBMITTED, WorkKind.REVIEW)


def _returned(known: Iterable[Reading], user: Any) -> Iterable[WorkItem]:
    for reading in known:
        if reading.refusal is None or not user.has_perm("attribution.write", reading.row.case):
            continue
        if _last(reading).actor_id == user.pk:
            why = _("“Constitutes” was refused with reasons")
            yield _item(reading, why, State.RETURNED, WorkKind.RETURNED)


def _item(reading: Reading, why: str, state: str, kind: str) -> WorkItem:
    row = reading.row
    since = reading.refusal.decided_at if reading.refusal else _last(reading).at
    text = _("%(code)s: %(provision)s") % {
        "code": row.hypothesis.code, "provision": reading.lines[0],
    }  # fmt: skip
    url = row.get_absolute_url() + "#wording"
    points = [reading.refusal.reasons] if reading.refusal else []
    return WorkItem(
        case=row.case, text=text, why=why, since=since, url=url, state=state, kind=kind,
        points=points,
    )  # fmt: skip


def _last(reading: Reading) -> Change:
    """Its authors' last change; a record has at least its first."""
    written = reading.row.changes().exclude(action__in=DECIDING.values())
    return written.order_by("sequence").reverse()[0]


WAITING.append(wording_waiting)
