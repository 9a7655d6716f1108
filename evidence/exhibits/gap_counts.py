"""How many gaps the custody of each exhibit of a case has, kept between requests.

What is kept carries a mark of every change and entry that it was made from: how many there were,
and the last. If the new ones are no more than those that came after the last, only their exhibits
are counted again; so what committed late with an earlier number, what was rolled back, or a
database that was put back from a copy, cannot show an old count: then all is counted. The mark is
taken before the rows are read: what is committed in between counts as new at the next reading.
It is signed together with its key: what anybody else put into the cache is not believed.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.cache import cache
from django.db.models import Count, F, Lookup, Max, Q, QuerySet

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile
from evidence.exhibits.chronicle import beginning_of, facts_of
from evidence.exhibits.gaps import gaps_of
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, PhysicalItem
from evidence.exhibits.vocabulary import CustodyKind

FORMAT = 4  # of what is kept: another one for each change of it or of the rules
SALT = "custody-gaps"
REMEMBERED = 30 * 24 * 60 * 60
LARGE = 2000  # exhibits of a case whose first count would keep a page waiting
FOLLOWED = 2000  # changes and entries; more are not followed one by one
COUNTED = (Exhibit, ExhibitFile, PhysicalItem)
# Checks that found what was on record open no gap, unless one before them failed; and they are
# the many.
_INTACT = Q(kind=CustodyKind.FIXITY, digest_after=F("digest_before"))
# What facts_of() reads of an entry.
READ = ("exhibit_id", "pk", "corrects_id", "of_item", "file_id", "sequence", "kind", "happened_at",
        "happened_until", "zone", "day_precision", "from_holder", "to_holder", "seal",
        "digest_before", "digest_after")  # fmt: skip


class Mark(NamedTuple):
    changes: int
    last_change: int
    entries: int
    last_entry: str  # the moment, as ISO 8601; "" before the first


class Kept(NamedTuple):
    mark: Mark
    counts: dict[str, int]  # by the hexadecimal digits of the exhibit's id


def with_gaps(case: CaseFile) -> dict[UUID, int]:
    """Exhibits of the case that have gaps, hidden ones too, and how many: narrow it with
    visible_to()."""
    return {UUID(pk): count for pk, count in _counts(case).items()}


def count_ahead() -> int:
    """Counts large cases before a page asks: a first count of 50,000 exhibits takes many seconds,
    one of what is new a fraction of one. How many cases there were."""
    sizes = Exhibit.objects.order_by().values("case").annotate(n=Count("pk"))
    cases = CaseFile.objects.filter(pk__in=sizes.filter(n__gte=LARGE).values("case"))
    for case in cases:
        _counts(case)
    return len(cases)


class Among(Lookup):
    """`id = ANY(array)`. Of pk__in=ids Django writes a placeholder for each and takes seconds over
    50,000; of a subquery PostgreSQL guesses a hundred rows and looks each up in the rule of access.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::uuid[])", (*params, self.rhs)


def having_gaps(exhibits: QuerySet[Exhibit], case: CaseFile) -> QuerySet[Exhibit]:
    """Those of `exhibits` whose custody has gaps."""
    return exhibits.filter(Among(F("pk"), list(with_gaps(case))))


def _counts(case: CaseFile) -> dict[str, int]:
    key = f"custody-gaps:{FORMAT}:{case.pk}"
    kept = _read(key)
    now = _mark(case)
    if kept and kept.mark == now:
        return kept.counts
    touched = _touched(case, kept.mark, now) if kept else None
    if kept is None or touched is None:
        counts = _count_gaps(case)
    else:
        counts = {pk: n for pk, n in kept.counts.items() if UUID(pk) not in touched}
        counts |= _count_gaps(case, touched)
    cache.set(key, signing.dumps([key, now, counts], salt=SALT, compress=True), REMEMBERED)
    return counts


def _read(key: str) -> Kept | None:
    """What we kept under this very key."""
    try:
        of, mark, counts = signing.loads(cache.get(key), salt=SALT)
    except (signing.BadSignature, TypeError, ValueError, AttributeError):
        return None
    return Kept(Mark(*mark), counts) if of == key else None


