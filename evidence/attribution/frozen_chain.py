"""The chain of command of a submission's snapshot, made readable from the stored text alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from casefiles.cases.cited import OnDay, cited_text, on_day
from casefiles.cases.dates import day_text
from casefiles.cases.models import Relation
from casefiles.cases.vocabulary import Confidence, RelationStatus
from evidence.attribution.snapshot.chain import DATED
from evidence.attribution.snapshot.labels import label_of
from evidence.attribution.snapshot.restricted import place_seen

Plain = dict[str, Any]


@dataclass(frozen=True)
class FrozenChain:
    incident: str
    day: str
    relations: list[Plain]


def chain_in(data: Plain, hidden: set[str]) -> FrozenChain | None:
    """None where the snapshot has none. `hidden`: numbers that the reader may not see more of."""
    if "relations" not in data:
        return None
    day = date.fromisoformat(data["chain"]["day"])
    rows = [_row(data, key, row, day, hidden) for key, row in data["relations"].items()]
    rows.sort(key=lambda row: (row["from"]["code"], row["to"]["code"], row["key"]))
    return FrozenChain(data["chain"]["incident"], day_text(day), rows)


def _row(data: Plain, key: str, row: Plain, day: date, hidden: set[str]) -> Plain:
    dated = _dated(row)
    places = data["citations"].get(key, {"places": []})["places"]
    return {
        **row,
        "key": key,
        "said": label_of("relation", row["relation"]),
        "status_label": dict(RelationStatus.choices).get(row["relation_status"], ""),
        "confidence_label": dict(Confidence.choices).get(row.get("confidence", ""), ""),
        "cited": capfirst(cited_text(dated, is_cited=bool(row.get("source") or places))),
        "perhaps": OnDay.PERHAPS.label if on_day(dated, day) == OnDay.PERHAPS else "",
        "places": [place_seen(place, hidden) for place in places],
    }


def _dated(row: Plain) -> Relation:
    """The relation's days alone, for the words that lists have for them."""
    values = {name: row[name] for name in DATED if name in row}
    days = {name: date.fromisoformat(value) for name, value in values.items()
            if isinstance(value, str) and not name.endswith("_precision")}  # fmt: skip
    return Relation(**{**values, **days})
