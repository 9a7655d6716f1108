"""Days and times in the words in which they were told, and checks against slips of the pen."""

from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

DAY = "j F Y"
FIRST_YEAR, LAST_YEAR = 1800, 2200


def validate_day(day: date) -> None:
    """A day of some year that an inquiry can speak of."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Check the year: %(year)d.") % {"year": day.year})


def validate_past_day(day: date) -> None:
    """A day that has come; one day of grace, for it may be tomorrow where it happened."""
    validate_day(day)
    if day > timezone.now().date() + timedelta(days=1):
        raise ValidationError(_("This day lies in the future. Check the date."))


def day_text(day: date) -> str:
    """`2 July 2019`, in the reader's language."""
    return date_format(day, DAY)


def moment_text(day: date, at: time | None) -> str:
    """`2 July 2019, 23:30`; a day without a time stays a day."""
    return f"{day_text(day)}, {clock_text(at)}" if at else day_text(day)


def clock_text(at: time) -> str:
    return at.isoformat("seconds" if at.second else "minutes")


def range_text(
    first: tuple[date, time | None] | None, last: tuple[date, time | None] | None
) -> str:
    """A range from what is known of its ends; says so where one end is missing."""
    if first and last:
        return _whole_range(first, last)
    if first:
        return _("not before %s") % moment_text(*first)
    if last:
        return _("not after %s") % moment_text(*last)
    return _("time unknown")


def _whole_range(first: tuple[date, time | None], last: tuple[date, time | None]) -> str:
    if first == last:
        return moment_text(*first)
    (day, begins), (end_day, ends) = first, last
    if day == end_day and begins and ends:
        times = {"day": day_text(day), "first": clock_text(begins), "last": clock_text(ends)}
        return _("%(day)s, %(first)s to %(last)s") % times
    return _("%(first)s to %(last)s") % {"first": moment_text(*first), "last": moment_text(*last)}


def split(moment: datetime) -> tuple[date, time]:
    return moment.date(), moment.time()
