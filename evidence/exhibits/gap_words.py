"""A gap as a sentence, with its length; without names for readers who may not have them."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from casefiles.cases.dates import DAY as DAY_FORMAT
from casefiles.cases.dates import day_text
from evidence.exhibits.gaps import Gap

KNOTS = {
    "made": gettext_lazy("it was made"),
    "found": gettext_lazy("it was found"),
    "collected": gettext_lazy("it was collected"),
    "first": gettext_lazy("the first entry"),
}


def gap_text(gap: Gap, *, named: bool = True) -> str:
    """`named` false: for editions in which holders stay in the case file."""
    text = _sentence(gap, named)
    length = span_text(gap.since, gap.until, gap.words.get("least"))
    return f"{text} {length}" if length else f"{text.rstrip(':.')}."


def _sentence(gap: Gap, named: bool) -> str:
    words = {"holder": "", "giver": "", **gap.words}
    words |= {key: isolated(words[key]) for key in ("holder", "giver")}
    knows = named and words["holder"] and words["giver"]
    match gap.kind:
        case "nothing":
            return _("No custody is recorded at all.")
        case "beginning":
            return _("No record between when %(first)s and %(then)s:") % {
                "first": KNOTS[words["what"]], "then": _then(words["then"])}  # fmt: skip
        case "handover" if knows:
            return _("No record of how it went from %(holder)s to %(giver)s:") % words
        case "time" if knows:
            return _("No record of how %(giver)s came to have it after %(holder)s:") % words
        case "handover" | "time":
            return _("No record of who handed it to whom:")
        case "nobody" if gap.before is None:
            return _("No record of who has it:")
        case "nobody":
            return _("No record of who had it:")
        case "disposed":
            return _("It was disposed of, and yet somebody has it again: no record of how:")
        case "bytes":
            return _bytes(gap)
        case _:
            return _seal(gap)


def _then(what: str) -> str:
    return str(KNOTS["first"]) if what == "first" else _("when %s") % KNOTS[what]


def _seal(gap: Gap) -> str:
    words = {key: isolated(gap.words[key]) for key in ("old", "new")}
    if gap.kind == "seal_unknown":
        return _("Seal %(old)s was opened; no record of when it was put on:") % words
    if gap.kind == "seal_open":
        return _("It was examined or copied while sealed with %(old)s; no record of who opened "
                 "the seal:") % words  # fmt: skip
    return _("Sealed with %(old)s, then with %(new)s; no record of who opened the first:") % words


def _bytes(gap: Gap) -> str:
    old, new = gap.words["old"], gap.words["new"]
    if gap.words["back"]:
        return _("The file is again the one on record; no record of who restored it:")
    if old and new:
        return _("SHA-256 %(old)s… became %(new)s…; no record of what was done:") % {
            "old": old[:12], "new": new[:12]}  # fmt: skip
    return _("The file was lost or damaged; no record of what was done:")


def isolated(name: str) -> str:
    """A name between marks of isolation where its letters run against those of the sentence."""
    runs_left = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)
    return f"\u2068{name}\u2069" if name and runs_left != get_language_bidi() else name


def span_text(
    since: date | datetime | None, until: date | datetime | None, least: timedelta | None = None
) -> str:
    """`6 days, 3 to 9 July 2019.`; hours or minutes where it is less than two days.

    `least`: what it lasted in any case, where no time of day is known of an end.
    """
    if since is None:
        return ""
    if until is None:
        return _("since %s.") % day_text(_day(since))
    if isinstance(since, datetime) and isinstance(until, datetime):
        minutes = int((until - since).total_seconds() // 60)
        if not minutes:
            return ""
        if minutes < 48 * 60:
            return _("%(length)s, %(first)s to %(last)s UTC.") % {
                "length": _short(minutes), "first": date_format(since, f"{DAY_FORMAT}, H:i"),
                "last": date_format(until, "H:i" if since.date() == until.date()
                                    else f"{DAY_FORMAT}, H:i")}  # fmt: skip
    first, last = _day(since), _day(until)
    if least is not None:
        return _least(least, first, last)
    days = (last - first).days
    length = ngettext("%d day", "%d days", days) % days
    return _("%(length)s, %(range)s.") % {"length": length, "range": _days(first, last)}


def _least(least: timedelta, first: date, last: date) -> str:
    days = day_text(first) if first == last else _days(first, last)
    minutes = int(least.total_seconds() // 60)
    if not minutes:
        return f"{days}."
    long = ngettext("%d day", "%d days", least.days) % least.days
    length = _short(minutes) if minutes < 48 * 60 else long
    return _("at least %(length)s, %(range)s.") % {"length": length, "range": days}


def _short(minutes: int) -> str:
    if minutes < 120:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    return ngettext("%d hour", "%d hours", minutes // 60) % (minutes // 60)


def _days(first: date, last: date) -> str:
    words: dict[str, Any] = {"last": day_text(last)}
    if (first.year, first.month) == (last.year, last.month):
        words["first"] = date_format(first, "j")
    elif first.year == last.year:
        words["first"] = date_format(first, "j F")
    else:
        words["first"] = day_text(first)
    return _("%(first)s to %(last)s") % words


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
