"""Which seals were on an item, and when; pure, it knows no database."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evidence.exhibits.custody_order import Fact, folded
from evidence.exhibits.vocabulary import CustodyKind

OPENS = {CustodyKind.EXAMINED, CustodyKind.COPIED}


class Sealed(NamedTuple):
    """The seals between two entries; `since` None: when it was collected, `until` None: still."""

    seals: dict[str, str]
    since: Fact | None
    until: Fact | None

    def can_have_been_at(self, fact: Fact) -> bool:
        is_after = self.since is None or self.since.at <= fact.last
        return is_after and (self.until is None or fact.at <= self.until.last)


def seals_in(text: str) -> dict[str, str]:
    """Seal numbers of a text with commas or line ends between: folded, and as written."""
    parts = [" ".join(part.split()) for part in re.split(r"[,;،؛\n]+", text)]
    return {folded(part): part for part in parts if part}


def without_displaced(told: Sequence[Fact], at_collection: str) -> list[Fact]:
    """The entries, less those whose seals do not fit where they stand and do fit elsewhere: their
    hour is not known, and the same seals were on it at a time when they can have been."""
    kept = list(told)
    for fact in told:
        named = seals_in(fact.seal).keys()
        if fact.until is None or fact.kind == CustodyKind.UNSEALED or not named:
            continue
        rest = [each for each in kept if each is not fact]
        there = {each.until: each.seals for each in _states(kept, at_collection)}
        fits = (each for each in _states(rest, at_collection) if each.can_have_been_at(fact))
        if there[fact].keys() != named and any(each.seals.keys() == named for each in fits):
            kept = rest
    return kept


def _states(chain: Sequence[Fact], at_collection: str) -> Iterator[Sealed]:
    on, since = seals_in(at_collection), None
    for fact in chain:
        named = seals_in(fact.seal)
        if fact.kind == CustodyKind.UNSEALED:
            then = less(on, named) if named else {}
        elif named or fact.kind in OPENS:
            then = named
        else:
            continue
        yield Sealed(on, since, fact)
        on, since = then, fact
    yield Sealed(on, since, None)


def less(some: dict[str, str], others: dict[str, str]) -> dict[str, str]:
    return {key: shown for key, shown in some.items() if key not in others}
