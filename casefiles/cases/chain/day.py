"""Which relations stand on one day, between whom, and which are left out and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from casefiles.cases.chain.ranks import components
from casefiles.cases.cited import SHOWN, OnDay, on_day
from casefiles.cases.models import Party, Relation
from casefiles.cases.vocabulary import RelationKind

# Whether who is named first stands above (1) or below (-1); all others stand side by side.
WAYS = {RelationKind.COMMANDS: 1, RelationKind.EMPLOYS: 1, RelationKind.PART_OF: -1}


@dataclass(frozen=True)
class Chain:
    """As it stood on `day`, as far as it is cited."""

    day: date
    shown: list[Relation]
    left_out: list[tuple[Relation, OnDay]]
    parties: list[Party]  # those of the shown relations
    apart: list[Party]  # those with no relation that is cited for this day


def chain_on(
    day: date, relations: list[Relation], parties: list[Party], around: Collection[UUID] = ()
) -> Chain:
    """The chain of all parties, or of those who are joined with `around` on this day."""
    verdicts = {row.pk: on_day(row, day) for row in relations}
    shown = [row for row in relations if verdicts[row.pk] in SHOWN]
    wanted = {party.pk for party in parties}
    if around:
        joined = components(sorted(wanted), [(r.from_party_id, r.to_party_id) for r in shown])
        wanted = set().union(*(part for part in joined if part & set(around)))
    ends = {row.pk: {row.from_party_id, row.to_party_id} for row in relations}
    shown = [row for row in shown if ends[row.pk] & wanted]
    drawn = {party for row in shown for party in ends[row.pk]}
    return Chain(
        day=day,
        shown=shown,
        left_out=[
            (row, verdicts[row.pk]) for row in relations
            if verdicts[row.pk] not in SHOWN and ends[row.pk] & wanted
        ],
        parties=[party for party in parties if party.pk in drawn],
        apart=[party for party in parties if party.pk in wanted - drawn],
    )  # fmt: skip


def party_row(party: Party) -> dict[str, Any]:
    """For the drawing. A withheld party shows its placeholder: nothing else of it is asked for."""
    return {
        "key": str(party.pk),
        "code": party.code,
        "name": party.name,
        "kind": str(party.get_kind_display()),
        "withheld": party.withheld,
    }


def relation_row(relation: Relation, day: date) -> dict[str, Any]:
    return {
        "key": str(relation.pk),
        "from": str(relation.from_party_id),
        "to": str(relation.to_party_id),
        "way": WAYS.get(RelationKind(relation.kind), 0),
        "relation": str(relation.get_kind_display()),
        "status": relation.status,
        "status_label": str(relation.get_status_display()),
        "perhaps": on_day(relation, day) == OnDay.PERHAPS,
    }


@dataclass(frozen=True)
class Said:
    """A line of the list: a party nobody is above, or a relation with those beneath it."""

    relation: Relation | None
    party: Party
    deeper: bool  # opens a list within the last line
    closes: range  # as many lists end after this line
    depth: int
    repeated: bool  # what stands beneath this party was said above


MOST_DEEP = 8  # levels of a list that a reader follows; deeper ones go on at the same level


def told_downward(chain: Chain) -> list[Said]:
    """The chain as a nested list, from above to below, flat: each line says how lists nest.

    Every relation is said once. In a circle the list begins with the first of its parties.
    """
    by_id = {party.pk: party for party in chain.parties}
    below: dict[UUID, list[tuple[Relation, UUID]]] = {pk: [] for pk in by_id}
    has_above: set[UUID] = set()
    for row in chain.shown:
        upper, lower = row.from_party_id, row.to_party_id
        if WAYS.get(RelationKind(row.kind), 0) < 0:
            upper, lower = lower, upper
        below[upper].append((row, lower))
        if row.kind in WAYS:
            has_above.add(lower)
    lines: list[tuple[int, Relation | None, Party, bool]] = []
    done: set[UUID] = set()
    for root in [pk for pk in by_id if pk not in has_above] + list(by_id):
        stack: list[tuple[int, Relation | None, UUID]] = []
        if root not in done and below[root]:
            stack = [(0, None, root)]
        while stack:
            depth, relation, pk = stack.pop()
            again = pk in done
            lines.append((depth, relation, by_id[pk], again and bool(below[pk])))
            if relation is not None and relation.kind not in WAYS:
                continue  # whom it stands beside has a place of its own
            if not again:
                done.add(pk)
                deeper = min(depth + 1, MOST_DEEP)
                stack += [(deeper, row, other) for row, other in reversed(below[pk])]
    return _nested(lines)


def _nested(lines: list[tuple[int, Relation | None, Party, bool]]) -> list[Said]:
    found = []
    depths = [depth for depth, *_rest in lines]
    for at, (depth, relation, party, again) in enumerate(lines):
        following = depths[at + 1] if at + 1 < len(depths) else 0
        closes = range(max(depth - following, 0))
        found.append(Said(relation, party, following > depth, closes, depth, again))
    return found
