"""Who stands above given parties on one day, in whatever steps, and how all of these relate."""

from collections.abc import Collection, Iterable
from uuid import UUID

from casefiles.cases.chain.day import WAYS
from casefiles.cases.models import Relation
from casefiles.cases.vocabulary import RelationKind


def above_and_among(shown: Iterable[Relation], named: Collection[UUID]) -> list[Relation]:
    """Of the relations that the chain of a day shows, those above `named` and among them.

    Whoever commands or employs one of them, or is what it is part of, stands above it; so does
    whoever stands above those. Between all of these every relation counts, of whatever kind:
    that one supports or supplies the other. What stands beneath, and whoever only stands beside
    one of them (a supplier, a host), is not about them.

    Nobody whose name is withheld is reached on the way, and none of their relations is taken,
    unless they are in `named` themselves: where somebody else names them is not told here.
    """
    rows = [row for row in shown if _is_open(row, named)]
    reached = set(named)
    waiting = set(named)
    while waiting:
        upper = {high for row in rows for high, low in [_ends(row)] if low in waiting and high}
        waiting = upper - reached
        reached |= waiting
    return [row for row in rows if {row.from_party_id, row.to_party_id} <= reached]


def _is_open(row: Relation, named: Collection[UUID]) -> bool:
    return not any(
        party.withheld and party.pk not in named for party in (row.from_party, row.to_party)
    )


def _ends(row: Relation) -> tuple[UUID | None, UUID]:
    """Who stands above whom; nobody where they stand side by side."""
    way = WAYS.get(RelationKind(row.kind), 0)
    if way < 0:
        return row.to_party_id, row.from_party_id
    return (row.from_party_id if way else None), row.to_party_id
