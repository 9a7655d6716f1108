"""A day as exactly as it is known: read from what people type, kept as a range, told in words.

| typed | range | precision |
|---|---|---|
| 2019-04-04, 4 April 2019 | that day | exact |
| 2019-04, April 2019 | 1 to 30 April | day unknown |
| 2019 | 1 January to 31 December | month unknown |
| 2019-04-04~ | that day | about |
| 2019-04-01/2019-04-10 | those days | about |

The last two as in EDTF (ISO 8601-2).
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casefiles.cases.dates import day_text, validate_past_day
from casefiles.cases.vocabulary import DatePrecision

DAYS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y")
MONTHS = ("%Y-%m", "%B %Y", "%b %Y")
RANGE, ABOUT = "/", "~"


@dataclass(frozen=True)
class PartialDay:
    """Some day from `earliest` to `latest`; the two are one where it is known."""

    earliest: date
    latest: date
    precision: str = DatePrecision.EXACT

    @property
    def is_exact(self) -> bool:
        return self.earliest == self.latest and self.precision == DatePrecision.EXACT

    @property
    def typed(self) -> str:
        """As it is typed into a form, so that what was read comes back unchanged."""
        if self.precision == DatePrecision.DAY_UNKNOWN:
            return self.earliest.strftime("%Y-%m")
        if self.precision == DatePrecision.MONTH_UNKNOWN:
            return self.earliest.strftime("%Y")
        if self.earliest != self.latest:
            return f"{self.earliest.isoformat()}{RANGE}{self.latest.isoformat()}"
        return self.earliest.isoformat() + ("" if self.is_exact else ABOUT)

    def __str__(self) -> str:
        """`April 2019`, `about 4 April 2019`, in the reader's language."""
        if self.precision == DatePrecision.DAY_UNKNOWN:
            return date_format(self.earliest, "F Y")
        if self.precision == DatePrecision.MONTH_UNKNOWN:
            return date_format(self.earliest, "Y")
        first, last = day_text(self.earliest), day_text(self.latest)
        if self.earliest != self.latest:
            return _("between %(first)s and %(last)s") % {"first": first, "last": last}
        return first if self.is_exact else _("about %s") % first


def read(typed: str) -> PartialDay | None:
    """What was typed, None for nothing. ValidationError in words for what nobody could read.

    A month or year that is not over yet ends today, for nobody cites the future.
    """
    typed = typed.strip()
    if not typed:
        return None
    found = _read(typed)
    if found is None:
        raise ValidationError(
            _("Write the day as 2019-07-02, or 2019-07 or 2019 where no more is known.")
        )
    if found.latest < found.earliest:
        raise ValidationError(_("The second day lies before the first."))
    validate_past_day(found.earliest)
    if found.precision in {DatePrecision.DAY_UNKNOWN, DatePrecision.MONTH_UNKNOWN}:
        return replace(found, latest=max(found.earliest, min(found.latest, timezone.now().date())))
    validate_past_day(found.latest)
    return found


def _read(typed: str) -> PartialDay | None:
    if RANGE in typed:
        first, last = (_whole(part) for part in typed.split(RANGE, 1))
        return PartialDay(first, last, DatePrecision.ABOUT) if first and last else None
    if typed.endswith(ABOUT):
        day = _whole(typed.removesuffix(ABOUT))
        return PartialDay(day, day, DatePrecision.ABOUT) if day else None
    if day := _whole(typed):
        return PartialDay(day, day)
    if month := _parsed(typed, MONTHS):
        last_day = monthrange(month.year, month.month)[1]
        return PartialDay(month, month.replace(day=last_day), DatePrecision.DAY_UNKNOWN)
    if year := _parsed(typed, ("%Y",)):
        return PartialDay(year, year.replace(month=12, day=31), DatePrecision.MONTH_UNKNOWN)
    return None


def _whole(typed: str) -> date | None:
    return _parsed(typed, DAYS)


def _parsed(typed: str, forms: tuple[str, ...]) -> date | None:
    for form in forms:
        try:
            return datetime.strptime(typed.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None
