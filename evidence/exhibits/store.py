"""The write-once store of files: a folder of encrypted objects under random names.

Names are random because a name made of a hash would confirm what we hold. An object's name is
the UUID of its key's subject: each is sealed under a key of its own. Other places to store go
behind this class; nothing else touches the folder.
"""

import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple, Self

from django.conf import settings

from casefiles.sealing.keys import KeyDestroyed, WrongKey, subject_key
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.records import RecordReader, RecordWriter
from casefiles.sealing.services import forget_key

CHUNK = 1024 * 1024
NAME = re.compile(r"[0-9a-f]{32}")
INCOMING, STAGING = "incoming", "staging"


class StoreFailed(Exception):
    """The disk refused: full, read-only or broken. Nothing was kept."""


class Missing(Exception):
    """No object of that name."""


class Stored(NamedTuple):
    """What was written: under which name, with which SHA-256, how many bytes; both as it came."""

    name: str
    sha256: str
    size: int


class StoredObject(NamedTuple):
    name: str
    modified: datetime


class OpenObject:
    """A stored object whose plain bytes can be read, whole or by ranges. Close it.

    Reading raises AlteredFile where the stored bytes are not those that were written.
    """

    def __init__(self, stored: BinaryIO, key: bytes, name: str) -> None:
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
    """Objects are written once, durable before their name exists, and never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def write(self, chunks: Iterable[bytes]) -> Stored:
        """Hashes, encrypts and writes in one pass; returns once file and folders are synced.

        A crash before that leaves a part in `incoming`, never half an object. Raises
        StoreFailed for every OSError, in reading `chunks` too; what else they raise passes.
        Raises WrongKey or MalformedKey, and writes nothing, if the master key is not the one.
        """
        name = uuid.uuid4().hex
        key = subject_key(uuid.UUID(name), create=True)
        part = self._folder(INCOMING) / name
        try:
            digest, size = _write_synced(part, chunks, key, name)
            self._adopt(part, self._path(name))
        except OSError as error:
            raise StoreFailed(f"the store could not write: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
        return Stored(name, digest, size)

    def open(self, name: str) -> OpenObject:
        """The object, for reading. Raises Missing, AlteredFile, WrongKey, OSError."""
        try:
            stored = self._path(name).open("rb")
        except FileNotFoundError as error:
            raise Missing(name) from error
        try:
            return OpenObject(stored, _key_of(name), name)
        except BaseException:
            stored.close()
            raise

    def names(self) -> set[str]:
        return {entry.name for entry in self.iterate()}

    def iterate(self) -> Iterator[StoredObject]:
        """Every object, in no order; read from the disk as it goes."""
        yield from _objects(self.folder.glob("??/??/*"))

    def unfinished(self) -> Iterator[StoredObject]:
        """Parts that a crash left behind, or that are being written now."""
        yield from _objects(self.folder.glob(f"{INCOMING}/*"))

    def discard(self, name: str) -> None:
        """Removes what was written but never recorded. The caller has made sure of that."""
        self._path(name).unlink(missing_ok=True)
        forget_key(uuid.UUID(name))

    def discard_unfinished(self, name: str) -> None:
        (self.folder / INCOMING / name).unlink(missing_ok=True)
        if NAME.fullmatch(name):
            forget_key(uuid.UUID(name))

    def incoming(self) -> Path:
        """Where uploads wait, in the same file system and as private as the store."""
        return self._folder(INCOMING)

    def staging(self) -> Path:
        """Where parts of uploads wait, each upload in a folder of its own: see staging.py."""
        return self._folder(STAGING)

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise Missing(name)
        return self.folder / name[:2] / name[2:4] / name

    def _folder(self, *parts: str) -> Path:
        path = self.folder.joinpath(*parts)
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreFailed(f"the store's folder cannot be made: {error.strerror}") from error
        return path

    def _adopt(self, part: Path, target: Path) -> None:
        """Gives a synced part its name, and syncs every folder that this changed."""
        self._folder(target.parent.parent.name, target.parent.name)
        part.chmod(0o400)
        part.rename(target)
        for folder in (target.parent, target.parent.parent, self.folder):
            sync_folder(folder)


def store() -> FileStore:
    """The store of this installation."""
    return FileStore(settings.FILES_DIR)


def _key_of(name: str) -> bytes:
    """Raises WrongKey also where the key itself is gone."""
    try:
        return subject_key(uuid.UUID(name))
    except (SubjectKey.DoesNotExist, KeyDestroyed) as error:
        raise WrongKey("the key of this file is not in the database") from error


def _write_synced(path: Path, chunks: Iterable[bytes], key: bytes, name: str) -> tuple[str, int]:
    """SHA-256 and size of the plain bytes; what reaches the disk is sealed."""
    digest = hashlib.sha256()
    with path.open("xb") as part:
        records = RecordWriter(part, key, uuid.UUID(name))
        for chunk in chunks:
            digest.update(chunk)
            records.write(chunk)
        size = records.close()
        part.flush()
        os.fsync(part.fileno())
    return digest.hexdigest(), size


def sync_folder(folder: Path) -> None:
    """Makes names that were added to a folder or taken out of it last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _objects(paths: Iterable[Path]) -> Iterator[StoredObject]:
    for path in paths:
        try:
            modified = path.stat().st_mtime
        except FileNotFoundError:
            continue  # recorded or removed by someone else meanwhile
        yield StoredObject(path.name, datetime.fromtimestamp(modified, UTC))
