"""What encryption at rest costs, and what it takes of memory.

Hashing alone and hashing with encryption work on the same bytes in memory and write them to
nowhere, in processor time: a disk's moods and the machine's other work would drown what is
compared. Ranges are downloaded as a member of a case does, session, rights and log included,
from the store as it is and from one that keeps plain files, in alternating order.
"""

import hashlib
import io
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import django
from django.test import override_settings

from casefiles.sealing.records import RecordReader, RecordWriter

MIB = 1 << 20
ROUNDS = 15
PASS = 256 * MIB
FILE = 64 * MIB
RANGE, RANGES = 256 * 1024, 200
#: From ../shared/reference/measured-storage.md, section 3: at least 0.8 of hashing's speed, so
#: at most 1.25 of its time; and half as long again for a range.
TARGETS = {
    "hash and encrypt / hash alone, time": 1.25,
    "256 KiB range, p50: encrypted / plain": 1.5,
    "peak memory, 1 GiB / 64 MiB": 1.1,
    "peak memory on disk, 10 GiB less 1 GiB, MiB": 10,
}


class Nowhere(io.RawIOBase):
    """A file that keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        return len(data)  # type: ignore[arg-type]


def bench_writing() -> dict[str, float]:
    plain, sealed = [], []
    for _round in range(ROUNDS):
        plain.append(_timed(_hash))
        sealed.append(_timed(_hash_and_encrypt))
    ratio = statistics.median(sealed) / statistics.median(plain)
    return {
        "hash and encrypt / hash alone, time": ratio,
        "hash and encrypt / hash alone, speed": 1 / ratio,
    }


def bench_ranges() -> dict[str, float]:
    content = random.Random(1).randbytes(FILE)
    choose = random.Random(2)
    with tempfile.TemporaryDirectory() as folder, override_settings(FILES_DIR=Path(folder)):
        get, plain_store = _download(content, Path(folder))
        times: dict[str, list[float]] = {"plain": [], "encrypted": []}
        for _number in range(RANGES):
            start = choose.randrange(FILE - RANGE)
            wanted = content[start : start + RANGE]
            with plain_store():
                times["plain"].append(_timed(lambda: get(start, wanted), time.perf_counter))  # noqa: B023
            times["encrypted"].append(_timed(lambda: get(start, wanted), time.perf_counter))  # noqa: B023
    ratio = statistics.median(times["encrypted"]) / statistics.median(times["plain"])
    return {"256 KiB range, p50: encrypted / plain": ratio}


def bench_memory() -> dict[str, float]:
    """Each size in a process of its own: a peak never falls again."""
    small, large = _peak(64), _peak(1024)
    return {
        "peak memory, 1 GiB / 64 MiB": large / small,
        "peak memory at 1 GiB, MiB": large / 1024,
    }


def bench_memory_on_disk() -> dict[str, float]:
    """Stored in a folder and read again, 1 and 10 GiB: where CASEFILES_BENCH_DISK names one."""
    folder = os.environ.get("CASEFILES_BENCH_DISK")
    if not folder:
        return {}
    small, large = (_peak(gibibytes * 1024, folder) for gibibytes in (1, 10))
    return {"peak memory on disk, 10 GiB less 1 GiB, MiB": (large - small) / 1024}


def _timed(work: Callable[[], None], clock: Callable[[], float] = time.process_time) -> float:
    begun = clock()
    work()
    return clock() - begun


def _chunks(size: int) -> Iterator[bytes]:
    chunk = bytes(range(256)) * (MIB // 256)
    for _number in range(size // MIB):
        yield chunk


def _hash() -> None:
    digest, out = hashlib.sha256(), Nowhere()
    for chunk in _chunks(PASS):
        digest.update(chunk)
        out.write(chunk)


def _hash_and_encrypt(size: int = PASS) -> None:
    digest = hashlib.sha256()
    records = RecordWriter(Nowhere(), bytes(32), uuid.uuid4())
    for chunk in _chunks(size):
        digest.update(chunk)
        records.write(chunk)
    records.close()


def _store_and_read(size: int, folder: Path) -> None:
    """Through the store's own folder, synced, and back; gone afterwards."""
    django.setup()
    from evidence.exhibits.store.folder import FolderPlace, Waiting

    place, file_id = FolderPlace(folder / "files", Waiting(folder / "incoming")), uuid.uuid4()
    draft, came, went = place.draft(file_id.hex), hashlib.sha256(), hashlib.sha256()
    records = RecordWriter(draft, bytes(32), file_id)
    for chunk in _chunks(size):
        came.update(chunk)
        records.write(chunk)
    records.close()
    draft.finish()
    stored = place.open(file_id.hex)
    for piece in RecordReader(stored, bytes(32), file_id).chunks():
        went.update(piece)
    stored.close()
    place.delete(file_id.hex)
    assert came.digest() == went.digest()


def _download(content: bytes, folder: Path) -> tuple[Callable[[int, bytes], None], Any]:
    """get(start, wanted) downloads a range and compares it; `plain_store` switches encryption off."""
    from django.test import Client
    from django.urls import reverse

    from evidence.exhibits.store import FileStore

    author, file = _logged(content)
    (folder / "plain").write_bytes(content)
    client = Client(SERVER_NAME="localhost")
    client.force_login(author)
    address = reverse("exhibits:file_download", args=[file.case_id, file.pk])

    def get(start: int, wanted: bytes) -> None:
        last = start + len(wanted) - 1
        answer: Any = client.get(address, headers={"Range": f"bytes={start}-{last}"})
        assert answer.status_code == 206
        assert answer.getvalue() == wanted

    @contextmanager
    def plain_store() -> Iterator[None]:
        sealed = FileStore.open
        FileStore.open = lambda *_: PlainObject(folder / "plain")  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            FileStore.open = sealed  # type: ignore[method-assign]

    return get, plain_store


class PlainObject:
    """What the store would open if it kept files as they came."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.size = path.stat().st_size

    def chunks(self, start: int = 0, length: int = 0) -> Iterator[bytes]:
        self._file.seek(start)
        yield self._file.read(length)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _logged(content: bytes) -> tuple[Any, Any]:
    """(investigator, file) in a case of their own."""
    from casefiles.accounts.services import create_account
    from casefiles.cases.models import CaseFile
    from casefiles.cases.services.cases import open_case
    from evidence.exhibits.intake import NewFile
    from evidence.exhibits.models import Exhibit
    from evidence.exhibits.services import log_exhibit

    author = create_account(
        email="boris@example.org", name="Boris", password=None, reason="measured"
    )
    case = CaseFile(reference="BENCH-2", title="Measured")
    open_case(case, by=author, reason="measured")
    exhibit = Exhibit(case=case, title="Film", provider_code="UN", kind="video")
    files = [NewFile.of_bytes(content, "film.mp4")]
    log_exhibit(exhibit, by=author, reason="measured", files=files)
    return author, exhibit.files.get()


def _peak(mebibytes: int, *folder: str) -> float:
    """Most memory, in KiB, that a process took to hash and encrypt so much, or store it there."""
    words = [sys.executable, "-m", "benchmarks.bench_store", str(mebibytes), *folder]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    SIZE = int(sys.argv[1]) * MIB
    if sys.argv[2:]:
        with tempfile.TemporaryDirectory(dir=sys.argv[2]) as temporary:
            _store_and_read(SIZE, Path(temporary))
    else:
        _hash_and_encrypt(SIZE)
    # Not getrusage(): that begins with what the parent held when it forked.
    print(re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[0])
