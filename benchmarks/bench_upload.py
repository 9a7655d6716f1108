"""What hashing costs an upload, and what an upload takes of memory.

A file goes over HTTP to a real server, in pieces of 8 MiB, each sealed, synced and recorded;
then it is put together, stored and read back, as a worker does it. The same once more with a
server and an assembly from which every SHA-256 is left out; rounds alternate. The store lies in
memory where the machine has room: a disk's moods would drown what is compared.

Memory is the peak of the server and of the assembling process, after a small file and after a
large one: CASEFILES_BENCH_MIB="1024,10240" names their sizes.
"""

import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from django.test import override_settings

MIB = 1 << 20
PIECE = 8 * MIB
CHUNK_TYPE = "application/offset+octet-stream"
ROUNDS, FILE, WARM = 5, 128, 512
SIZES = [int(each) for each in os.environ.get("CASEFILES_BENCH_MIB", "64,1024").split(",")]
HASHED, UNHASHED = "casefiles.config.wsgi", "benchmarks.unhashed_site"
#: From ../shared/reference/measured-storage.md: hashed at least 0.55 of the speed of unhashed,
#: so at most 1.82 of its time; memory flat within 10 MB.
TARGETS = {
    "upload: hashed / unhashed, time": 1 / 0.55,
    "server's memory, small to large file, MiB more": 10.0,
    "assembly's memory, small to large file, MiB more": 10.0,
}


def bench_hashing() -> dict[str, float]:
    times: dict[str, list[float]] = {HASHED: [], UNHASHED: []}
    with _folder(FILE) as folder, _Site(HASHED, folder) as hashed, _Site(UNHASHED, folder) as plain:
        for _round in range(ROUNDS):
            for site in (hashed, plain):
                times[site.module].append(_sent_and_stored(site))
    speed = {module: FILE / statistics.median(found) for module, found in times.items()}
    return {
        "upload: hashed / unhashed, time": speed[UNHASHED] / speed[HASHED],
        "upload: hashed / unhashed, speed": speed[HASHED] / speed[UNHASHED],
        "hashed upload, MiB a second": speed[HASHED],
    }


def bench_memory() -> dict[str, float]:
    """The server is the same for both; each assembly is a process of its own."""
    server, assembly = [], []
    with _folder(max(SIZES)) as folder, _Site(HASHED, folder) as site:
        # A new process takes more with each of its first requests, whatever they bring.
        _remove(_send(site, WARM))
        for size in SIZES:
            upload = _send(site, size)
            server.append(site.peak())
            assembly.append(_assembled_apart(upload, folder))
            _remove(upload)
    return {
        "server's memory, small to large file, MiB more": (server[-1] - server[0]) / 1024,
        "server's memory after the large file, MiB": server[-1] / 1024,
        "assembly's memory, small to large file, MiB more": (assembly[-1] - assembly[0]) / 1024,
        "assembly's memory for the large file, MiB": assembly[-1] / 1024,
    }


class _Site:
    """granian with one worker, and a member of a case who is signed in to it."""

    def __init__(self, module: str, folder: Path) -> None:
        self.module, self._folder = module, folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self) -> "_Site":
        self.author, self.case = _member()
        self.headers = _signed_in(self.author)
        words = ["--interface", "wsgi", "--port", str(self.port), "--no-ws", "--log-level", "error"]
        words += ["--http1-buffer-size", "65536"]  # as the product starts it
        self._process = subprocess.Popen(
            [Path(sys.executable).parent / "granian", *words, f"{self.module}:application"],
            env={**os.environ, **_environment(self._folder)},
        )
        while not self._serves():
            time.sleep(0.1)
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait()

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
    ) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request(method, path, body, {**self.headers, **(headers or {})})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def peak(self) -> int:
        """Most memory, in KiB, that the process took which serves; granian's own only looks on."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return max(_peak_of(pid) for pid in children.read_text().split())

    def _serves(self) -> bool:
        try:
            return bool(self.ask("GET", "/live").status)
        except OSError:
            assert self._process.poll() is None, "the server ended"
            return False


def _sent_and_stored(site: _Site) -> float:
    """Seconds from the announcement to the end of the assembly, in the manner of the site."""
    from benchmarks.unhashed import leave_hashes_out, put_back
    from evidence.exhibits.services.assembly import assemble

    begun = time.perf_counter()
    upload = _send(site, FILE)
    replaced = leave_hashes_out() if site.module == UNHASHED else []
    with override_settings(FILES_DIR=site._folder):
        try:
            assemble(upload)
        finally:
            put_back(replaced)
        took = time.perf_counter() - begun
        _remove(upload)
    return took


def _send(site: _Site, mebibytes: int) -> Any:
    from django.urls import reverse

    from evidence.exhibits.models import Upload

    piece, size = secrets.token_bytes(PIECE), mebibytes * MIB
    address = reverse("exhibits:upload_list", args=[site.case.pk])
    url = site.ask("POST", address, {"Upload-Length": str(size)}).headers["Location"]
    for start in range(0, size, PIECE):
        headers = {"Upload-Offset": str(start), "Content-Type": CHUNK_TYPE}
        answer = site.ask("PATCH", url, headers, piece)
        assert answer.status == 204, answer.status
    return Upload.objects.get(pk=url.rstrip("/").rpartition("/")[2])


def _assembled_apart(upload: Any, folder: Path) -> float:
    words = [sys.executable, "-m", "benchmarks.bench_upload", str(upload.pk)]
    environment = {**os.environ, **_environment(folder)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _remove(upload: Any) -> None:
    from evidence.exhibits.services.receiving import give_up

    give_up(upload)


def _member() -> tuple[Any, Any]:
    from casefiles.accounts.services import create_account
    from casefiles.cases.models import CaseFile
    from casefiles.cases.services.cases import open_case

    mark = secrets.token_hex(4)
    author = create_account(
        email=f"boris-{mark}@example.org", name="Boris", password=None, reason="measured"
    )
    case = CaseFile(reference=f"BENCH-{mark}", title="Measured")
    open_case(case, by=author, reason="measured")
    return author, case


def _signed_in(author: Any) -> dict[str, str]:
    from django.conf import settings
    from django.test import Client

    client, token = Client(), secrets.token_hex(16)
    client.force_login(author)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookie, "X-CSRFToken": token, "Tus-Resumable": "1.0.0"}


@contextmanager
def _folder(mebibytes: int) -> Iterator[Path]:
    """In memory if parts, object and as much again fit there; else on the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    fits = memory.is_dir() and shutil.disk_usage(memory).free > 4 * mebibytes * MIB
    with tempfile.TemporaryDirectory(dir=memory if fits else None) as folder:
        yield Path(folder)


def _environment(folder: Path) -> dict[str, str]:
    return {"CASEFILES_FILES": str(folder), "CASEFILES_UPLOAD_FREE_BYTES": "0"}


def _peak_of(pid: int | str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0])


if __name__ == "__main__":
    import django

    django.setup()
    from evidence.exhibits.models import Upload
    from evidence.exhibits.services.assembly import assemble

    assemble(Upload.objects.get(pk=sys.argv[1]))
    print(_peak_of("self"))
