"""From staged parts to one object of the store: exactly once, whatever is killed when."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from django.utils import timezone

from casefiles.jobs.models import Job
from casefiles.jobs.services import enqueue
from casefiles.sealing.keys import MalformedKey, WrongKey
from casefiles.sealing.records import AlteredFile
from evidence.exhibits import failures
from evidence.exhibits.families import has_markup
from evidence.exhibits.intake import only_if_recorded, write_unrecorded
from evidence.exhibits.media import HEAD_BYTES, sniff
from evidence.exhibits.models import Upload
from evidence.exhibits.store import Missing, Stored, StoreFailed, store
from evidence.exhibits.store.staging import DamagedPart, Staging
from evidence.exhibits.vocabulary import UploadState

KIND = "exhibits.upload"
# Up to this size a file is put together in the request that brought its last byte.
AT_ONCE = 8 * 1024 * 1024
# Called with bytes: those done, and twice the size, for all are read back as well.
Progress = Callable[[int, int], None]


class AssemblyFailed(Exception):
    """`code` is a key of failures.FAILURES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Parts:
    """The plain bytes of an upload in order, each part checked against its hash on arrival."""

    def __init__(self, upload: Upload, progress: Progress) -> None:
        self._staging = Staging(upload.staging)
        self._rows = list(upload.parts.order_by("start"))
        self._size, self._progress = upload.size, progress
        self.head = b""

    def __iter__(self) -> Iterator[bytes]:
        """Raises DamagedPart, StoreFailed, WrongKey, MalformedKey, at the end of a part."""
        reached = 0
        for row in self._rows:
            if row.start != reached:
                raise DamagedPart("a part is missing from the record")
            digest = hashlib.sha256()
            for plain in self._staging.read(row.pk, row.start, row.size):
                digest.update(plain)
                self.head += plain[: HEAD_BYTES - len(self.head)]
                yield plain
            if digest.hexdigest() != row.sha256:
                raise DamagedPart("a part is not what arrived")
            reached += row.size
            self._progress(reached, 2 * self._size)
        if reached != self._size:
            raise DamagedPart("the last part is missing from the record")

    def remove(self) -> None:
        self._staging.remove()


def hand_over(upload: Upload, *, to_worker: bool = False) -> None:
    """Marks an upload, locked by the caller, as complete; a large one becomes a worker's job.

    A small one is put together by whoever calls, once that is committed.
    """
    if upload.state != UploadState.ASSEMBLING:
        upload.tries += 1
    upload.state, upload.error_code = UploadState.ASSEMBLING, ""
    upload.touched_at = timezone.now()
    upload.save(update_fields=["state", "error_code", "tries", "touched_at"])
    if to_worker or upload.size > AT_ONCE:
        enqueue(
            KIND, {"upload": str(upload.pk)}, by=upload.user, case_id=upload.case_id,
            key=_key(upload),
        )  # fmt: skip


def try_again(upload: Upload) -> Upload:
    """Begins anew with an upload that is complete but failed for a reason that may have gone."""
    if upload.state != UploadState.FAILED:
        return upload
    with transaction.atomic():
        row = Upload.objects.select_for_update().get(pk=upload.pk)
        if row.state == UploadState.FAILED and row.error_code not in failures.FINAL:
            hand_over(row)
    return row


def assemble(
    upload: Upload,
    *,
    progress: Progress = lambda _step, _steps: None,
    completing: Callable[[], AbstractContextManager[Any]] = transaction.atomic,
) -> None:
    """Writes the object, reads it back, and marks the upload as ready in `completing()`.

    Of two at work on one upload the first to record wins; what the other wrote is removed.
    Raises AssemblyFailed; the upload says so then, and keeps its parts.
    """
    with only_if_recorded():
        parts = Parts(upload, progress)
        try:
            stored = _written(parts)
            _check_announced(upload, stored)
            _read_back(stored, progress)
        except AssemblyFailed as failed:
            fail(upload, failed.code)
            raise
        with completing():
            is_ready = _record(upload, stored, parts.head)
    if is_ready:
        parts.remove()


def settle(upload: Upload) -> Upload:
    """Carries the end of an upload's job over to it, where a worker was lost or too slow."""
    if upload.state == UploadState.ASSEMBLING:
        job = job_of(upload)
        if job is not None and job.state == Job.State.FAILED:
            fail(upload, job.error_code)
            upload.refresh_from_db()
    return upload


def job_of(upload: Upload) -> Job | None:
    return Job.objects.filter(idempotency_key=_key(upload)).first()


def fail(upload: Upload, code: str) -> None:
    Upload.objects.filter(pk=upload.pk, state=UploadState.ASSEMBLING).update(
        state=UploadState.FAILED, error_code=code, touched_at=timezone.now()
    )


def _key(upload: Upload) -> str:
    return f"upload:{upload.pk}:{upload.tries}"


def _written(parts: Parts) -> Stored:
    try:
        return write_unrecorded(parts)
    except DamagedPart as error:
        raise AssemblyFailed(failures.DAMAGED) from error
    except StoreFailed as error:
        raise AssemblyFailed(failures.NO_ROOM) from error
    except (WrongKey, MalformedKey) as error:
        raise AssemblyFailed(failures.LOCKED) from error


def _check_announced(upload: Upload, stored: Stored) -> None:
    if upload.announced_sha256 not in {"", stored.sha256}:
        raise AssemblyFailed(failures.OTHER_HASH)


def _read_back(stored: Stored, progress: Progress) -> None:
    """Hashes what the store gives back, so that nothing rests on what it was given."""
    digest, done = hashlib.sha256(), 0
    try:
        with store().open(stored.name) as opened:
            for chunk in opened.chunks():
                digest.update(chunk)
                done += len(chunk)
                progress(stored.size + done, 2 * stored.size)
    except (Missing, AlteredFile) as error:
        raise AssemblyFailed(failures.READ_BACK) from error
    except OSError as error:
        raise AssemblyFailed(failures.NO_ROOM) from error
    if digest.hexdigest() != stored.sha256 or done != stored.size:
        raise AssemblyFailed(failures.READ_BACK)


def _record(upload: Upload, stored: Stored, head: bytes) -> bool:
    """False where the upload was ended, or put together by someone else, meanwhile."""
    row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if row is None or row.state != UploadState.ASSEMBLING:
        return False
    row.state, row.object_name, row.sha256 = UploadState.READY, stored.name, stored.sha256
    row.media_type, row.is_marked_up, row.touched_at = sniff(head), has_markup(head), timezone.now()
    row.save(update_fields=["state", "object_name", "sha256", "media_type", "is_marked_up",
                            "touched_at"])  # fmt: skip
    row.parts.all().delete()
    return True
