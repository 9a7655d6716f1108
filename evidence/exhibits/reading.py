"""Hands out stored bytes only if they are still the bytes that were taken in."""

import hashlib
import logging
import os
from collections.abc import Iterator
from typing import Any, BinaryIO, Protocol

from evidence.exhibits.store import CHUNK, Missing, store

logger = logging.getLogger(__name__)

# Up to this size a file is hashed whole before its first byte is sent. A larger one is hashed
# while it is sent and its last piece held back: if the digest is wrong the download breaks off
# short of its announced length, so that no browser takes it for complete.
CHECKED_BEFORE_SENDING = 512 * 1024 * 1024


class Recorded(Protocol):
    """What a row says of its stored file: any room's row that names an object."""

    pk: Any
    object_name: Any
    sha256: Any
    size: Any


class Damaged(Exception):
    """The stored bytes are not those on record: missing, of another size, or changed."""


def checked_chunks(file: Recorded) -> Iterator[bytes]:
    """The file's bytes. Raises Damaged at once, before the first byte, up to the bound above."""
    stored = _open(file)
    try:
        _check(stored, file)
    except BaseException:
        stored.close()
        raise
    return _send(stored, file)


def _open(file: Recorded) -> BinaryIO:
    try:
        return store().open(file.object_name)
    except Missing as error:
        raise _damaged(file, "missing") from error


def _check(stored: BinaryIO, file: Recorded) -> None:
    if os.fstat(stored.fileno()).st_size != file.size:
        raise _damaged(file, "another size")
    if file.size > CHECKED_BEFORE_SENDING:
        return
    digest = hashlib.file_digest(stored, "sha256")  # type: ignore[arg-type]
    if digest.hexdigest() != file.sha256:
        raise _damaged(file, "other bytes")
    stored.seek(0)


def _send(stored: BinaryIO, file: Recorded) -> Iterator[bytes]:
    """Yields one piece behind, so that the last goes out only if all before it were right."""
    digest, held = hashlib.sha256(), b""
    with stored:
        while chunk := stored.read(CHUNK):
            digest.update(chunk)
            if held:
                yield held
            held = chunk
        if digest.hexdigest() != file.sha256:
            raise _damaged(file, "other bytes, found while sending")
        yield held


def _damaged(file: Recorded, how: str) -> Damaged:
    logger.error("stored file %s does not match its record: %s", file.pk, how)
    return Damaged(how)
