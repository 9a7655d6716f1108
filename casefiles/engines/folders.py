"""Where the engines keep things.

Data lie in one folder that survives; sockets lie in a short private folder that does
not, because a socket's path may not pass 107 bytes and a stale socket helps nobody.
"""

import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from casefiles.engines.errors import AlreadyRunning, EngineError
from casefiles.engines.user import Identity, unprivileged

REPOSITORY = Path(__file__).resolve().parents[2]
SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET = ".s.PGSQL.5432.lock"
THROWAWAY_PREFIX = "casefiles-test-"
MEMORY = Path("/dev/shm")  # noqa: S108  the folder made in it has a random name and mode 0700
MEMORY_WANTED = 2 * 1024**3


def data_folder() -> Path:
    """`CASEFILES_DATA`, else `data/` here, else (root in a closed home) under /var/lib."""
    if named := os.environ.get("CASEFILES_DATA"):
        return Path(named).resolve()
    if unprivileged().can("x", REPOSITORY):
        return REPOSITORY / "data"
    mark = hashlib.sha256(bytes(REPOSITORY)).hexdigest()[:8]
    return Path("/var/lib") / f"casefiles-{mark}"


def private_folder(path: Path, owner: Identity, *, deep: bool = False) -> Path:
    """Make (or take over) a folder that only its owner can enter."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.chmod(0o700)
        owner.own(path, deep=deep)
    except PermissionError as error:
        raise EngineError(f"{path} cannot be used by {owner.name}: {error.strerror}.") from error
    return path


def runtime_folder(owner: Identity) -> Path:
    """A new folder for sockets, in the first place where their paths are short enough."""
    places = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"]  # noqa: S108
    for place in places:
        if not place or not os.access(place, os.W_OK) or not owner.can("x", Path(place)):
            continue
        if len(f"{place}/casefiles-12345678/{LONGEST_SOCKET}") <= SOCKET_PATH_LIMIT:
            return private_folder(Path(tempfile.mkdtemp(prefix="casefiles-", dir=place)), owner)
    raise EngineError("No folder for sockets: set TMPDIR to a short path that you can write to.")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a data folder, so that no second supervisor can use it.

    The kernel drops the lock when the holder dies, however it dies; so holding it also
    proves that whatever still runs in the folder is an orphan.
    """
    lock = (folder / "supervisor.lock").open("a")
    try:
        if not _try_lock(lock):
            raise AlreadyRunning(
                f"Casefiles is already running on {folder}. Stop it first (Ctrl-C where it "
                "runs), or set CASEFILES_DATA to another folder."
            )
        yield
    finally:
        lock.close()


@contextmanager
def throwaway_folder(owner: Identity, *, in_memory: bool = True) -> Iterator[Path]:
    """A temporary folder, gone afterwards; sweeps those that a killed run left behind."""
    place = _scratch(in_memory=in_memory)
    _sweep(place)
    folder = private_folder(Path(tempfile.mkdtemp(prefix=THROWAWAY_PREFIX, dir=place)), owner)
    try:
        with held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _try_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _scratch(*, in_memory: bool) -> Path:
    """In memory where that has room: cloning a database there takes a twentieth of the time."""
    if in_memory and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_WANTED:
        return MEMORY
    return Path(tempfile.gettempdir())


def _sweep(place: Path) -> None:
    """Remove temporary folders that nobody holds.

    The minute of grace is for a neighbour who has made a folder and not yet locked it.
    """
    for folder in place.glob(f"{THROWAWAY_PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime > 60:
                with held(folder):
                    shutil.rmtree(folder, ignore_errors=True)
        except (EngineError, OSError):
            continue
