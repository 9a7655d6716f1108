"""A real web server, worker and beat on the test's own database."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from casefiles.engines import processes
from casefiles.engines.folders import REPOSITORY
from casefiles.engines.user import current

BIN = Path(sys.executable).parent
CELERY = [BIN / "celery", "-A", "casefiles.config.celery"]


class LiveProcess:
    """A child that can be stopped, killed outright and started again."""

    def __init__(self, name: str, command: list[str | Path], folder: Path):
        self.name = name
        self.command = command
        self.log = folder / f"{name}.log"
        self.process: subprocess.Popen[bytes]
        self.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = processes.spawn(
                self.command, identity=current(), env=os.environ, cwd=REPOSITORY, output=log
            )

    def stop(self) -> None:
        processes.stop(self.process, by=signal.SIGTERM, patience=15)

    def kill(self) -> None:
        """kill -9 of the process and its children at once, as if the power had failed."""
        processes.kill_group(self.pid)
        self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()

    def says(self, words: str, *, within: float = 20) -> bool:
        """Wait until the log holds some words."""
        return processes.wait_until(lambda: words in self.log.read_text(), seconds=within)

    def close(self) -> None:
        """Stop, and leave the log where pytest shows it if the test failed."""
        self.stop()
        print(f"--- {self.name} ---\n" + "\n".join(self.log.read_text().splitlines()[-60:]))


@pytest.fixture
def live_web(committed_db: str, tmp_path: Path) -> Iterator[LiveProcess]:
    """The web server's process; its address is `live_site`."""
    port = _free_port()
    command = [BIN / "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--no-ws", "--blocking-threads", "4", "casefiles.config.wsgi:application"]
    web = LiveProcess("web", command, tmp_path)
    web.address = f"http://127.0.0.1:{port}"
    try:
        if not processes.wait_until(lambda: not web.running or _answers(web.address), seconds=30):
            pytest.fail("the web server does not answer")
        yield web
    finally:
        web.close()


@pytest.fixture
def live_site(live_web: LiveProcess) -> str:
    """The address of a real web server on `committed_db`, e.g. http://127.0.0.1:41234."""
    return live_web.address


@pytest.fixture
def live_worker(committed_db: str, tmp_path: Path) -> Iterator[LiveProcess]:
    """A real worker. Not waited for: what is queued before it is up waits in the queue."""
    command = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO"]
    worker = LiveProcess("worker", [*command, "--without-gossip", "--without-mingle"], tmp_path)
    yield worker
    worker.close()


@pytest.fixture
def live_beat(committed_db: str, tmp_path: Path) -> Iterator[LiveProcess]:
    """A real beat, which queues what is due, the sweep of orphaned jobs among it."""
    beat = LiveProcess("beat", [*CELERY, "beat", "--schedule", tmp_path / "beat"], tmp_path)
    yield beat
    beat.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(address: str) -> bool:
    """Whether anything but a refusal to connect comes back; an error page will do."""
    try:
        urllib.request.urlopen(f"{address}/live", timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
