"""A private Redis (or Valkey) on a unix socket: Celery's queue and Django's cache."""

import signal
import subprocess
from pathlib import Path

import redis

from casefiles.engines import binaries, processes
from casefiles.engines.errors import EngineError
from casefiles.engines.user import Identity

STARTS = 3


class Broker:
    """One server with an append-only file, so that a queued job survives a crash."""

    name = "Redis"

    def __init__(self, data: Path, runtime: Path, identity: Identity, *, careless: bool = False):
        self.data = data
        self.socket = runtime / "redis.sock"
        self.identity = identity
        self.durable = not careless
        self.program = binaries.redis_program()
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start on the folder; a torn last write of its file, after a crash, is dropped."""
        for _attempt in range(STARTS):
            processes.end_orphans(self.data, self.program.name)
            self.socket.unlink(missing_ok=True)
            if self._start_once():
                return
        raise EngineError(f"Redis does not start; see {self.log}.")

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process:
            processes.stop(self.process, by=signal.SIGTERM, patience=10)
            self.process = None

    def _start_once(self) -> bool:
        command: list[str | Path] = [self.program, "--port", "0", "--unixsocket", self.socket]
        command += ["--unixsocketperm", "700", "--dir", self.data, "--save", ""]
        command += ["--appendonly", "yes" if self.durable else "no", "--appendfsync", "everysec"]
        command += ["--maxmemory-policy", "noeviction", "--loglevel", "warning"]
        with self.log.open("wb") as log:
            self.process = processes.spawn(
                command,
                identity=self.identity,
                cwd=self.data,
                output=log,
                if_orphaned=signal.SIGTERM,
            )
        answers = processes.wait_until(lambda: not self.alive() or self._answers(), seconds=20)
        if not (answers and self.alive()):
            self.stop()
        return self.alive()

    def _answers(self) -> bool:
        """Whether it serves; while it still reads its file it answers with an error."""
        try:
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
