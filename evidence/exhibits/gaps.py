"""What a custody log does not say: gaps in time, in hand-over, in seals and in the bytes.

Pure: it knows no database. The rules, of which each has a property test:

| gap | where |
|---|---|
| nothing | an exhibit without any entry |
| beginning | a whole day lies between made or found, collected, and the first entry |
| hand-over | somebody gives it who is not known to have had it |
| nobody | it left somebody, and who had it next is not told |
| time | somebody has it, nobody is named who gave it, and more than a day has passed |
| disposed | somebody has it after it was disposed of |
| seal | a seal is gone, or it was opened, examined or copied, and no entry says who broke it |
| bytes | a file is not what it was at the entry before, and no entry says what was done |

An entry that another one corrects must be left out by the caller. Of entries whose time of day is
not known, custody_order.py says how they follow each other; a length is then the least it can be.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from evidence.exhibits.custody_order import Fact, folded, in_order, least_between, same
from evidence.exhibits.seal_times import OPENS, less, seals_in, without_displaced
from evidence.exhibits.vocabulary import CustodyKind

__all__ = ["Beginning", "Fact", "Gap", "folded", "gaps_of", "same", "seals_in"]

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Beginning:
    """What other pages tell of the time before the first entry."""

    made: date | None = None
    found: date | None = None
    collected: date | None = None
    has_item: bool = False  # its files then are photographs of it, and have another way
    seal: str = ""  # when it was collected


@dataclass(frozen=True)
class Gap:
    """Between two entries; `after` None: before the first, `before` None: after the last."""

    kind: str
    after: Fact | None
    before: Fact | None
    since: date | datetime | None = None
    until: date | datetime | None = None
    words: dict[str, Any] = field(default_factory=dict, compare=False)


def gaps_of(facts: Iterable[Fact], beginning: Beginning) -> list[Gap]:
    """Every gap, in the order of what happened."""
    told = in_order(facts)
    if not told:
        return [Gap("nothing", None, None)]
    whole = [fact for fact in told if fact.file is None and fact.kind != CustodyKind.FIXITY]
    files = {fact.file for fact in told if fact.file is not None}
    found = [*_beginning(told, beginning), *Possession(beginning.has_item).gaps(told)]
    found += _seals(whole, beginning.seal)
    for each in files:
        own = [fact for fact in told if fact.file == each]
        found += Possession(True).gaps(own, of_file=True)
    for each in (None, *files):
        found += _bytes([fact for fact in told if fact.file == each], told)
    place = {fact.sequence: number for number, fact in enumerate(told)}
    return sorted(found, key=lambda gap: _order(gap, place))


def _order(gap: Gap, place: dict[int, int]) -> tuple[int, int]:
    at = place[gap.before.sequence] if gap.before else len(place)
    return at, place[gap.after.sequence] if gap.after else -1


def _beginning(told: Sequence[Fact], known: Beginning) -> Iterator[Gap]:
    first = told[0]
    knots: list[tuple[str, date | None]] = [("made", known.made)]
    if known.found:
        knots = [("found", known.found)]
    if not any(fact.kind == CustodyKind.COLLECTED for fact in told):
        knots.append(("collected", known.collected))
    days = [(what, day) for what, day in knots if day and day <= first.first_day]
    days.append(("first", first.first_day))
    for (what, since), (then, until) in pairwise(days):
        if (until - since).days >= 2:
            words: dict[str, Any] = {"what": what, "then": then}
            if then == "first" and first.until:
                words["least"] = until - since
            yield Gap("beginning", None, first, since, until, words)


class Possession:
    """Walks from entry to entry and remembers who has it."""

    def __init__(self, has_item: bool) -> None:
        self.has_item = has_item
        self.holder = ""
        self.last: Fact | None = None  # entry about the whole
        self.held: Fact | None = None  # entry that says who has it
        self.seen: Fact | None = None  # entry of any kind
        self.moved = self.gone = False
        self.stores: set[str] = set()  # where files of it arrived: it can be given from there
        self.arrived: set[Any] = set()
        self.told: set[tuple[Any, ...]] = set()

    def gaps(self, told: Iterable[Fact], *, of_file: bool = False) -> Iterator[Gap]:
        for fact in told:
            if fact.kind == CustodyKind.FIXITY:
                continue
            if fact.file is None or of_file:
                yield from self._step(fact)
            elif not self.has_item and fact.kind == CustodyKind.RECEIVED:
                yield from self._arrival(fact)
        if self.held and not self.holder and not self.gone:
            since = self.held.last_day if self.held.until else self.held.at
            yield Gap("nobody", self.held, None, since, None)

    def _step(self, fact: Fact) -> Iterator[Gap]:
        moves = fact.moves
        if moves and (self.moved or self.stores) and self.seen:
            yield from self._between(self.seen, fact)
        if moves:
            self.holder, self.moved, self.gone, self.held = fact.taker, True, False, fact
        if fact.kind == CustodyKind.DISPOSED:
            self.holder, self.moved, self.gone, self.held = "", True, True, fact
        self.last = self.seen = fact

    def _between(self, last: Fact, fact: Fact) -> Iterator[Gap]:
        words = {"holder": self.holder, "giver": fact.giver or fact.taker}
        if self.gone:
            kind = "disposed"
        elif folded(fact.giver) in self.stores:
            return
        elif not self.holder:
            kind = "nobody"
        elif fact.giver:
            kind = "" if same(fact.giver, self.holder) else "handover"
        else:
            long = least_between(last, fact) > DAY
            kind = "time" if long and not same(fact.taker, self.holder) else ""
        if kind != "time":
            last = self.held or last  # that it was seen since says nothing of who had it
        if kind:
            yield _between(kind, last, fact, words)

    def _arrival(self, fact: Fact) -> Iterator[Gap]:
        """A file comes into the store: from whoever has the whole, which stays where it is."""
        if fact.file in self.arrived:
            return
        self.arrived.add(fact.file)
        key = (self.last, folded(fact.giver), fact.at.date())
        if self.moved and self.last and not self.gone and key not in self.told:
            self.told.add(key)
            yield from self._between(self.last, fact)
        if fact.taker:
            self.stores.add(folded(fact.taker))
            self.holder = self.holder or fact.taker
        self.seen = fact


def _seals(told: Sequence[Fact], at_collection: str) -> Iterator[Gap]:
    chain = without_displaced(told, at_collection)
    on, put_on = seals_in(at_collection), None
    last: Fact | None = None
    # Beside each of these it lay open: after one that opened a seal, before one that put the first on.
    open_at = [fact for fact in chain if fact.kind == CustodyKind.UNSEALED]
    for fact in chain:
        named = seals_in(fact.seal)
        if fact.kind == CustodyKind.UNSEALED:
            if unknown := less(named, on):
                yield _seal_gap("seal_unknown", last, fact, unknown, named)
            on = less(on, named) if named else {}
        elif named:
            if broken := less(on, named):
                yield _seal_gap("seal", put_on or last, fact, broken, named)
            open_at += [] if on else [fact]
            on, put_on = named, fact
        elif on and fact.kind in OPENS and not _may_be_at(fact, open_at):
            yield _seal_gap("seal_open", put_on or last, fact, on, named)
            on = {}
        last = fact


def _may_be_at(fact: Fact, others: Iterable[Fact]) -> bool:
    """Whether one whose time is not known exactly can have been beside one of the others."""
    return fact.until is not None and any(
        other.at <= fact.last and fact.at <= other.last for other in others
    )


def _seal_gap(kind: str, after: Fact | None, fact: Fact, old: Any, new: Any) -> Gap:
    words = {"old": ", ".join(old.values()), "new": ", ".join(new.values())}
    return _between(kind, after, fact, words)


def _between(kind: str, after: Fact | None, before: Fact, words: dict[str, Any]) -> Gap:
    """A gap with the time that certainly lies between."""
    if after is None or (after.until is None and before.until is None):
        return Gap(kind, after, before, after.at if after else None, before.at, words)
    least = least_between(after, before)
    since, until = after.last_day, before.first_day
    if since > until:  # one may have been within the other
        return Gap(kind, after, before, None, None, words)
    return Gap(kind, after, before, since, until, {**words, "least": least})


def _bytes(chain: Sequence[Fact], told: Sequence[Fact]) -> Iterator[Gap]:
    """A check knows what it found, other entries what they say it was before and after."""
    last: Fact | None = None
    state = record = ""
    for fact in chain:
        is_check = fact.kind == CustodyKind.FIXITY
        begun = fact.after if is_check else fact.before
        changed = (begun or is_check) and begun != state
        if last and changed and not (begun == record and _restored(last, fact, told)):
            words = {"old": state, "new": begun, "back": begun == record}
            yield _between("bytes", last, fact, words)
        if is_check or fact.after or fact.before:
            state = fact.after if is_check else fact.after or fact.before
            record = record or (fact.before if is_check else state)
            last = fact


def _restored(failed: Fact, whole: Fact, told: Iterable[Fact]) -> bool:
    return any(
        fact.kind == CustodyKind.RESTORED and fact.file in {None, whole.file}
        and failed.at <= fact.last and fact.at <= whole.last
        for fact in told
    )  # fmt: skip
