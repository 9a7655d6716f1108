"""Custody as a timeline, with its gaps drawn as gaps."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evidence.exhibits.models import CustodyEvent
from evidence.exhibits.vocabulary import CustodyKind


def custody_timeline(events: Iterable[CustodyEvent]) -> list[dict[str, Any]]:
    """Items for components/timeline.html, in the order of what happened.

    A hand-over from someone who is not known to have had the item is a gap: nobody says how it
    came to them.
    """
    items: list[dict[str, Any]] = []
    holder = ""
    for event in sorted(events, key=lambda each: (each.happened_at, each.sequence)):
        if holder and event.from_holder and not _same(holder, event.from_holder):
            items.append({"gap": _("No record of how it went from %(before)s to %(after)s.")
                                 % {"before": holder, "after": event.from_holder}})  # fmt: skip
        items.append(_item(event))
        holder = event.to_holder or holder
    return items


def _same(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def _item(event: CustodyEvent) -> dict[str, Any]:
    return {
        "when": _when(event),
        "title": _title(event),
        "text": "\n".join(filter(None, [event.why, event.condition, event.place])),
        "digest": event.digest_after,
        "has_failed": event.kind == CustodyKind.FIXITY
        and event.digest_after != event.digest_before,
        "who": _("noted by %(who)s") % {"who": event.actor},
        "sequence": event.sequence,
    }


def _when(event: CustodyEvent) -> str:
    """In UTC; where it was told in another zone, in that too."""
    clock = "H:i:s" if event.happened_at.second else "H:i"
    utc = date_format(event.happened_at, f"j F Y, {clock}")
    text = _("%s UTC") % utc
    if event.zone != "UTC":
        told = event.happened_at.astimezone(ZoneInfo(event.zone))
        text += f" ({told:%H:%M} {event.zone})"
    return text


def _title(event: CustodyEvent) -> str:
    kind = event.get_kind_display().capitalize()
    if event.from_holder and event.to_holder:
        return _("%(kind)s, from %(giver)s to %(taker)s") % {
            "kind": kind, "giver": event.from_holder, "taker": event.to_holder}  # fmt: skip
    if event.from_holder:
        return _("%(kind)s, from %(giver)s") % {"kind": kind, "giver": event.from_holder}
    if event.to_holder:
        return _("%(kind)s, to %(taker)s") % {"kind": kind, "taker": event.to_holder}
    return kind
