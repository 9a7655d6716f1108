"""Hands out stored bytes only if they are still the bytes that were taken in."""

import hashlib
import logging
from collections.abc import Iterator
from typing import Any, Protocol

from casefiles.sealing.records import AlteredFile
from evidence.exhibits.store import Missing, OpenObject, Unreachable, store

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


class OutOfReach(Damaged):
    """They may be the right ones, but where they lie does not answer now."""


def checked_chunks(file: Recorded) -> Iterator[bytes]:
    """The file's bytes. Raises Damaged at once, before the first byte, up to the bound above.

    Raises WrongKey or MalformedKey, at once, where they cannot be decrypted.
    """
    stored = _open(file)
    try:
        if file.size <= CHECKED_BEFORE_SENDING:
            _check(stored, file)
    except BaseException:
        stored.close()
        raise
    return _send(stored, file)


def checked_range(file: Recorded, start: int, length: int) -> Iterator[bytes]:
    """`length` bytes from `start`, out of the records that hold them and no others.

    Every record proves itself, so no wrong byte is ever sent: Damaged at once if the first of
    them does not open; a later one breaks the answer off short of its announced length.
    """
    stored = _open(file)
    pieces = _pieces(stored, file, start, length)
    try:
        first = next(pieces)
    except BaseException:
        stored.close()
        raise
    return _continue(stored, first, pieces)


def _open(file: Recorded) -> OpenObject:
    try:
        stored = store().open(file.object_name)
    except Missing as error:
        raise _damaged(file, "missing") from error
    except AlteredFile as error:
        raise _damaged(file, "altered") from error
    except OSError as error:
        raise _unread(file, error) from error
    if stored.size != file.size:
        stored.close()
        raise _damaged(file, "another size")
    return stored


def _check(stored: OpenObject, file: Recorded) -> None:
    digest = hashlib.sha256()
    for piece in _pieces(stored, file):
        digest.update(piece)
    if digest.hexdigest() != file.sha256:
        raise _damaged(file, "other bytes")


def _send(stored: OpenObject, file: Recorded) -> Iterator[bytes]:
    """Yields one piece behind, so that the last goes out only if all before it were right."""
    digest, held = hashlib.sha256(), b""
    with stored:
        for piece in _pieces(stored, file):
            digest.update(piece)
            if held:
                yield held
            held = piece
        if digest.hexdigest() != file.sha256:
            raise _damaged(file, "other bytes, found while sending")
        yield held


def _continue(stored: OpenObject, first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    with stored:
        yield first
        yield from rest


def _pieces(
    stored: OpenObject, file: Recorded, start: int = 0, length: int | None = None
) -> Iterator[bytes]:
    try:
        yield from stored.chunks(start, length)
    except AlteredFile as error:
        raise _damaged(file, "altered") from error
    except OSError as error:
        raise _unread(file, error) from error


def _unread(file: Recorded, error: OSError) -> Damaged:
    if isinstance(error, Unreachable):
        logger.error("stored file %s is out of reach: %s", file.pk, error.strerror)
        return OutOfReach("out of reach")
    return _damaged(file, "unreadable")


def _damaged(file: Recorded, how: str) -> Damaged:
    logger.error("stored file %s does not match its record: %s", file.pk, how)
    return Damaged(how)
