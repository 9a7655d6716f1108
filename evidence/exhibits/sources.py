"""Sources are counted once: exhibits that derive from one origin are one source.

The root origins of an exhibit are its own origin, or, where it derives from others, theirs:
what repeats another adds no source, whatever origin is written on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Self
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from psycopg import sql

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Derivation, Exhibit, Origin
from evidence.exhibits.vocabulary import OriginKind

# So many exhibits a sentence names, and so many it is sought among where the first are hidden.
NAMED, FETCHED = 10, 500
# What derives from another begins where that begins; what derives from nothing, at its own origin.
_BEGUN = """
WITH RECURSIVE up(id, above) AS (
    SELECT exhibit_id, parent_id FROM {links} WHERE case_id = %s AND withdrawn_at IS NULL
    UNION SELECT up.id, d.parent_id FROM up JOIN {links} d
        ON d.exhibit_id = up.above AND d.withdrawn_at IS NULL),
tops AS (SELECT e.id, e.origin_id FROM {exhibits} e WHERE e.origin_id = ANY(%s) AND NOT EXISTS (
    SELECT FROM {links} d WHERE d.exhibit_id = e.id AND d.withdrawn_at IS NULL)),
rooted AS (SELECT origin_id, id FROM tops
    UNION SELECT tops.origin_id, up.id FROM up JOIN tops ON tops.id = up.above),
placed AS (SELECT r.origin_id, r.id, e.sequence, e.number, count(*) OVER same AS n,
        row_number() OVER (same ORDER BY e.sequence, e.number) AS place
    FROM rooted r JOIN {exhibits} e ON e.id = r.id WHERE r.id IN ({seen})
    WINDOW same AS (PARTITION BY r.origin_id))
SELECT origin_id, id, n FROM placed WHERE place <= %s ORDER BY sequence, number
"""


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
        pairs = Derivation.objects.current().filter(case=case)
        return cls._from(pairs, Exhibit.objects.filter(case=case))

    @classmethod
    def above(cls, ids: Iterable[UUID]) -> Self:
        """Only some exhibits and all that they derive from, in three queries, whatever the case
        holds besides: enough for their roots."""
        ids = {*ids}
        line = ids | lines_above(ids)
        pairs = Derivation.objects.current().filter(exhibit__in=line)
        return cls._from(pairs, Exhibit.objects.filter(pk__in=line))

    @classmethod
    def _from(cls, pairs: Any, exhibits: Any) -> Self:
        parents: dict[UUID, set[UUID]] = {}
        for child, parent in pairs.values_list("exhibit_id", "parent_id").order_by():
            parents.setdefault(child, set()).add(parent)
        rows = (
            exhibits.select_related("origin")
            .order_by()
            .only("origin", "origin__name", "origin__kind")
        )
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


def lines_above(ids: Iterable[UUID]) -> set[UUID]:
    """Ids of all that some exhibits derive from, however far up; one query."""
    return _lines(ids, "exhibit_id", "parent_id")


def lines_below(ids: Iterable[UUID]) -> set[UUID]:
    """Ids of all that derives from some exhibits, however far down; one query."""
    return _lines(ids, "parent_id", "exhibit_id")


class Begun(NamedTuple):
    """The exhibits that begin at an origin: the first few, and how many there are."""

    first: list[Exhibit]
    how_many: int


def begun_at(origins: Iterable[UUID], seen: Any, case: CaseFile) -> dict[UUID, Begun]:
    """By origin, what of `seen`, exhibits of the case, goes back to it. Three queries, and only
    those exhibits are fetched that are named, however many the case has."""
    pks, params = seen.order_by().values("pk").query.sql_with_params()
    query = sql.SQL(_BEGUN).format(
        links=sql.Identifier(Derivation._meta.db_table), seen=sql.SQL(pks),
        exhibits=sql.Identifier(Exhibit._meta.db_table),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, [case.pk, list(origins), *params, NAMED])
        rows = cursor.fetchall()
    named = seen.only("number", "case").in_bulk([pk for _origin, pk, _count in rows])
    found: dict[UUID, Begun] = {}
    for origin, pk, count in rows:
        found.setdefault(origin, Begun([], count)).first.append(named[pk])
    return found


def _lines(ids: Iterable[UUID], here: str, there: str) -> set[UUID]:
    """UNION, not UNION ALL: so that a circle, which only a restored database could hold, ends."""
    table = Derivation._meta.db_table
    query = sql.SQL(
        "WITH RECURSIVE line(id) AS (SELECT {there} FROM {table} WHERE {here} = ANY(%s) "
        "AND withdrawn_at IS NULL UNION SELECT d.{there} FROM {table} d "
        "JOIN line ON d.{here} = line.id WHERE d.withdrawn_at IS NULL) SELECT id FROM line"
    ).format(**{name: sql.Identifier(word) for name, word in (
        ("here", here), ("there", there), ("table", table))})  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(query, [list(ids)])
        return {row[0] for row in cursor.fetchall()}


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


def adds_nothing_to_others(exhibit: Exhibit, seen: Any) -> str:
    """adds_nothing() beside all of `seen`, exhibits of the case, of which only those are fetched
    that can share a source with it: a constant number of queries."""
    above = SourceGraph.above([exhibit.pk])
    roots = above.roots(exhibit.pk)
    if not roots:
        return adds_nothing(exhibit, [], above)
    others = list(seen.filter(pk__in=above.ancestors(exhibit.pk)))
    covered = {root for other in others for root in above.roots(other.pk)}
    others += _beginning_at(seen.exclude(pk=exhibit.pk), roots)
    covered |= {other.origin_id for other in others}
    if missing := roots - covered:
        # What begins there is hidden, or is this exhibit itself; what rests on it may be seen.
        tops = _tops(Exhibit.objects.filter(case=exhibit.case_id), missing).exclude(pk=exhibit.pk)
        below = lines_below(tops.order_by().values_list("pk", flat=True))
        below -= lines_below([exhibit.pk])
        others += seen.filter(pk__in=below - {exhibit.pk})[:FETCHED]
    graph = SourceGraph.above([exhibit.pk, *(other.pk for other in others)])
    return adds_nothing(exhibit, dict.fromkeys(others), graph)


def _tops(exhibits: Any, origins: Iterable[UUID]) -> Any:
    """Those that derive from nothing and begin at one of these origins."""
    derived = Derivation.objects.current().filter(exhibit=OuterRef("pk")).order_by()
    return exhibits.filter(~Exists(derived), origin__in=list(origins))


def _beginning_at(seen: Any, origins: Iterable[UUID]) -> list[Exhibit]:
    """A few for each origin, enough to name."""
    place = Window(RowNumber(), partition_by="origin", order_by=["sequence", "number"])
    return list(_tops(seen, origins).annotate(place=place).filter(place__lte=NAMED + 1))


def _numbers(exhibits: Iterable[Any]) -> str:
    numbers = sorted(each.number for each in exhibits)
    more = _(" and others") if len(numbers) > NAMED else ""
    return ", ".join(numbers[:NAMED]) + more
