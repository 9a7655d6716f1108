"""What was claimed of time and place against what was found, in sentences, exactly computed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.exhibits.geodesy import metres_between
from evidence.exhibits.models import TimePlace
from evidence.exhibits.vocabulary import TimePlaceKind

START, END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Difference:
    """One sentence; `is_conflict` where both cannot be true."""

    text: str
    is_conflict: bool


@dataclass(frozen=True)
class Compared:
    """A claim, what stands against it, and in what they differ."""

    claim: TimePlace
    other: TimePlace
    differences: list[Difference]


def compare(rows: Iterable[TimePlace]) -> list[Compared]:
    """Every claim with every verified time or place, and with every first upload."""
    rows = list(rows)
    claims = [row for row in rows if row.kind == TimePlaceKind.CLAIMED]
    others = [row for row in rows if row.kind != TimePlaceKind.CLAIMED]
    pairs = ((claim, other) for claim in claims for other in others)
    return [
        Compared(claim, other, found)
        for claim, other in pairs
        if (found := list(_differences(claim, other)))
    ]


def _differences(claim: TimePlace, other: TimePlace) -> Iterator[Difference]:
    if claim.has_time and other.has_time:
        yield from _uploaded(claim, other) if _is_upload(other) else [_time(claim, other)]
    if not _is_upload(other):
        if claim.latitude is not None and other.latitude is not None:
            yield _place(claim, other)
        elif claim.place_name and other.place_name:
            yield Difference(
                _("The two places are compared by name only: one of them has no point."), False
            )


def _is_upload(row: TimePlace) -> bool:
    return row.kind == TimePlaceKind.FIRST_UPLOAD


def _uploaded(claim: TimePlace, upload: TimePlace) -> Iterator[Difference]:
    """Nothing is online before it is made; how long afterwards says nothing."""
    _begins, online = span(upload)
    made, _ends = span(claim)
    if online <= made and online != made:
        yield Difference(
            _("It was online at least %s before the time claimed.") % length(made - online), True
        )


def _time(claim: TimePlace, found: TimePlace) -> Difference:
    if days := _days_apart(claim, found):
        return Difference(_days_text(days), True)
    (c_begins, c_ends), (f_begins, f_ends) = span(claim), span(found)
    if f_begins >= c_ends and f_begins > c_begins:
        return _later(f_begins - c_ends, _least(f_ends, END, c_begins, START))
    if c_begins >= f_ends and c_begins > f_begins:
        return _earlier(c_begins - f_ends, _least(c_ends, END, f_begins, START))
    if (c_begins, c_ends) == (f_begins, f_ends):
        return Difference(_("Verified: the very time claimed."), False)
    if c_begins <= f_begins and f_ends <= c_ends:
        return Difference(_("The verified time lies within the time claimed."), False)
    return Difference(_("The verified and the claimed time overlap: they do not conflict."), False)


def span(row: TimePlace) -> tuple[datetime, datetime]:
    """First and last possible instant; an open end reaches to the end of time.

    A last day without a time ends where the next day begins.
    """
    begins = row.earliest or START
    ends = row.latest or END
    if row.latest and row.latest_time is None and ends < END:
        ends += timedelta(microseconds=1)
    return begins, ends


def _least(end: datetime, open_end: datetime, start: datetime, open_start: datetime) -> timedelta:
    """How far apart they are at most; zero stands for “nobody knows”."""
    return timedelta() if end == open_end or start == open_start else end - start


def _later(least: timedelta, most: timedelta) -> Difference:
    if least == most:
        return Difference(_("Verified %s later than claimed.") % length(least), True)
    if not most:
        return Difference(_("Verified at least %s later than claimed.") % length(least), True)
    said = _("Verified between %(least)s and %(most)s later than claimed.")
    return Difference(said % {"least": length(least), "most": length(most)}, True)


def _earlier(least: timedelta, most: timedelta) -> Difference:
    if least == most:
        return Difference(_("Verified %s earlier than claimed.") % length(least), True)
    if not most:
        return Difference(_("Verified at least %s earlier than claimed.") % length(least), True)
    said = _("Verified between %(least)s and %(most)s earlier than claimed.")
    return Difference(said % {"least": length(least), "most": length(most)}, True)


def _days_apart(claim: TimePlace, found: TimePlace) -> int:
    """Between two single days told in one zone without a time; zero for anything else."""
    for row in (claim, found):
        if row.earliest_time or row.latest_time or row.earliest_date != row.latest_date:
            return 0
    if claim.zone != found.zone or not (claim.earliest_date and found.earliest_date):
        return 0
    return (found.earliest_date - claim.earliest_date).days


def _days_text(days: int) -> str:
    if days > 0:
        return ngettext("Verified %d day later than claimed.", "Verified %d days later than claimed.",
                        days) % days  # fmt: skip
    return ngettext("Verified %d day earlier than claimed.", "Verified %d days earlier than claimed.",
                    -days) % -days  # fmt: skip


def length(value: timedelta) -> str:
    """`1 day 2 hours 37 minutes`; seconds only where there are any."""
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [
        (value.days, ngettext("%d day", "%d days", value.days)),
        (hours, ngettext("%d hour", "%d hours", hours)),
        (minutes, ngettext("%d minute", "%d minutes", minutes)),
        (seconds, ngettext("%d second", "%d seconds", seconds)),
    ]
    said = [text % number for number, text in parts if number]
    return " ".join(said) or _("an instant")


def _place(claim: TimePlace, found: TimePlace) -> Difference:
    apart = metres_between(_point(claim), _point(found))
    names = {"apart": distance(apart), "claimed": distance(claim.precision_m or 0),
             "found": distance(found.precision_m or 0)}  # fmt: skip
    if apart > (claim.precision_m or 0) + (found.precision_m or 0):
        return Difference(
            _("%(apart)s apart, more than the precision of both together "
              "(± %(claimed)s and ± %(found)s).") % names, True,
        )  # fmt: skip
    return Difference(
        _("%(apart)s apart, within the precision of both together (± %(claimed)s and "
          "± %(found)s): they may be one place.") % names, False,
    )  # fmt: skip


def _point(row: TimePlace) -> tuple:
    return row.latitude, row.longitude


def distance(metres: float) -> str:
    """`340 m`, `2.3 km`, `1,240 km`."""
    if metres < 999.5:
        return _("%s m") % number_format(round(metres), decimal_pos=0)
    kilometres = metres / 1000
    digits = 1 if kilometres < 99.95 else 0
    return _("%s km") % number_format(round(kilometres, digits), decimal_pos=digits)
