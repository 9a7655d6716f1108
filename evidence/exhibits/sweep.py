"""Compares the store with the record, both ways."""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.store import FileStore, StoredObject

ORPHAN_AGE = timedelta(days=1)


class Sweep(NamedTuple):
    """`orphans` and `parts` are old enough to be nobody's any more; `missing` are rows."""

    orphans: list[StoredObject]
    parts: list[StoredObject]
    missing: list[ExhibitFile]
    recorded: int

    @property
    def looks_wrong(self) -> bool:
        """More orphans than files on record: another site's folder, or an older database."""
        return len(self.orphans) > max(self.recorded, 10)


def sweep(store: FileStore, *, older_than: timedelta = ORPHAN_AGE) -> Sweep:
    """What no row names, and which rows name nothing. Young objects may still be recorded.

    The store is read before the rows: a file recorded in between is never taken for an orphan.
    """
    limit = timezone.now() - older_than
    objects = list(store.iterate())
    parts = [part for part in store.unfinished() if part.modified < limit]
    recorded = set(ExhibitFile.objects.order_by().values_list("object_name", flat=True))
    orphans = [each for each in objects if each.name not in recorded and each.modified < limit]
    lost = recorded - {each.name for each in objects}
    # Rows committed after the store was read have files that were not seen: look again.
    missing = ExhibitFile.objects.filter(object_name__in=lost - store.names())
    return Sweep(orphans, parts, list(missing.select_related("exhibit")), len(recorded))
