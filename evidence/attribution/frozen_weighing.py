"""What a submission's matrix says, from its stored text alone: what nothing in it told apart, and
which exhibits the order of its hypotheses hung on.

A reviewer would otherwise have to compare columns by eye.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from evidence.attribution.rows import Facts
from evidence.attribution.statements import nothing_separates
from evidence.attribution.tally import Tally, bits

Plain = dict[str, Any]


@dataclass(frozen=True)
class FrozenWeighing:
    statements: list[str]
    carrying: list[str]  # numbers of exhibits without which others would stand first
    unrated: int  # cells that waited for a rating


def weighing_in(data: Plain, leaves: list[str]) -> FrozenWeighing:
    """Hidden exhibits are weighed too: their ratings and numbers are shown to every reviewer."""
    tally = Tally(
        [uuid.UUID(data["hypotheses"][code]["id"]) for code in leaves],
        [_facts(data, number, row, leaves) for number, row in data["matrix"].items()],
    )
    return FrozenWeighing(
        statements=[
            nothing_separates(
                [leaves[place] for place in group], complete=not tally.may_yet_part(group)
            )
            for group in tally.alike
        ],
        carrying=[tally.facts[row].number for row in bits(tally.sensitive()[1].rows)],
        unrated=len(tally.unrated),
    )


def _facts(data: Plain, number: str, row: Plain, leaves: list[str]) -> Facts:
    exhibit = data["exhibits"][number]
    return Facts(
        pk=uuid.UUID(exhibit["id"]),
        number=number,
        grade=exhibit["grade"],
        relevance=row["relevance"],
        is_set_aside=bool(row["not_rated_why"]),
        is_withdrawn=exhibit["is_withdrawn"],
        party=None,
        roots=(),
        values=tuple(row["ratings"].get(code, {}).get("value", "") for code in leaves),
    )
