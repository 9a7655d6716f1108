"""Turns stored values into the words that a dossier prints."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile, Incident
from casefiles.cases.vocabulary import DatePrecision
from evidence.exhibits.models import Citation
from evidence.exhibits.vocabulary import Locator

Row = dict[str, Any]


def day(value: date | None) -> str:
    return date_format(value, "j F Y") if value else ""


def instant(value: datetime) -> str:
    """To the minute, in UTC and saying so."""
    return date_format(value.astimezone(UTC), "j F Y, H:i") + " UTC"


def label(row: models.Model, field: str) -> str:
    """The translated label of a coded field; empty where it is empty."""
    return str(getattr(row, f"get_{field}_display")() or "")


def text(value: Any) -> str:
    return "" if value is None else str(value)


def when(incident: Incident) -> str:
    """`2 July 2019, 23:10 to 3 July 2019, 00:10 (Africa/Tripoli), about`."""
    ends = [_end(incident, "earliest"), _end(incident, "latest")]
    first, last = ends
    if not first and not last:
        return ""
    if first and last and first != last:
        same_day = incident.earliest_date == incident.latest_date and incident.latest_time
        last = _hour(incident.latest_time) if same_day else last
        said = _("between %(first)s and %(last)s") % {"first": first, "last": last}
    else:
        said = first or _("until %s") % last
    if incident.earliest_time or incident.latest_time:
        said = _("%(when)s (local time of %(zone)s)") % {"when": said, "zone": incident.zone}
    if incident.precision != DatePrecision.EXACT:
        said += f"; {label(incident, 'precision')}"
    return said


def _end(incident: Incident, which: str) -> str:
    moment = getattr(incident, f"{which}_time")
    said = day(getattr(incident, f"{which}_date"))
    return f"{said}, {_hour(moment)}" if said and moment else said


def _hour(moment: Any) -> str:
    return moment.strftime("%H:%M")


def where(incident: Incident) -> str:
    """The place, the point and how exactly it is known."""
    parts = [incident.place_name]
    if incident.latitude is not None and incident.longitude is not None:
        point = f"{_plain(incident.latitude)}, {_plain(incident.longitude)}"
        parts.append(
            _("%(point)s, within %(metres)s m") % {"point": point, "metres": incident.precision_m}
        )
    return "; ".join(part for part in parts if part)


def _plain(degrees: Decimal) -> str:
    return f"{degrees:f}".rstrip("0").rstrip(".")


class Cites:
    """The exhibits that each record of the case rests on, for the margin."""

    def __init__(self, case: CaseFile, withheld: Iterable[UUID]) -> None:
        self._rows: dict[UUID, list[Row]] = defaultdict(list)
        hidden = set(withheld)
        rows = Citation.objects.current().filter(case=case).select_related("exhibit")
        for row in rows.order_by("exhibit__sequence", "place"):
            place = "" if row.exhibit_id in hidden else _place(row)
            note = {"number": row.exhibit.number, "place": place}
            if note not in self._rows[row.object_id]:
                self._rows[row.object_id].append(note)

    def of(self, row: models.Model) -> list[Row]:
        return self._rows.get(row.pk, [])


def _place(citation: Citation) -> str:
    if citation.locator == Locator.WHOLE:
        return citation.place
    return f"{label(citation, 'locator')} {citation.place}".strip()
