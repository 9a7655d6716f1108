"""`exec`: one command with the engines up, throw-away ones or those of the data folder."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from casefiles.engines.errors import AlreadyRunning
from casefiles.engines.stack import running_environment, stack
from casefiles.engines.throwaway import throwaway_engines


def run_throwaway(command: Sequence[str], *, durable: bool) -> int:
    """Run a command on empty engines that go when it ends; gives its exit code."""
    with throwaway_engines(durable=durable) as env:
        return _run(command, env)


def run_beside(command: Sequence[str]) -> int:
    """Run a command on the site of our data folder; gives its exit code.

    If the site runs, beside it; else with its engines up for as long as the command takes.
    """
    with ExitStack() as cleanup:
        try:
            site = cleanup.enter_context(stack())
        except AlreadyRunning:
            return _run(command, running_environment())
        for engine in site.engines:
            cleanup.callback(engine.stop)
            engine.start()
        return _run(command, site.env)


def _run(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run to the end. A signal is for the command; we only wait, and clean up after it.

    Ctrl-C reaches it by the terminal; SIGTERM is passed on.
    """
    process = subprocess.Popen(command, env=env)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    code = process.wait()
    return code if code >= 0 else 128 - code
