"""Sources are counted once: exhibits that derive from one origin are one source.

The root origins of an exhibit are its own origin, or, where it derives from others, theirs:
what repeats another adds no source, whatever origin is written on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Derivation, Exhibit, Origin
from evidence.exhibits.vocabulary import OriginKind


@dataclass(frozen=True)
class SourceCount:
    """How many independent sources stand behind some exhibits.

    `origins` are counted once each; one that stands for several, not told apart, counts once
    and is in `several` too. `unknown` are the exhibits whose origin nobody knows: they count
    for nothing.
    """

    origins: tuple[Origin, ...]
    unknown: tuple[Exhibit, ...]

    @property
    def count(self) -> int:
        return len(self.origins)

    @property
    def several(self) -> tuple[Origin, ...]:
        return tuple(origin for origin in self.origins if origin.kind == OriginKind.SEVERAL)

    def __int__(self) -> int:
        return self.count


@dataclass(frozen=True)
class SourceGraph:
    """What derives from what in a case, loaded in two queries and then only read.

    `parents`: exhibit id to the ids it derives from; `own`: exhibit id to its own origin's id.
    Holds every exhibit of the case, hidden ones too, for a count that depends on who looks
    would be no count. Sentences name only exhibits that the caller passes in.
    """

    parents: dict[UUID, frozenset[UUID]]
    own: dict[UUID, UUID | None]
    origins: dict[UUID, Origin]

    @classmethod
    def of(cls, case: CaseFile | UUID) -> Self:
        parents: dict[UUID, set[UUID]] = {}
        pairs = Derivation.objects.current().filter(case=case)
        for child, parent in pairs.values_list("exhibit_id", "parent_id").order_by():
            parents.setdefault(child, set()).add(parent)
        exhibits = Exhibit.objects.filter(case=case).select_related("origin").order_by()
        rows = exhibits.only("origin", "origin__name", "origin__kind")
        own, origins = {}, {}
        for row in rows:
            own[row.pk] = row.origin_id
            if row.origin is not None:
                origins[row.origin.pk] = row.origin
        return cls({child: frozenset(found) for child, found in parents.items()}, own, origins)

    def roots(self, exhibit_id: UUID) -> frozenset[UUID]:
        """Ids of the origins at which this exhibit's information begins; empty if unknown."""
        line = self.ancestors(exhibit_id) | {exhibit_id}
        tops = (each for each in line if not self.parents.get(each))
        return frozenset(origin for each in tops if (origin := self.own.get(each)) is not None)

    def ancestors(self, exhibit_id: UUID) -> frozenset[UUID]:
        """Ids of all that this exhibit derives from, however far up."""
        known = self._ancestors.get(exhibit_id)
        if known is None:
            found: set[UUID] = set()
            waiting = [exhibit_id]
            while waiting:
                above = self.parents.get(waiting.pop(), frozenset()) - found
                found |= above
                waiting.extend(above)
            known = self._ancestors[exhibit_id] = frozenset(found)
        return known

    @cached_property
    def _ancestors(self) -> dict[UUID, frozenset[UUID]]:
        return {}


def sources_of(exhibits: Iterable[Exhibit], graph: SourceGraph | None = None) -> SourceCount:
    """The independent sources behind exhibits of one case. Pass `graph` to spare its queries."""
    exhibits = list(exhibits)
    if not exhibits:
        return SourceCount((), ())
    graph = graph or SourceGraph.of(exhibits[0].case_id)
    found: set[UUID] = set()
    unknown = []
    for exhibit in exhibits:
        roots = graph.roots(exhibit.pk)
        found |= roots
        if not roots:
            unknown.append(exhibit)
    origins = sorted((graph.origins[each] for each in found), key=lambda origin: origin.name)
    return SourceCount(tuple(origins), tuple(unknown))


def adds_nothing(
    exhibit: Exhibit, others: Iterable[Exhibit], graph: SourceGraph | None = None
) -> str:
    """Why this exhibit adds no independent source to the others, as a sentence; else empty.

    Others that derive from it are left aside: it is they who add nothing.
    """
    graph = graph or SourceGraph.of(exhibit.case_id)
    others = [
        each for each in others
        if each.pk != exhibit.pk and exhibit.pk not in graph.ancestors(each.pk)
    ]  # fmt: skip
    roots = graph.roots(exhibit.pk)
    if not roots:
        return _("Adds no independent source, because its origin is not known.")
    among = frozenset[UUID]().union(*(graph.roots(each.pk) for each in others))
    if not roots <= among:
        return ""
    above = graph.parents.get(exhibit.pk, frozenset())
    parents = _numbers(each for each in others if each.pk in above)
    if parents:
        return _("Adds no independent source, because it derives from %s.") % parents
    sharing = _numbers(each for each in others if graph.roots(each.pk) & roots)
    return _(
        "Adds no independent source, because its origin is that of %(others)s: %(origin)s."
    ) % {
        "others": sharing,
        "origin": ", ".join(sorted(graph.origins[each].name for each in roots)),
    }


def _numbers(exhibits: Iterable[Any]) -> str:
    return ", ".join(sorted(each.number for each in exhibits))
