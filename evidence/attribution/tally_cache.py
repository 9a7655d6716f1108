"""The tallies of a case's questions, kept in this process and moved on by the cells that changed.

They are kept with the moment that they were read after, and used only with all that changed since,
asked of the database anew: so what was rolled back, what committed late with an earlier number, or
a database that was put back from a copy, cannot show an old score. The moment is taken before the
rows are read: what is committed in between counts as a change at the next reading. What is kept is
never moved itself, for another thread may be reading it; and it stays in this process, for handing
a large matrix to a cache and back costs more than what one cell changes.
"""

import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from django.contrib.contenttypes.models import ContentType

from casefiles.audit.moments import Moment, changes_since
from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.attribution.rows import Facts, facts_of
from evidence.attribution.tally import Tally
from evidence.attribution.tree import Tree
from evidence.exhibits.models import Derivation, Exhibit, Grading, Origin
from evidence.exhibits.sources import SourceGraph

#: Everything a tally is made of; changes of other records leave it as it is.
WEIGHED = (Hypothesis, MatrixRow, Rating, Exhibit, Grading, Derivation, Origin)
MOVED_AT_MOST = 100  # changes; more are not followed one by one
CASES = 32  # kept; of twelve hypotheses and 500 exhibits, some ten megabytes

Changed = set[tuple[int, uuid.UUID]]


@dataclass(frozen=True)
class CachedTallies:
    """Of one case, as of a moment."""

    moment: Moment
    tallies: dict[uuid.UUID, Tally]  # by question


_cache: OrderedDict[uuid.UUID, CachedTallies] = OrderedDict()
_lock = Lock()


def cached_tallies(case_id: uuid.UUID) -> CachedTallies:
    """What of a case need not be computed anew now. One query, two if a cell was rated since.

    A page that weighs several questions asks once. In a transaction that has written it is that
    transaction's own: what it sees may be rolled back.
    """
    known = _known(case_id)
    since = changes_since(case_id, known.moment if known else None, MOVED_AT_MOST)
    if known and since.is_settled and since.changed == set():
        return known
    tallies: dict[uuid.UUID, Tally] = {}
    if known and since.changed is not None:
        # Another thread may be adding to them.
        tallies = _moved_on(dict(known.tallies), since.changed)
    now = CachedTallies(since.now, tallies)
    if since.is_settled:
        _keep(case_id, now)
    return now


def tally_of(question: Question, tree: Tree, kept: CachedTallies | None = None) -> Tally:
    """As the database has it now; computed anew only where it cannot be moved on.

    `kept` was taken in this transaction, which has written nothing since.
    """
    kept = kept or cached_tallies(question.case_id)
    tally = kept.tallies.get(question.pk)
    if tally is None or tally.leaves != [leaf.pk for leaf in tree.leaves()]:
        tally = kept.tallies[question.pk] = fresh_tally(question, tree)
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


def _known(case_id: uuid.UUID) -> CachedTallies | None:
    with _lock:
        if case_id in _cache:
            _cache.move_to_end(case_id)
        return _cache.get(case_id)


def _keep(case_id: uuid.UUID, kept: CachedTallies) -> None:
    with _lock:
        _cache[case_id] = kept
        _cache.move_to_end(case_id)
        while len(_cache) > CASES:
            _cache.popitem(last=False)


def _moved_on(tallies: dict[uuid.UUID, Tally], changed: Changed) -> dict[uuid.UUID, Tally]:
    """With the cells that were rated since; none if more than ratings changed."""
    kinds = ContentType.objects.get_for_models(*WEIGHED)
    others = {kind.pk for model, kind in kinds.items() if model is not Rating}
    if any(kind in others for kind, _pk in changed):
        return {}
    ratings = [pk for kind, pk in changed if kind == kinds[Rating].pk]
    exhibits = _ratings_beside(ratings) if ratings else {}
    return {pk: _rated(tally, exhibits) for pk, tally in tallies.items()}


def _ratings_beside(ratings: list[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    """What each exhibit that these are about is rated now, by hypothesis; "" where withdrawn."""
    about = Rating.objects.filter(pk__in=ratings).order_by().values("exhibit")
    rows = Rating.objects.filter(exhibit__in=about).order_by()
    found: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    for exhibit, hypothesis, value, withdrawn in rows.values_list(
        "exhibit_id", "hypothesis_id", "value", "withdrawn_at"
    ):
        if withdrawn is None:
            found[exhibit][hypothesis] = value
        else:
            found[exhibit].setdefault(hypothesis, "")
    return found


def _rated(tally: Tally, exhibits: dict[uuid.UUID, dict[uuid.UUID, str]]) -> Tally:
    """Itself if no cell of it was rated otherwise."""
    cells = [
        (tally.places[exhibit], leaf, value)
        for exhibit, values in exhibits.items() if exhibit in tally.places
        for leaf, pk in enumerate(tally.leaves) if (value := values.get(pk)) is not None
        and value != tally.facts[tally.places[exhibit]].values[leaf]
    ]  # fmt: skip
    if cells:
        tally = tally.copy()
        for place, leaf, value in cells:
            tally.rate(place, leaf, value)
    return tally
