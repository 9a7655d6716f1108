"""Engines for one command: made in a temporary folder, gone when the command ends."""

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from casefiles.engines import environment
from casefiles.engines.broker import Broker
from casefiles.engines.folders import private_folder, throwaway_folder
from casefiles.engines.postgres import Postgres
from casefiles.engines.user import current, unprivileged


@contextmanager
def throwaway_engines() -> Iterator[dict[str, str]]:
    """Start both engines; gives the environment in which to run what needs them."""
    identity = unprivileged()
    with throwaway_folder(identity) as folder:
        runtime = private_folder(folder / "run", identity)
        postgres = Postgres(folder / "postgres", runtime, identity, careless=True)
        broker = Broker(
            private_folder(folder / "redis", identity), runtime, identity, careless=True
        )
        private_folder(folder / "files", current())
        try:
            broker.start()
            postgres.start()
            yield environment.throwaway(folder, postgres, broker)
        finally:
            broker.stop()
            postgres.stop()


def run_throwaway(command: Sequence[str]) -> int:
    """Run a command on throw-away engines and return its exit code.

    Ctrl-C reaches the command as well (same terminal), so that it can close what it
    opened; we only wait for it.
    """
    with throwaway_engines() as env:
        process = subprocess.Popen(command, env=env)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _frame: _pass_on(process, number))
        return process.wait()


def _pass_on(process: subprocess.Popen[bytes], number: int) -> None:
    """SIGINT has reached the command by the terminal; SIGTERM has not."""
    if number == signal.SIGTERM:
        process.terminate()
