"""Custody as a timeline: gaps drawn as gaps, checks that found the same folded into one line."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.cases.partial_days import PartialDay
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.gap_words import gap_text, isolated
from evidence.exhibits.models import CustodyEvent
from evidence.exhibits.vocabulary import CustodyKind

LATE = timedelta(days=1)
Item = dict[str, Any]


def custody_timeline(chronicle: Chronicle) -> list[Item]:
    """Items for exhibits/_custody.html, in the order of what happened."""
    before: dict[int | None, list[Item]] = {}
    for gap in chronicle.gaps:
        place = gap.before.sequence if gap.before else None
        before.setdefault(place, []).append({"gap": gap_text(gap)})
    notes = Notes(chronicle.events)
    items: list[Item] = []
    for events in folded_checks(chronicle.in_order()):
        for event in events:
            items += before.get(event.sequence, [])
        items.append(_folded(events) if len(events) > 1 else _item(events[0], notes))
    return items + before.get(None, []) if chronicle.events else items


def folded_checks(events: Iterable[CustodyEvent]) -> Iterator[list[CustodyEvent]]:
    """Runs of checks in which every file was found as it was found before; any other entry alone.

    A file that is found otherwise than last time begins a new run: no change is folded away.
    Failures never share a line with checks that passed.
    """
    passed: list[CustodyEvent] = []
    failed: dict[Any, list[CustodyEvent]] = {}
    found: dict[Any, str] = {}

    def close() -> Iterator[list[CustodyEvent]]:
        yield from sorted(filter(None, [passed, *failed.values()]), key=lambda run: run[0].sequence)

    for event in events:
        whose = event.file_id or event.digest_before
        if event.kind != CustodyKind.FIXITY or found.get(whose, event.digest_after) != (
            event.digest_after
        ):
            yield from close()
            passed, failed, found = [], {}, {}
        if event.kind != CustodyKind.FIXITY:
            yield [event]
            continue
        found[whose] = event.digest_after
        if has_failed(event):
            failed.setdefault(whose, []).append(event)
        else:
            passed.append(event)
    yield from close()


def has_failed(event: CustodyEvent) -> bool:
    return event.kind == CustodyKind.FIXITY and event.digest_after != event.digest_before


class Notes:
    """What is to be said of when entries were noted, and of those that correct others."""

    def __init__(self, events: Iterable[CustodyEvent]) -> None:
        self._corrected_by: dict[Any, int] = {}
        self._clock: dict[Any, int] = {}
        last: CustodyEvent | None = None
        for event in sorted(events, key=lambda each: each.sequence):
            if event.corrects_id:
                self._corrected_by[event.corrects_id] = event.sequence
            if last and event.recorded_at < last.recorded_at:
                self._clock[event.pk] = last.sequence
            last = event

    def corrected_by(self, event: CustodyEvent) -> int | None:
        return self._corrected_by.get(event.pk)

    def of(self, event: CustodyEvent) -> list[str]:
        late = event.recorded_at - (event.happened_until or event.happened_at)
        said = []
        if late > LATE:
            said.append(
                ngettext("noted %d day later", "noted %d days later", late.days) % late.days
            )
        if number := self._clock.get(event.pk):
            said.append(_("noted by a clock that stood earlier than at entry %d") % number)
        if event.corrects is not None:
            said.append(_("corrects entry %d") % event.corrects.sequence)
        if number := self.corrected_by(event):
            said.append(_("corrected by entry %d: it no longer counts") % number)
        return said


def _item(event: CustodyEvent, notes: Notes) -> Item:
    return {
        "when": when_text(event),
        "title": title_text(event),
        "text": "\n".join(filter(None, [event.why, event.condition])),
        "rows": detail_rows(event),
        "digest": event.digest_after,
        "digest_before": event.digest_before if event.digest_before != event.digest_after else "",
        "has_failed": has_failed(event),
        "who": _("noted by %(who)s") % {"who": event.actor},
        "notes": notes.of(event),
        "sequence": event.sequence,
        "pk": event.pk,
        "is_corrected": notes.corrected_by(event) is not None,
        "can_be_corrected": not event.is_by_software and notes.corrected_by(event) is None,
    }


def detail_rows(event: CustodyEvent, *, place: bool = True) -> list[tuple[str, str]]:
    """(label, value) of what an entry tells beside its title and its reason."""
    subject = _("the physical item") if event.of_item else ""
    if event.file_id and event.file:
        subject = _("file %d") % event.file.position
    told = [
        (_("About"), subject), (_("Place"), event.place if place else ""), (_("Done by"), event.handler),
        (_("Authority"), event.authority), (_("Packaging"), event.packaging),
        (_("Seals"), event.seal),
    ]  # fmt: skip
    return [(label, value) for label, value in told if value]


def _folded(events: list[CustodyEvent]) -> Item:
    """One line for checks that found the same: how many, and from when to when."""
    first, last = events[0], events[-1]
    words = {"count": len(events), "first": moment_text(first.happened_at),
             "last": moment_text(last.happened_at)}  # fmt: skip
    return {
        "when": _("%(first)s to %(last)s UTC") % words,
        "title": fold_text(events),
        "text": "",
        "digest": last.digest_after if len({each.digest_after for each in events}) == 1 else "",
        "has_failed": has_failed(first),
        "who": _("noted by %(who)s") % {"who": last.actor},
        "sequence": f"{first.sequence}–{last.sequence}",
    }


def fold_text(events: list[CustodyEvent]) -> str:
    files = len({each.file_id or each.digest_before for each in events})
    if has_failed(events[0]):
        return _("Stored file read again %d times: each time not the one on record, or "
                 "unreadable") % len(events)  # fmt: skip
    if files == 1:
        return _("Stored file read again %d times: each time the same bytes") % len(events)
    return _("%(files)d stored files read again, %(checks)d checks: each time the same bytes") % {
        "files": files, "checks": len(events)}  # fmt: skip


def moment_text(moment: datetime) -> str:
    return date_format(moment, "j F Y, H:i:s" if moment.second else "j F Y, H:i")


def when_text(event: CustodyEvent) -> str:
    """In UTC; where it was told in another zone, in that too. A day stays a day of its zone."""
    if event.day is not None:
        return day_only_text(event.day, event.zone)
    text = _("%s UTC") % moment_text(event.happened_at)
    if event.zone != "UTC":
        told = event.happened_at.astimezone(ZoneInfo(event.zone))
        text += f" ({told:%H:%M} {event.zone})"
    return text


def day_only_text(day: PartialDay, zone: str) -> str:
    """`4 July 2019, day only (Africa/Tripoli)`; `July 2019` says by itself what is not known."""
    text = _("%s, day only") % day if day.is_exact else str(day)
    return text if zone == "UTC" else f"{text} ({zone})"


def title_text(event: CustodyEvent) -> str:
    words = {
        "kind": event.get_kind_display().capitalize(),
        "giver": isolated(event.from_holder),
        "taker": isolated(event.to_holder),
    }
    if event.from_holder and event.to_holder:
        return _("%(kind)s, from %(giver)s to %(taker)s") % words
    if event.from_holder:
        return _("%(kind)s, from %(giver)s") % words
    if event.to_holder:
        return _("%(kind)s, to %(taker)s") % words
    return words["kind"]
