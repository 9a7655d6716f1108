"""What a supervisor looks after: engines, and the programs of the site itself."""

import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from casefiles.engines import processes
from casefiles.engines.errors import EngineError
from casefiles.engines.folders import REPOSITORY
from casefiles.engines.user import Identity

BIN = Path(sys.executable).parent
Command = list[str | Path]
CELERY: Command = [BIN / "celery", "--quiet", "-A", "casefiles.config.celery"]
#: A task may run for minutes; on the way out it has this long before it is requeued.
PATIENCE = 20


class Service(Protocol):
    """Anything with a name that can be started, looked at and stopped."""

    name: str

    def start(self) -> None:
        """Start and return when it serves; EngineError if it does not."""

    def alive(self) -> bool: ...

    def stop(self) -> None: ...


class Program:
    """One child of the supervisor that is not an engine: web server, worker, beat."""

    def __init__(
        self,
        name: str,
        command: Command,
        *,
        identity: Identity,
        env: Mapping[str, str],
        port: int | None = None,
        if_orphaned: signal.Signals = signal.SIGKILL,
    ):
        self.name = name
        self.command = command
        self.identity = identity
        self.env = env
        self.port = port
        self.if_orphaned = if_orphaned
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = processes.spawn(
            self.command,
            identity=self.identity,
            env=self.env,
            cwd=REPOSITORY,
            if_orphaned=self.if_orphaned,
        )
        if self.port and not processes.wait_until(self._serves_or_died, seconds=60):
            raise EngineError(f"{self.name} does not answer on port {self.port}.")

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process, by=signal.SIGTERM, patience=PATIENCE)
            self.process = None

    def _serves_or_died(self) -> bool:
        """Whether waiting on is pointless; a program that died is the supervisor's to revive."""
        if not self.alive():
            return True
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port or 0)) == 0


def web_server(port: int, *, identity: Identity, env: Mapping[str, str]) -> Program:
    """granian, on loopback only: whoever wants it elsewhere puts a TLS proxy before it."""
    command: Command = [
        BIN / "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    # Of 8 MiB pieces, larger buffers leave holes in memory: 20 MiB after 10 GiB instead of 5.
    command += ["--http1-buffer-size", "65536"]
    command += ["--respawn-failed-workers", "casefiles.config.wsgi:application"]
    # Politely even then: killed, it would leave its own workers on the port.
    return Program(
        "the web server", command, identity=identity, env=env, port=port, if_orphaned=signal.SIGTERM
    )


def worker(*, identity: Identity, env: Mapping[str, str]) -> Program:
    command: Command = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "WARNING"]
    command += ["--without-gossip", "--without-mingle"]
    return Program("the worker", command, identity=identity, env=env)


def beat(folder: Path, *, identity: Identity, env: Mapping[str, str]) -> Program:
    """The clock that queues what is due; without a pid file, which a crash would leave."""
    command: Command = [*CELERY, "beat", "--schedule", folder / "schedule", "--loglevel", "WARNING"]
    return Program("the clock", [*command, "--pidfile="], identity=identity, env=env)


def free_port(wish: int) -> int:
    """The wished port, or the next one that nobody has; says so if it is another."""
    for port in range(wish, wish + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise EngineError(f"Ports {wish} to {wish + 49} are all taken: set CASEFILES_PORT.")
