"""Compares the store with the record, both ways."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.utils import timezone

from evidence.exhibits.models import Upload, UploadPart
from evidence.exhibits.store import FileStore, StoredObject
from evidence.exhibits.store.staging import StagedFile, staged_files

ORPHAN_AGE = timedelta(days=1)


class Sweep(NamedTuple):
    """`orphans`, `parts` and `staged` are old enough to be nobody's any more; `missing` are rows.

    `staged` are parts of uploads, and folders of them, that no row of an upload names.
    """

    orphans: list[StoredObject]
    parts: list[StoredObject]
    staged: list[StagedFile]
    missing: list[Any]
    recorded: int

    @property
    def looks_wrong(self) -> bool:
        """More orphans than files on record: another site's folder, or an older database."""
        return len(self.orphans) > max(self.recorded, 10)


def recorders() -> list[Any]:
    """Every kind of row that names a stored object: those with a column `object_name`.

    Found, not listed: an upper room that forgot to enter itself would have its files removed.
    """
    return [
        model for model in apps.get_models()
        if not hasattr(model, "history_object")
        and any(field.name == "object_name" for field in model._meta.concrete_fields)
    ]  # fmt: skip


def sweep(store: FileStore, *, older_than: timedelta = ORPHAN_AGE) -> Sweep:
    """What no row names, and which rows name nothing. Young objects may still be recorded.

    The store is read before the rows: a file recorded in between is never taken for an orphan.
    """
    limit = timezone.now() - older_than
    objects = list(store.iterate())
    parts = [part for part in store.unfinished() if part.modified < limit]
    staged = _unnamed(limit)
    recorded = {name for model in recorders() for name in _names(model)}
    orphans = [each for each in objects if each.name not in recorded and each.modified < limit]
    lost = recorded - {each.name for each in objects}
    # Rows committed after the store was read have files that were not seen: look again.
    lost -= store.names() if lost else set()
    missing = [row for model in recorders() for row in model.objects.filter(object_name__in=lost)]
    return Sweep(orphans, parts, staged, missing, len(recorded))


def _names(model: Any) -> Any:
    rows = model.objects.order_by().exclude(object_name=None)
    return rows.values_list("object_name", flat=True)


def _unnamed(limit: datetime) -> list[StagedFile]:
    """The disk is read first here, too."""
    files = [each for each in staged_files() if each.modified < limit]
    folders = {pk.hex for pk in Upload.objects.unfinished().values_list("staging", flat=True)}
    parts = {pk.hex for pk in UploadPart.objects.values_list("pk", flat=True)}
    return [
        each for each in files
        if each.staging not in folders or (each.part is not None and each.part not in parts)
    ]  # fmt: skip
