"""Whether a relation is cited for one day. Beyond what is cited, nothing is known either way."""

from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefiles.cases.dates import day_text
from casefiles.cases.models import Relation
from casefiles.cases.partial_days import PartialDay


class OnDay(models.TextChoices):
    CITED = "cited", gettext_lazy("cited for this day")
    PERHAPS = "perhaps", gettext_lazy("perhaps: its days are not known exactly")
    NOT_BEGUN = "not_begun", gettext_lazy("it began later")
    BEFORE = "before", gettext_lazy("first cited later; that it began then is not stated")
    AFTER = "after", gettext_lazy("last cited before; that it ended is not stated")
    ENDED = "ended", gettext_lazy("it ended before")
    UNDATED = "undated", gettext_lazy("no day is stated for it")


SHOWN = {OnDay.CITED, OnDay.PERHAPS}


def on_day(relation: Relation, day: date) -> OnDay:
    """What the cited days of a relation say of one day.

    A single cited day stands for itself alone. Between the first and the last it is cited;
    where an end is known to a month or a year, the days inside it are a perhaps.
    """
    first, last = relation.first or relation.last, relation.last or relation.first
    if first is None or last is None:
        return OnDay.UNDATED
    if first.latest <= day <= last.earliest or _is_exactly(day, first, last):
        return OnDay.CITED
    if day < first.earliest:
        return OnDay.NOT_BEGUN if relation.first_is_start else OnDay.BEFORE
    if day > last.latest:
        return OnDay.ENDED if relation.last_is_end else OnDay.AFTER
    return OnDay.PERHAPS


def _is_exactly(day: date, *ends: PartialDay) -> bool:
    return any(end.is_exact and end.earliest == day for end in ends)


def cited_text(relation: Relation, *, is_cited: bool = True) -> str:
    """`cited from April 2019 to 27 January 2020`, with what is said of its start and its end.

    `entered for` where neither source nor exhibit states it, so that nothing is called cited.
    """
    first, last = relation.first, relation.last
    if first is None and last is None:
        return _("undated")
    if first is None or last is None or first == last:
        said = (_("cited for %s") if is_cited else _("entered for %s")) % (first or last)
    else:
        span = (
            _("cited from %(first)s to %(last)s")
            if is_cited
            else _("entered from %(first)s to %(last)s")
        )
        said = span % {"first": first, "last": last}
    if relation.first_is_start and relation.last_is_end:
        return _("%s; it began and ended then") % said
    if relation.first_is_start:
        return _("%s; it began then") % said
    return _("%s; it ended then") % said if relation.last_is_end else said


def beyond_text(relation: Relation) -> str:
    """What is only assumed of the time outside the cited days; empty where nothing is."""
    first, last = relation.first or relation.last, relation.last or relation.first
    if first is None or last is None:
        return ""
    ends = {"first": day_text(first.earliest), "last": day_text(last.latest)}
    if relation.first_is_start and relation.last_is_end:
        return ""
    if relation.first_is_start:
        return _("After %(last)s it is only assumed.") % ends
    if relation.last_is_end:
        return _("Before %(first)s it is only assumed.") % ends
    return _("Before %(first)s and after %(last)s it is only assumed.") % ends
