"""In which order things happened, where of some only the day, the month or the year is known.

Pure: it knows no database. What certainly came before another stands before it. Where the times
leave it open, a hand-over stands after whoever gives it got it; and then what was noted first.
So no gap is told of which another order, just as possible, knows nothing.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from casefiles.cases.partial_days import PartialDay
from evidence.exhibits.vocabulary import CustodyKind

# A copy, a check or a backup moves nothing: whoever had it has it still.
STAYS = {CustodyKind.COPIED, CustodyKind.FIXITY, CustodyKind.RESTORED}


class Fact(NamedTuple):
    """What of an entry the rules look at. `file` is None for the whole exhibit and the item."""

    sequence: int
    kind: str
    at: datetime  # the first instant at which it can have been
    giver: str = ""
    taker: str = ""
    seal: str = ""
    file: Any = None
    before: str = ""
    after: str = ""
    until: datetime | None = None  # the last one; None where `at` is known to be it
    day: PartialDay | None = None  # as it was told then, by the clock of its place
    noted: int = 0  # the number of the entry that this one corrects, if it does

    @property
    def last(self) -> datetime:
        return self.until or self.at

    @property
    def first_day(self) -> date:
        return self.day.earliest if self.day else self.at.date()

    @property
    def last_day(self) -> date:
        return self.day.latest if self.day else self.last.date()

    @property
    def moves(self) -> bool:
        return self.kind not in STAYS and bool(self.giver or self.taker)

    @property
    def rank(self) -> tuple[int, int]:
        return self.noted or self.sequence, self.sequence


def folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def same(one: str, other: str) -> bool:
    return folded(one) == folded(other)


def least_between(earlier: Fact, later: Fact) -> timedelta:
    """The time that certainly passed; nothing where one may have been within the other."""
    length = later.at - earlier.last - (timedelta.resolution if earlier.until else timedelta(0))
    return max(length, timedelta(0))


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts as they happened; of two at one instant the one that was noted first."""
    by_time = sorted(facts, key=lambda fact: (fact.at, fact.sequence))
    if all(fact.until is None for fact in by_time):
        return by_time
    return list(_walked(by_time))


def _walked(by_time: Sequence[Fact]) -> Iterator[Fact]:
    ends = [(fact.last, fact.sequence) for fact in by_time]
    heapq.heapify(ends)
    movers = [fact for fact in by_time if fact.moves]  # few, however often files are checked
    done: set[int] = set()
    possible: list[Fact] = []
    reached, holder = 0, ""
    while len(done) < len(by_time):
        while ends[0][1] in done:
            heapq.heappop(ends)
        # Nothing that is left lies wholly before these.
        while reached < len(by_time) and by_time[reached].at <= ends[0][0]:
            possible.append(by_time[reached])
            reached += 1
        fact = _next(possible, [each for each in movers if each.sequence not in done], holder)
        possible.remove(fact)
        done.add(fact.sequence)
        if fact.kind == CustodyKind.DISPOSED:
            holder = ""
        elif fact.moves:
            holder = fact.taker if fact.file is None else holder or fact.taker
        yield fact


def _next(possible: Sequence[Fact], rest: Sequence[Fact], holder: str) -> Fact:
    """Of those that can come next; `rest` is what moves it and is left to be told."""
    ranked = sorted(possible, key=lambda fact: fact.rank)
    if all(fact.until is None for fact in ranked):
        return ranked[0]
    if not holder and (taken := [f for f in ranked if f.kind == CustodyKind.COLLECTED]):
        return taken[0]
    joining = (fact for fact in ranked if holder and _joins(fact, ranked, holder))
    first = (fact for fact in ranked if _begins(fact, rest))
    return next(joining, None) or next(first, ranked[0])


def _joins(fact: Fact, others: Sequence[Fact], holder: str) -> bool:
    """Whether it breaks no chain to tell it next."""
    if fact.kind == CustodyKind.DISPOSED:
        return not any(other.moves and other is not fact for other in others)
    return not fact.moves or not fact.giver or same(fact.giver, holder)


def _begins(fact: Fact, rest: Iterable[Fact]) -> bool:
    """Whether nothing that can have been before it brought it to whoever gives it."""
    return not fact.moves or not any(
        other.moves and other.at <= fact.last and other.taker and same(other.taker, fact.giver)
        for other in rest if other is not fact
    )  # fmt: skip
