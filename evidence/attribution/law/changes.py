"""What changed in a qualification since a counsel decided on its text, in sentences."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from evidence.attribution.law.editions import FIRST
from evidence.attribution.law.readings import Reading
from evidence.attribution.models import WordingDecision
from evidence.attribution.snapshot.differences import Difference
from evidence.attribution.vocabulary import ConflictType, ElementStatus, LegalWording

Plain = dict[str, Any]


def changes_since(
    decision: WordingDecision, reading: Reading, hidden: set[str]
) -> list[Difference]:
    """Empty exactly when the text is the same; words that rest on `hidden` exhibits stay out."""
    before, after = json.loads(decision.content), json.loads(reading.text)
    return [] if before == after else list(_all(before, after, hidden))


def _all(before: Plain, after: Plain, hidden: set[str]) -> Iterator[Difference]:
    about = _("qualification")
    labels = {"conflict": _("conflict"), "provision": _("provision"),
              "provisions": _("provisions that the list lacks"), "wording": _("wording"),
              "note": _("note")}  # fmt: skip
    for key, label in labels.items():
        if before[key] != after[key]:
            yield Difference(about, label, _word(key, before[key]), _word(key, after[key]))
    written, present = (str(each.get("edition", FIRST)) for each in (before, after))
    if written != present:
        yield Difference(about, _("edition of the list"), written, present)
    if before["hypothesis"] != after["hypothesis"]:
        one, other = before["hypothesis"], after["hypothesis"]
        yield Difference(other["code"], _("hypothesis"), one["text"], other["text"])
    yield from _cites(about, before, after)
    for code in {**before["elements"], **after["elements"]}:
        old, new = before["elements"].get(code, {}), after["elements"].get(code, {})
        yield from _element(_("element %s") % code, old, new, hidden)
    yield from _exhibits(before["exhibits"], after["exhibits"])


def _element(about: str, old: Plain, new: Plain, hidden: set[str]) -> Iterator[Difference]:
    stood, stands = (_word("status", each.get("status", "")) for each in (old, new))
    if stood != stands:
        yield Difference(about, _("status"), stood, stands)
    if old.get("text") != new.get("text"):
        yield Difference(about, _("text"), old.get("text", ""), new.get("text", ""))
    if old.get("why") != new.get("why"):
        secret = any(place.split(" ")[0] in hidden
                     for each in (old, new) for place in each.get("cites", []))  # fmt: skip
        said = ("", "") if secret else (old.get("why", ""), new.get("why", ""))
        yield Difference(about, _("reason"), *said)
    yield from _cites(about, old, new)


def _cites(about: str, old: Plain, new: Plain) -> Iterator[Difference]:
    one, other = old.get("cites", []), new.get("cites", [])
    if one != other:
        yield Difference(about, _("rests on"), ", ".join(one), ", ".join(other))


def _exhibits(before: Plain, after: Plain) -> Iterator[Difference]:
    """Those still cited; what was added or left out is said with what rests on it."""
    for number in sorted(before.keys() & after.keys()):
        old, new = before[number], after[number]
        if old["grade"] != new["grade"]:
            yield Difference(number, _("grade"), old["grade"], new["grade"])
        if old["is_withdrawn"] != new["is_withdrawn"]:
            yield Difference(number, _("withdrawn") if new["is_withdrawn"] else _("in use again"),
                             "", "")  # fmt: skip


def _word(key: str, value: str) -> str:
    vocabularies: dict[str, Any] = {
        "conflict": ConflictType, "wording": LegalWording, "status": ElementStatus,
    }  # fmt: skip
    known = dict(vocabularies[key].choices) if key in vocabularies else {}
    return str(known.get(value, value))
