"""What the rules of gaps.py look at, read from the database: of one exhibit, or of a case."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import F, Q

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile
from evidence.exhibits.gaps import Beginning, Fact, Gap, gaps_of
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, PhysicalItem
from evidence.exhibits.vocabulary import CustodyKind

REMEMBERED = 24 * 60 * 60


@dataclass
class Chronicle:
    """The custody of one exhibit: its entries in the order of noting, and what they leave open."""

    exhibit: Exhibit
    item: PhysicalItem | None
    events: list[CustodyEvent]
    files: list[ExhibitFile]
    gaps: list[Gap]

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
            found.append(cls(exhibit, item, mine, files[exhibit.pk], gaps))
        return found

    @property
    def holding(self) -> CustodyEvent | None:
        """The entry that says who has the whole now; None where nobody is known to."""
        held = None
        corrected = {event.corrects_id for event in self.events}
        of_file = _files_of(self.events, {file.sha256: file.pk for file in self.files})
        for event in sorted(self.events, key=lambda each: (each.happened_at, each.sequence)):
            stays = event.kind in {CustodyKind.COPIED, CustodyKind.FIXITY, CustodyKind.RESTORED}
            if event.pk in corrected or of_file[event.pk] is not None or stays:
                continue
            if event.kind == CustodyKind.DISPOSED or event.from_holder or event.to_holder:
                held = event
        return held


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
    return [
        Fact(event.sequence, event.kind, event.happened_at, event.from_holder, event.to_holder,
             event.seal, of_file[event.pk], event.digest_before, event.digest_after)
        for event in events if event.pk not in corrected
    ]  # fmt: skip


def _files_of(events: Iterable[Any], by_digest: dict[str, UUID]) -> dict[UUID, Any]:
    """The file of each entry. Older ones name none: the digest on record tells whose they are."""
    return {
        event.pk: None if event.of_item
        else event.file_id or by_digest.get(event.digest_before or event.digest_after)
        or by_digest.get(event.digest_after)
        for event in events
    }  # fmt: skip


def with_gaps(case: CaseFile) -> dict[UUID, int]:
    """Exhibits of the case that have gaps, hidden ones too, and how many: narrow it with
    visible_to(). Computed anew whenever the case or a custody log of it has changed."""
    last = Change.objects.in_case(case.pk).order_by("-sequence").values_list("sequence")[:1]
    entries = CustodyEvent.objects.filter(case=case).exclude(_INTACT).count()
    key = f"custody-gaps:{case.pk}:{list(last)}:{entries}".replace(" ", "")
    found = cache.get(key)
    if found is None:
        found = _count_gaps(case)
        cache.set(key, found, REMEMBERED)
    return found


# Checks that found what was on record can be left out: they open no gap, and they are the many.
_INTACT = Q(kind=CustodyKind.FIXITY, digest_after=F("digest_before"))


def _count_gaps(case: CaseFile) -> dict[UUID, int]:
    exhibits = Exhibit.objects.current().filter(case=case).order_by()
    known = exhibits.values_list("pk", "item_date", "collected_on")
    items = {
        row.exhibit_id: row
        for row in PhysicalItem.objects.current().filter(case=case).defer("finder").order_by()
    }
    entries, files = _entries_in(case), _files_in(case)
    counts = {}
    for pk, made, collected in known.iterator():
        item = items.get(pk)
        found = (item.latest_date or item.earliest_date) if item else None
        start = Beginning(made, found, collected, item is not None, item.seal if item else "")
        if count := len(gaps_of(facts_of(entries[pk], files[pk]), start)):
            counts[pk] = count
    return counts


def _files_in(case: CaseFile) -> dict[UUID, dict[str, UUID]]:
    found: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    rows = ExhibitFile.objects.filter(case=case).order_by()
    for exhibit, digest, pk in rows.values_list("exhibit_id", "sha256", "pk"):
        found[exhibit][digest] = pk
    return found


# What facts_of() reads of an entry.
READ = ("exhibit_id", "pk", "corrects_id", "of_item", "file_id", "sequence", "kind", "happened_at",
        "from_holder", "to_holder", "seal", "digest_before", "digest_after")  # fmt: skip


def _entries_in(case: CaseFile) -> dict[UUID, list[Any]]:
    rows = CustodyEvent.objects.filter(case=case).order_by()
    # Of a file that never failed, no check opens a gap; of one that did, all of them are needed.
    failed = CustodyEvent.objects.filter(case=case, kind=CustodyKind.FIXITY).exclude(_INTACT)
    rows = rows.exclude(~Q(exhibit__in=failed.order_by().values("exhibit")), _INTACT)
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows.values_list(*READ, named=True).iterator():
        found[row.exhibit_id].append(row)
    return found
