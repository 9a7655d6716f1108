"""An upload from its announcement to its last byte, and the end of those that nobody finishes."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from casefiles.cases.models import CaseFile
from casefiles.sealing.services import forget_key
from evidence.exhibits import quotas
from evidence.exhibits.models import Upload, UploadPart
from evidence.exhibits.services.assembly import hand_over
from evidence.exhibits.store import StoreFailed, store
from evidence.exhibits.store.staging import Staging
from evidence.exhibits.tus import Checksum
from evidence.exhibits.vocabulary import UploadState

# Any number will do that no other advisory lock of this database uses.
ADMISSION = 5_012_019
# How long a row says that its time ran out, after its bytes are gone.
REMEMBERED = timedelta(days=30)
# What is put together in the request itself takes seconds; longer, and its process has died.
FORGOTTEN = timedelta(seconds=30)
AT_A_TIME = 200


class Moved(Exception):
    """The upload is no longer at that offset: another request was faster, or it is over."""


class WrongChecksum(Exception):
    """The bytes are not those of which the sender gave the checksum: nothing was kept."""


class Arriving:
    """Bytes on their way in, counted and hashed as they pass."""

    def __init__(self, chunks: Iterable[bytes], checksum: Checksum | None) -> None:
        self._chunks, self._expected = chunks, checksum.digest if checksum else None
        self._digest = hashlib.sha256()
        self._check = checksum.begun() if checksum else hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            self._digest.update(chunk)
            if self._expected is not None:
                self._check.update(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    @property
    def fits(self) -> bool:
        return self._expected is None or self._check.digest() == self._expected


def begin(
    case: CaseFile, *, by: Any, size: int, name: str, batch: UUID | None = None, sha256: str = ""
) -> Upload:
    """Admits an upload, if there is room for it. Raises OverQuota, DiskFull, WrongKey."""
    with transaction.atomic():
        _one_admission_at_a_time()
        quotas.check_new(case, size, by=by)
        return Upload.objects.create(
            case=case, user=by, size=size, original_name=name, batch=batch,
            announced_sha256=sha256, expires_at=_kept_until(),
        )  # fmt: skip


def receive_part(
    upload: Upload, offset: int, chunks: Iterable[bytes], *, checksum: Checksum | None = None
) -> Upload:
    """Stages bytes at an offset as they come, and moves it; the row as it is then.

    The part is on the disk before the row names it. Of two requests for one offset the row
    takes one; the other raises Moved, and its part is removed. No bytes change nothing. Raises
    WrongChecksum, StoreFailed, WrongKey.
    """
    arriving = Arriving(chunks, checksum)
    part = UploadPart(upload=upload, start=offset)
    staging = Staging(upload.staging)
    try:
        _stage(staging, part, arriving)
        if not part.size:
            staging.discard(part.pk)
            return upload
        return _record_part(part)
    except StoreFailed:
        # Another request may have finished the upload, and taken its folder away meanwhile.
        if Upload.objects.filter(pk=upload.pk, offset=offset).exists():
            raise
        raise Moved from None
    except BaseException:
        _remove_unless_recorded(staging, part)
        raise


def _stage(staging: Staging, part: UploadPart, arriving: Arriving) -> None:
    staging.write(part.pk, part.start, arriving)
    if not arriving.fits:
        raise WrongChecksum
    part.size, part.sha256 = arriving.size, arriving.sha256


@transaction.atomic
def _record_part(part: UploadPart) -> Upload:
    row = Upload.objects.select_for_update().filter(pk=part.upload_id).first()
    if row is None or row.state != UploadState.RECEIVING or row.offset != part.start:
        raise Moved
    row.offset += part.size
    row.touched_at, row.expires_at = timezone.now(), _kept_until()
    row.save(update_fields=["offset", "touched_at", "expires_at"])
    part.save(force_insert=True)
    if row.offset == row.size:
        hand_over(row)
    return row


def _remove_unless_recorded(staging: Staging, part: UploadPart) -> None:
    """Asks the database: a commit whose answer was lost keeps its part.

    One that is under way still holds the upload's row: it is waited for.
    """
    try:
        with transaction.atomic():
            list(Upload.objects.select_for_update().filter(pk=part.upload_id))
            if UploadPart.objects.filter(pk=part.pk).exists():
                return
            unfinished = Upload.objects.unfinished().filter(pk=part.upload_id).exists()
    except DatabaseError:
        return  # left for the sweep
    if unfinished:
        staging.discard(part.pk)
    else:
        # Whoever ended it had removed the folder, and this part has made it again.
        staging.remove()


def give_up(upload: Upload) -> None:
    """Ends an upload and removes all that came of it. Nothing happens once it is attached."""
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if row is None:
            return
        had = _what_it_had(row)
        row.delete()
    _remove_bytes(had)


def expire_uploads() -> int:
    """Removes what came of uploads whose time ran out, some at a time; how many they were.

    The row stays for a month without its bytes and its name, so that a client is told.
    """
    due = list(Upload.objects.overdue().values_list("pk", flat=True)[:AT_A_TIME])
    for pk in due:
        _expire(pk)
    long_ago = timezone.now() - REMEMBERED
    Upload.objects.filter(state=UploadState.EXPIRED, expires_at__lt=long_ago).delete()
    return len(due)


def hand_over_forgotten() -> None:
    """Has a worker put together what a request that died had begun to."""
    waiting = Upload.objects.filter(
        state=UploadState.ASSEMBLING, touched_at__lt=timezone.now() - FORGOTTEN
    )
    for pk in list(waiting.values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            row = waiting.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is not None:
                hand_over(row, to_worker=True)


def _expire(pk: UUID) -> None:
    with transaction.atomic():
        row = Upload.objects.overdue().select_for_update(skip_locked=True).filter(pk=pk).first()
        if row is None:
            return
        had = _what_it_had(row)
        row.parts.all().delete()
        row.state, row.object_name, row.original_name = UploadState.EXPIRED, None, b""
        row.save(update_fields=["state", "object_name", "original_name"])
    _remove_bytes(had)


def _what_it_had(row: Upload) -> Upload:
    """Names that removing the row, or emptying it, would take out of `row`."""
    return Upload(pk=row.pk, staging=row.staging, object_name=row.object_name)


def _remove_bytes(upload: Upload) -> None:
    """After the commit: a crash in between leaves files that no row names, for the sweep."""
    Staging(upload.staging).remove()
    if upload.object_name:
        store().discard_quietly(upload.object_name)
    forget_key(upload.pk)


def _kept_until() -> Any:
    return timezone.now() + timedelta(hours=settings.UPLOAD_HOURS)


def _one_admission_at_a_time() -> None:
    """Or several at the same instant would each find room, and together have none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADMISSION])