def _mark(case: CaseFile) -> Mark:
    changes = _changes(case).aggregate(n=Count("pk"), last=Max("sequence"))
    entries = _entries(case).aggregate(n=Count("pk"), last=Max("recorded_at"))
    last = entries["last"]
    return Mark(changes["n"], changes["last"] or 0, entries["n"], last.isoformat() if last else "")


def _changes(case: CaseFile) -> Any:
    kinds = ContentType.objects.get_for_models(*COUNTED).values()
    return Change.objects.in_case(case.pk).filter(content_type__in=[kind.pk for kind in kinds])


def _entries(case: CaseFile) -> Any:
    """Of a file that never failed, no check opens a gap; of one that did, all of them count."""
    rows = CustodyEvent.objects.filter(case=case).order_by()
    failed = rows.filter(kind=CustodyKind.FIXITY).exclude(_INTACT).values("exhibit")
    return rows.exclude(~Q(exhibit__in=failed), _INTACT)


def _touched(case: CaseFile, old: Mark, now: Mark) -> set[UUID] | None:
    """Exhibits of what came after the old mark; None where that is not all that is new."""
    new_changes, new_entries = now.changes - old.changes, now.entries - old.entries
    if not (0 <= new_changes <= FOLLOWED and 0 <= new_entries <= FOLLOWED):
        return None
    rows = _changes(case).filter(sequence__gt=old.last_change, sequence__lte=now.last_change)
    changed = list(rows.values_list("content_type", "object_id")[: FOLLOWED + 1])
    entered: list[UUID] = []
    if now.last_entry:
        fresh = _entries(case).filter(recorded_at__lte=now.last_entry)
        if old.last_entry:
            fresh = fresh.filter(recorded_at__gt=old.last_entry)
        entered = list(fresh.values_list("exhibit_id", flat=True)[: FOLLOWED + 1])
    if (len(changed), len(entered)) != (new_changes, new_entries):
        return None
    return {*entered, *_exhibits_of(changed)}


def _exhibits_of(changed: Iterable[tuple[int, UUID]]) -> set[UUID]:
    by_kind: dict[int, set[UUID]] = defaultdict(set)
    for kind, pk in changed:
        by_kind[kind].add(pk)
    found = set(by_kind[ContentType.objects.get_for_model(Exhibit).pk])
    for model in (ExhibitFile, PhysicalItem):
        ids = by_kind[ContentType.objects.get_for_model(model).pk]
        found |= set(model.objects.filter(pk__in=ids).values_list("exhibit_id", flat=True))
    return found


def _count_gaps(case: CaseFile, some: set[UUID] | None = None) -> dict[str, int]:
    """Of all exhibits or of some; as many queries for many as for one."""
    wanted = Exhibit.objects.current().filter(case=case).order_by()
    only = Q()
    if some is not None:
        wanted, only = wanted.filter(pk__in=some), Q(exhibit__in=some)
    items = {
        row.exhibit_id: row
        for row in PhysicalItem.objects.current().filter(only, case=case).defer("finder").order_by()
    }
    entries, files = _entries_of(case, only), _files_of(case, only)
    counts = {}
    for exhibit in wanted.only("item_date", "collected_on").iterator():
        start = beginning_of(exhibit, items.get(exhibit.pk))
        if count := len(gaps_of(facts_of(entries[exhibit.pk], files[exhibit.pk]), start)):
            counts[exhibit.pk.hex] = count
    return counts


def _files_of(case: CaseFile, only: Q) -> dict[UUID, dict[str, UUID]]:
    found: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    rows = ExhibitFile.objects.filter(only, case=case).order_by()
    for exhibit, digest, pk in rows.values_list("exhibit_id", "sha256", "pk"):
        found[exhibit][digest] = pk
    return found


def _entries_of(case: CaseFile, only: Q) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in _entries(case).filter(only).values_list(*READ, named=True).iterator():
        found[row.exhibit_id].append(row)
    return found
