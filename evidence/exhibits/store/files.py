"""The store as the rooms know it: hashes, seals and opens; a place keeps the sealed bytes."""

import hashlib
import logging
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from django.db import DatabaseError

from casefiles.sealing.keys import KeyDestroyed, WrongKey, subject_key
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.records import RecordReader, RecordWriter
from casefiles.sealing.services import destroy_key, forget_key
from evidence.exhibits.store.folder import Waiting
from evidence.exhibits.store.places import (
    Draft,
    Locked,
    Missing,
    OpenSource,
    Place,
    StoredObject,
    StoreFailed,
)

logger = logging.getLogger(__name__)

CHUNK = 1024 * 1024
NAME = re.compile(r"[0-9a-f]{32}")


class Stored(NamedTuple):
    """What was written: under which name, with which SHA-256, how many bytes; both as it came."""

    name: str
    sha256: str
    size: int


class OpenObject:
    """A stored object whose plain bytes can be read, whole or by ranges. Close it.

    Reading raises AlteredFile where the stored bytes are not those that were written, and
    OSError (Unreachable, for one) where they cannot be had.
    """

    def __init__(self, stored: OpenSource, key: bytes, name: str) -> None:
        self._stored = stored
        self._reader = RecordReader(stored, key, uuid.UUID(name))
        self.size = self._reader.size

    def chunks(self, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Plain bytes from `start`, `length` of them; 1 MiB in memory at a time."""
        return self._reader.chunks(start, length)

    def read(self) -> bytes:
        """All of it at once: for what is known to be small."""
        return b"".join(self.chunks())

    def close(self) -> None:
        self._stored.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class FileStore:
    """Objects are written once, durable before anyone sees them, and never changed."""

    def __init__(self, place: Place, waiting: Waiting) -> None:
        self.place, self._waiting = place, waiting

    def write(self, chunks: Iterable[bytes]) -> Stored:
        """Hashes, encrypts and writes in one pass; returns once the place has it for good.

        A crash before that leaves a draft that the sweep finds, never half an object. Raises
        StoreFailed for every OSError, in reading `chunks` too; what else they raise passes.
        Raises WrongKey or MalformedKey, and writes nothing, if the master key is not the one.
        """
        name = uuid.uuid4().hex
        key = subject_key(uuid.UUID(name), create=True)
        try:
            with self._draft(name) as draft:
                digest, size = _seal(draft, chunks, key, name)
                draft.finish()
        except OSError as error:
            raise StoreFailed(f"the store could not write: {error.strerror or error}") from error
        return Stored(name, digest, size)

    def open(self, name: str) -> OpenObject:
        """The object, for reading. Raises Missing, AlteredFile, WrongKey, OSError."""
        stored = self.place.open(_checked(name))
        try:
            return OpenObject(stored, _key_of(name), name)
        except BaseException:
            stored.close()
            raise

    def names(self) -> set[str]:
        return {entry.name for entry in self.iterate()}

    def iterate(self) -> Iterator[StoredObject]:
        """Every object, in no order, read as it goes. Foreign names are not the store's."""
        return (entry for entry in self.place.iterate() if NAME.fullmatch(entry.name))

    def unfinished(self) -> Iterator[StoredObject]:
        """What a crash left behind, or what is being written now."""
        return chain(self._waiting.iterate(), self.place.unfinished())

    def discard(self, name: str) -> None:
        """Removes what was written but never recorded. The caller has made sure of that.

        Its key is destroyed in any case, so that nobody can read it. Raises Locked where the
        object must stay, OSError where the place does not answer: the sweep lists both again,
        and knows by what is left of the key that they were ours.
        """
        subject = uuid.UUID(_checked(name))
        destroy_key(subject)
        self.place.delete(name)
        forget_key(subject)

    def discard_quietly(self, name: str) -> None:
        """The same, after a failure that the user is being told of: this one goes to the log."""
        try:
            self.discard(name)
        except (OSError, DatabaseError) as error:
            logger.error("object %s was not recorded and stays: %s", name, error)  # noqa: TRY400
        except Locked as error:
            logger.warning("object %s was not recorded and is locked: %s", name, error.until)

    def discard_unfinished(self, name: str) -> None:
        self._waiting.delete(name)
        if NAME.fullmatch(name):
            self.place.delete_unfinished(name)
            forget_key(uuid.UUID(name))

    def incoming(self) -> Path:
        """Where uploads wait: a folder of this machine, as private as the store."""
        try:
            return self._waiting.path()
        except OSError as error:
            raise StoreFailed(f"the store's folder cannot be made: {error.strerror}") from error

    @contextmanager
    def _draft(self, name: str) -> Iterator[Draft]:
        """A draft of which nothing stays, its key neither, unless the block gets to its end."""
        draft = None
        try:
            draft = self.place.draft(name)
            yield draft
        except BaseException:
            if draft is not None:
                _try_to(draft.abandon, name)
            _try_to(lambda: forget_key(uuid.UUID(name)), name)
            raise


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Missing(name)
    return name


def _key_of(name: str) -> bytes:
    """Raises WrongKey also where the key itself is gone."""
    try:
        return subject_key(uuid.UUID(name))
    except (SubjectKey.DoesNotExist, KeyDestroyed) as error:
        raise WrongKey("the key of this file is not in the database") from error


def _seal(draft: Draft, chunks: Iterable[bytes], key: bytes, name: str) -> tuple[str, int]:
    """SHA-256 and size of the plain bytes; what reaches the place is sealed."""
    digest = hashlib.sha256()
    records = RecordWriter(draft, key, uuid.UUID(name))
    for chunk in chunks:
        digest.update(chunk)
        records.write(chunk)
    return digest.hexdigest(), records.close()


def _try_to(clean_up: Callable[[], None], name: str) -> None:
    """What went wrong first is what the caller hears of; the sweep finds what stays."""
    try:
        clean_up()
    except (OSError, DatabaseError) as error:
        logger.error("what was begun of object %s stays: %s", name, error)  # noqa: TRY400
