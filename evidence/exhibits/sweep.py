"""Compares the store with the record, both ways."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from casefiles.sealing.models import SubjectKey
from evidence.exhibits.models import Upload, UploadPart
from evidence.exhibits.store import FileStore, StoredObject
from evidence.exhibits.store.files import NAME
from evidence.exhibits.store.staging import StagedFile, staged_files

ORPHAN_AGE = timedelta(days=1)


class Sweep(NamedTuple):
    """`orphans`, `parts` and `staged` are old enough to be nobody's any more; `missing` are rows.

    `staged` are parts of uploads, and folders of them, that no row of an upload names. `foreign`
    are orphans of which this database never heard: a key is on record before its object is
    there, and until it is gone, so they come from another site, or from the time after the copy
    of the database that was put back.
    """

    orphans: list[StoredObject]
    foreign: list[StoredObject]
    parts: list[StoredObject]
    staged: list[StagedFile]
    missing: list[Any]
    recorded: int

    @property
    def looks_wrong(self) -> bool:
        """More orphans than files on record: something else is wrong."""
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
    orphans, foreign = _by_key(
        [each for each in objects if each.name not in recorded and each.modified < limit]
    )
    lost = recorded - {each.name for each in objects}
    # Rows committed after the store was read have files that were not seen: look again.
    lost -= store.names() if lost else set()
    missing = [row for model in recorders() for row in model.objects.filter(object_name__in=lost)]
    return Sweep(orphans, foreign, parts, staged, missing, len(recorded))


def _by_key(unrecorded: list[StoredObject]) -> tuple[list[StoredObject], list[StoredObject]]:
    """Those whose key is, or was, in this database; and the others."""
    known = _known({UUID(each.name) for each in unrecorded})
    ours = [each for each in unrecorded if each.name in known]
    return ours, [each for each in unrecorded if each.name not in known]


def _known(subjects: set[UUID]) -> set[str]:
    """Names of those that have a key, or the place of a destroyed one."""
    keys = SubjectKey.objects.filter(subject__in=subjects)
    return {subject.hex for subject in keys.values_list("subject", flat=True)}


def _names(model: Any) -> Any:
    rows = model.objects.order_by().exclude(object_name=None)
    return rows.values_list("object_name", flat=True)


def _unnamed(limit: datetime) -> list[StagedFile]:
    """The disk is read first here, too.

    Of an upload of which this database never heard, for as long as it could be gone on with
    nothing is anybody's to remove: the newer copy of the database may know it.
    """
    files = [each for each in staged_files() if each.modified < limit]
    over = timezone.now() - timedelta(hours=settings.UPLOAD_HOURS)
    ours = _known({UUID(each.staging) for each in files if NAME.fullmatch(each.staging)})
    files = [each for each in files if each.staging in ours or each.modified < over]
    folders = {pk.hex for pk in Upload.objects.unfinished().values_list("staging", flat=True)}
    parts = {pk.hex for pk in UploadPart.objects.values_list("pk", flat=True)}
    return [
        each for each in files
        if each.staging not in folders or (each.part is not None and each.part not in parts)
    ]  # fmt: skip
