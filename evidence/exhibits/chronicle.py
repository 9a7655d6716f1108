"""What the rules of gaps.py look at, read from the database, of one exhibit or of some."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evidence.exhibits.custody_order import in_order
from evidence.exhibits.gaps import Beginning, Fact, Gap, gaps_of
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, PhysicalItem
from evidence.exhibits.models.custody import day_of
from evidence.exhibits.vocabulary import CustodyKind


@dataclass
class Chronicle:
    """The custody of one exhibit: its entries in the order of noting, and what they leave open."""

    exhibit: Exhibit
    item: PhysicalItem | None
    events: list[CustodyEvent]
    files: list[ExhibitFile]
    gaps: list[Gap]
    # Of the entries that hold.
    facts: list[Fact]

    @classmethod
    def of(cls, exhibit: Exhibit) -> "Chronicle":
        return cls.of_all([exhibit])[0]

    @classmethod
    def of_all(cls, exhibits: Sequence[Exhibit]) -> list["Chronicle"]:
        """Of each, in their order; as many queries for many as for one."""
        wanted = [exhibit.pk for exhibit in exhibits]
        rows = CustodyEvent.objects.filter(exhibit__in=wanted).order_by("exhibit", "sequence")
        events = _by_exhibit(rows.select_related("actor", "corrects", "file"))
        files = _by_exhibit(ExhibitFile.objects.filter(exhibit__in=wanted).order_by("position"))
        items = _by_exhibit(PhysicalItem.objects.current().filter(exhibit__in=wanted))
        found = []
        for exhibit in exhibits:
            mine, item = events[exhibit.pk], next(iter(items[exhibit.pk]), None)
            facts = facts_of(mine, {file.sha256: file.pk for file in files[exhibit.pk]})
            gaps = gaps_of(facts, beginning_of(exhibit, item))
            found.append(cls(exhibit, item, mine, files[exhibit.pk], gaps, facts))
        return found

    def in_order(self) -> list[CustodyEvent]:
        """All entries as they happened. One that was corrected stands where its own time says."""
        by_number = {event.sequence: event for event in self.events}
        ordered = [by_number.pop(fact.sequence) for fact in in_order(self.facts)]
        for event in sorted(by_number.values(), key=lambda each: each.happened_at):
            ordered.insert(_place_of(event, ordered), event)
        return ordered

    @property
    def holding(self) -> CustodyEvent | None:
        """The entry that says who has the whole now; None where nobody is known to."""
        held = None
        corrected = {event.corrects_id for event in self.events}
        of_file = _files_of(self.events, {file.sha256: file.pk for file in self.files})
        for event in self.in_order():
            stays = event.kind in {CustodyKind.COPIED, CustodyKind.FIXITY, CustodyKind.RESTORED}
            if event.pk in corrected or of_file[event.pk] is not None or stays:
                continue
            if event.kind == CustodyKind.DISPOSED or event.from_holder or event.to_holder:
                held = event
        return held


def _place_of(event: CustodyEvent, ordered: Sequence[CustodyEvent]) -> int:
    last = event.happened_until or event.happened_at
    later = (place for place, other in enumerate(ordered)
             if (other.happened_at, other.sequence) > (last, event.sequence))  # fmt: skip
    return next(later, len(ordered))


def _by_exhibit(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.exhibit_id].append(row)
    return found


def beginning_of(exhibit: Exhibit, item: PhysicalItem | None) -> Beginning:
    found = (item.latest_date or item.earliest_date) if item else None
    return Beginning(
        made=exhibit.item_date, found=found, collected=exhibit.collected_on,
        has_item=item is not None, seal=item.seal if item else "",
    )  # fmt: skip


def facts_of(events: Iterable[Any], by_digest: dict[str, UUID]) -> list[Fact]:
    """Entries that hold: those that another one corrects are left out."""
    events = list(events)
    corrected = {event.corrects_id for event in events if event.corrects_id}
    of_file = _files_of(events, by_digest)
    numbers = _first_numbers(events)
    return [
        Fact(event.sequence, event.kind, event.happened_at, event.from_holder, event.to_holder,
             event.seal, of_file[event.pk], event.digest_before, event.digest_after,
             event.happened_until, day_of(event), numbers[event.pk])
        for event in events if event.pk not in corrected
    ]  # fmt: skip


def _first_numbers(events: Sequence[Any]) -> dict[UUID, int]:
    """Of each entry its number, or of one that corrects others that of the first of them."""
    numbers: dict[UUID, int] = {}
    for event in sorted(events, key=lambda each: each.sequence):
        numbers[event.pk] = numbers.get(event.corrects_id, event.sequence)
    return numbers


def _files_of(events: Iterable[Any], by_digest: dict[str, UUID]) -> dict[UUID, Any]:
    """The file of each entry. Older ones name none: the digest on record tells whose they are."""
    return {
        event.pk: None if event.of_item
        else event.file_id or by_digest.get(event.digest_before or event.digest_after)
        or by_digest.get(event.digest_after)
        for event in events
    }  # fmt: skip
