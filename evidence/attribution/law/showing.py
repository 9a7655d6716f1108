"""A qualification as one reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from evidence.attribution.law.authors import cites_of
from evidence.attribution.law.checked import checked
from evidence.attribution.law.readings import Assessed, Reading, readings
from evidence.attribution.law.saying import proposal, tally_of, warnings
from evidence.attribution.law.terms import Provision
from evidence.attribution.models import LegalQualification
from evidence.exhibits.models import Citation, Exhibit


@dataclass(frozen=True)
class ShownElement:
    """`why` is kept back with an exhibit that it rests on: it may tell what is in it."""

    item: Assessed
    why: str
    cites: list[Citation]
    kept: int  # further exhibits, kept to named readers

    @property
    def code(self) -> str:
        """For people: the elements of the context follow the others."""
        return self.item.element.code


@dataclass(frozen=True)
class Shown:
    reading: Reading
    elements: list[ShownElement]
    tally: str
    warnings: list[str]
    proposal: str  # why it reads "may amount to" although more was proposed

    @property
    def row(self) -> LegalQualification:
        return self.reading.row


def shown(rows: Iterable[LegalQualification], user: Any) -> list[Shown]:
    """In the order given; a constant number of queries."""
    rows = list(rows)
    known = readings(rows)
    cited = {cite.exhibit_id for reading in known.values() for cite in cites_of(reading)}
    visible = Exhibit.objects.visible_to(user).filter(pk__in=cited)
    seen = set(visible.values_list("pk", flat=True)) if cited else set()
    return [_shown(known[row.pk], seen) for row in rows]


def _shown(reading: Reading, seen: set[Any]) -> Shown:
    elements = [_element(item, seen) for item in reading.elements]
    return Shown(reading, elements, tally_of(reading), warnings(reading), proposal(reading))


def _element(item: Assessed, seen: set[Any]) -> ShownElement:
    cites = [cite for cite in item.cites if cite.exhibit_id in seen]
    kept = len({cite.exhibit_id for cite in item.cites} - seen)
    return ShownElement(item, "" if kept else item.why, cites, kept)


def facts(provision: Provision) -> list[tuple[str, str]]:
    """What a reader has to know of a provision before printing from it."""
    return [
        (_("Official source"), provision.official),
        (_("Who can breach it"), str(capfirst(provision.binds.label))),
        (_("Applies in"), str(capfirst(provision.applies.label))),
        *([(_("Reach"), provision.note)] if provision.note else []),
        (_("Our words"), str(capfirst(checked(provision).label))),
    ]
