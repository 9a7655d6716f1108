"""The tally of a question, kept between requests, and moved on by the cells that changed since.

What is kept carries a mark of every recorded change of the case that it was made from: how many,
the last one's number, and a sum over the digests of them all. It is used only if that mark, taken
anew from the database, is still the same; so what was rolled back, what committed late with an
earlier number, or a database that was put back from a copy, cannot show an old score. The mark is
taken before the rows are read: what is committed in between counts as a change at the next reading.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Count, DecimalField, F, Func, Max, Q, Sum

from casefiles.audit.models import Change
from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.attribution.rows import Facts, facts_of
from evidence.attribution.tally import Tally
from evidence.attribution.tree import Tree
from evidence.exhibits.models import Derivation, Exhibit, Grading, Origin
from evidence.exhibits.sources import SourceGraph

FORMAT = 1  # of what is kept: another one for each change of Tally or Facts
REMEMBERED = 24 * 60 * 60
#: Everything a tally is made of; changes of other records leave it as it is.
WEIGHED = (Hypothesis, MatrixRow, Rating, Exhibit, Grading, Derivation, Origin)
MOVED_AT_MOST = 100  # changes; more are not followed one by one


class Mark(NamedTuple):
    """Of a set of changes; two sets have the same one only if they are the same."""

    number: int
    last: int
    digests: str


class Kept(NamedTuple):
    mark: Mark
    tally: Tally


def tally_of(question: Question, tree: Tree) -> Tally:
    """As the database has it now; computed anew only where it cannot be moved on."""
    key = f"tally:{FORMAT}:{question.pk}"
    kept: Kept | None = cache.get(key)
    now, before = _marks(question.case_id, kept.mark.last if kept else 0)
    leaves = [leaf.pk for leaf in tree.leaves()]
    tally = None
    if kept and kept.mark == before and kept.tally.leaves == leaves:
        if kept.mark == now:
            return kept.tally
        tally = _moved_on(kept, question, tree)
    tally = tally or fresh_tally(question, tree)
    cache.set(key, Kept(now, tally), REMEMBERED)
    return tally


def fresh_tally(question: Question, tree: Tree) -> Tally:
    """Read and computed anew, in a constant number of queries."""
    return tally_from(question, tree, facts_of(question, tree))


def tally_from(question: Question, tree: Tree, facts: Sequence[Facts]) -> Tally:
    """`facts` without their roots."""
    graph = SourceGraph.above(row.pk for row in facts)
    whole = [row._replace(roots=tuple(graph.roots(row.pk))) for row in facts]
    return Tally([leaf.pk for leaf in tree.leaves()], whole, _outside(question))


def _outside(question: Question) -> int:
    placed = MatrixRow.objects.current().filter(question=question).values("exhibit")
    mine = Exhibit.objects.current().filter(case_id=question.case_id)
    return mine.exclude(pk__in=placed).count()


def _marks(case_id: uuid.UUID, last: int) -> tuple[Mark, Mark]:
    """Of all changes of the case, and of those up to number `last`. One query."""
    kept = Q(sequence__lte=last)
    digests = Func(F("digest"), F("sequence"), function="hashtextextended",
                   output_field=DecimalField())  # fmt: skip
    found = Change.objects.in_case(case_id).aggregate(
        count=Count("sequence"), last=Max("sequence"), digests=Sum(digests),
        old_count=Count("sequence", filter=kept), old_last=Max("sequence", filter=kept),
        old_digests=Sum(digests, filter=kept),
    )  # fmt: skip
    now = Mark(found["count"], found["last"] or 0, str(found["digests"]))
    return now, Mark(found["old_count"], found["old_last"] or 0, str(found["old_digests"]))


def _moved_on(kept: Kept, question: Question, tree: Tree) -> Tally | None:
    """The kept tally with what changed since; None if more than ratings did, or too much."""
    since = Change.objects.in_case(question.case_id).filter(sequence__gt=kept.mark.last)
    changed = set(since.order_by().values_list("content_type", "object_id")[: MOVED_AT_MOST + 1])
    kinds = ContentType.objects.get_for_models(*WEIGHED)
    others = {kind.pk for model, kind in kinds.items() if model is not Rating}
    if len(changed) > MOVED_AT_MOST or any(kind in others for kind, _pk in changed):
        return None
    ratings = [pk for kind, pk in changed if kind == kinds[Rating].pk]
    rated = Rating.objects.filter(pk__in=ratings, hypothesis__question=question).order_by()
    exhibits = set(rated.values_list("exhibit", flat=True)) if ratings else set()
    now = facts_of(question, tree, exhibits) if exhibits else []
    return kept.tally if _move(kept.tally, now) else None


def _move(tally: Tally, rows: Iterable[Facts]) -> bool:
    """Whether only ratings differ, which are then rated."""
    places: dict[Any, int] = {row.pk: place for place, row in enumerate(tally.facts)}
    for row in rows:
        place = places.get(row.pk)
        if place is None:
            return False
        known = tally.facts[place]
        if row._replace(values=(), roots=()) != known._replace(values=(), roots=()):
            return False
        for leaf, (value, before) in enumerate(zip(row.values, known.values, strict=True)):
            if value != before:
                tally.rate(place, leaf, value)
    return True
