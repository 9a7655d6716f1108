"""The write-once store of files: a folder of objects under random names.

Names are random because a name made of a hash would confirm what we hold. Encryption at
rest and other places to store go behind this class; nothing else touches the folder.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

CHUNK = 1024 * 1024
NAME = re.compile(r"[0-9a-f]{32}")
INCOMING = "incoming"


class StoreFailed(Exception):
    """The disk refused: full, read-only or broken. Nothing was kept."""


class Missing(Exception):
    """No object of that name."""


class Stored(NamedTuple):
    """What was written: under which name, with which SHA-256, how many bytes."""

    name: str
    sha256: str
    size: int


class StoredObject(NamedTuple):
    name: str
    modified: datetime


class FileStore:
    """Objects are written once, durable before their name exists, and never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def write(self, chunks: Iterable[bytes]) -> Stored:
        """Hashes and writes in one pass; returns once file and folders are synced.

        A crash before that leaves a part in `incoming`, never half an object. Raises
        StoreFailed for every OSError, in reading `chunks` too; what else they raise passes.
        """
        name = secrets.token_hex(16)
        part = self._folder(INCOMING) / name
        try:
            digest, size = _write_synced(part, chunks)
            self._adopt(part, self._path(name))
        except OSError as error:
            raise StoreFailed(f"the store could not write: {error.strerror}") from error
        finally:
            part.unlink(missing_ok=True)
        return Stored(name, digest, size)

    def open(self, name: str) -> BinaryIO:
        """The object's bytes from the start. Raises Missing."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as error:
            raise Missing(name) from error

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

    def discard_unfinished(self, name: str) -> None:
        (self.folder / INCOMING / name).unlink(missing_ok=True)

    def incoming(self) -> Path:
        """Where uploads wait, in the same file system and as private as the store."""
        return self._folder(INCOMING)

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
            _sync_folder(folder)


def store() -> FileStore:
    """The store of this installation."""
    return FileStore(settings.FILES_DIR)


def _write_synced(path: Path, chunks: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as part:
        for chunk in chunks:
            digest.update(chunk)
            part.write(chunk)
            size += len(chunk)
        part.flush()
        os.fsync(part.fileno())
    return digest.hexdigest(), size


def _sync_folder(folder: Path) -> None:
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
