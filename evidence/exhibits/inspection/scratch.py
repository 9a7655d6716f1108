"""A private folder for one inspection: in memory where it fits, and gone afterwards.

The plain bytes of a stored file lie there and nowhere else. A worker that is killed outright
leaves its folder behind; the lock on it falls with the worker, and the next one removes it.
"""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

PREFIX = "casefiles-inspection-"
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of mode 0700 is made in it
SPARE = 128 * 1024 * 1024


class NoRoom(Exception):
    """No place has room for the file and what is made from it."""


@contextmanager
def private_folder(size: int) -> Iterator[Path]:
    """An empty folder with room for `size` bytes that only this user may enter. Raises NoRoom."""
    for place in _places():
        _sweep(place)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=_place_for(size)))
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


def _places() -> list[Path]:
    if settings.SCRATCH_DIR:
        return [Path(settings.SCRATCH_DIR)]
    return [place for place in (IN_MEMORY, Path(tempfile.gettempdir())) if place.is_dir()]


def _place_for(size: int) -> Path:
    for place in _places():
        if os.access(place, os.W_OK) and shutil.disk_usage(place).free > size + SPARE:
            return place
    raise NoRoom


def _sweep(place: Path) -> None:
    """Removes what killed workers of this user left: folders that nobody holds a lock on."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            entry = folder.lstat()
            if stat.S_ISDIR(entry.st_mode) and entry.st_uid == os.geteuid():
                _remove_if_free(folder)


def _remove_if_free(folder: Path) -> None:
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        # Just made, and not locked yet: it is somebody's.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(lock).st_mtime < time.time() - 5:
            _remove(folder)
    finally:
        os.close(lock)


def _remove(folder: Path) -> None:
    """Also what the tool has made unreadable."""
    for path, _folders, _files in os.walk(folder):
        with suppress(OSError):
            os.chmod(path, 0o700)  # noqa: PTH101
    shutil.rmtree(folder, ignore_errors=True)
