"""The default place: a folder of this machine, or one that all machines share."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from casefiles.sealing.records import FileSource
from evidence.exhibits.store.places import Missing, StoredObject


class Waiting:
    """Where uploads and drafts wait, as private as the store itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self) -> Path:
        return made(self.folder)

    def iterate(self) -> Iterator[StoredObject]:
        yield from _objects(self.folder.glob("*"))

    def delete(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)


class FolderDraft:
    """A file that waits, until it is synced and takes its name in the folder."""

    def __init__(self, part: Path, target: Path) -> None:
        self._part, self._target = part, target
        self._file = part.open("xb")

    def write(self, data: bytes | memoryview, /) -> object:
        return self._file.write(data)

    def finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        made(self._target.parent)
        self._part.chmod(0o400)
        self._part.rename(self._target)
        # Also what another process made a moment ago, and may not have synced yet.
        for folder in list(self._target.parents)[:3]:
            sync_folder(folder)

    def abandon(self) -> None:
        # A full disk fails once more where it is closed: what was buffered is not wanted.
        try:
            self._file.close()
        except OSError:
            pass
        self._part.unlink(missing_ok=True)
        self._target.unlink(missing_ok=True)


class FolderPlace:
    """Objects are files `ab/cd/abcd…`, durable before their name exists, and never changed."""

    def __init__(self, folder: Path, waiting: Waiting) -> None:
        self.folder, self._waiting = folder, waiting

    def draft(self, name: str) -> FolderDraft:
        return FolderDraft(self._waiting.path() / name, self.path(name))

    def open(self, name: str) -> FileSource:
        try:
            return FileSource(self.path(name).open("rb"))
        except FileNotFoundError as error:
            raise Missing(name) from error

    def iterate(self) -> Iterator[StoredObject]:
        yield from _objects(self.folder.glob("??/??/*"))

    def unfinished(self) -> Iterator[StoredObject]:
        """Its drafts wait among the uploads."""
        yield from ()

    def delete(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def delete_unfinished(self, name: str) -> None:
        """See `unfinished`."""

    def path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:4] / name


def made(folder: Path) -> Path:
    """The folder, private to its owner, made and made durable where it is new."""
    if not folder.is_dir():
        made(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
        sync_folder(folder.parent)
    return folder


def sync_folder(folder: Path) -> None:
    """Makes names that came or went in a folder last through a power cut."""
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
