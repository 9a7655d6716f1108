"""Relations as lists show them: for which days, resting on what, and the bar of their days."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from casefiles.cases.cited import OnDay, beyond_text, cited_text, on_day
from casefiles.cases.models import CaseFile, Incident, Relation
from casefiles.cases.registers import with_parts
from casefiles.cases.spans import Axis


def relations_seen_by(user: Any) -> Any:
    rows = Relation.objects.visible_to(user).current()
    return rows.select_related("case", "from_party", "to_party", "source")


def incident_day(case: CaseFile, user: Any) -> Incident | None:
    """The first incident in use whose day is known: the day that a case is asked about."""
    seen = Incident.objects.visible_to(user).current().filter(case=case)
    return seen.exclude(earliest_date=None).first()


def rests_on_nothing(row: Any) -> bool:
    """Of a relation as `with_parts` gives it: neither source nor exhibit states it."""
    return row.source_id is None and not row.is_cited


def told(
    relations: Iterable[Relation], user: Any, day: date | None, axis: Axis | None
) -> list[Any]:
    """The relations, all of one case, each with what lists say of it beyond its own fields."""
    rows = with_parts(relations, user)
    for row in rows:
        row.beyond = beyond_text(row)
        row.verdict = OnDay(on_day(row, day)) if day else None
        row.rests_on_nothing = rests_on_nothing(row)
        row.cited = cited_text(row, is_cited=not row.rests_on_nothing)
        row.bar = axis.bar(row) if axis else []
    return rows
