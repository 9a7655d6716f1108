"""Starting, watching and ending child processes."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from casefiles.engines.user import Identity

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    identity: Identity,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[Any] | None = None,
    if_orphaned: signal.Signals = signal.SIGKILL,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own.

    Of its own, so that Ctrl-C reaches the supervisor alone and it can stop things in
    order. On Linux the kernel sends it `if_orphaned` when the supervisor is killed
    outright; a worker asked politely would wait for a queue that is gone as well.
    """
    return subprocess.Popen(
        [str(word) for word in command],
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        preexec_fn=_die_with(os.getpid(), if_orphaned),  # noqa: PLW1509  one call into libc, loaded before
        **identity.popen,
    )


def _die_with(parent: int, by: signal.Signals) -> Callable[[], None] | None:
    """Tie a child's life to ours; runs between fork and exec, after the user is dropped."""
    if _libc is None:
        return None
    libc = _libc

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, by)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals, patience: float) -> bool:
    """Ask a child to end; after `patience` seconds, kill it and all it started.

    True if it ended by itself.
    """
    polite = True
    if process.poll() is None:
        process.send_signal(by)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            polite = False
    kill_group(process.pid)
    process.wait()
    return polite


def kill_group(pid: int) -> None:
    """Kill what is left of a session that `spawn` started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def wait_until(ready: Callable[[], bool], *, seconds: float, step: float = 0.02) -> bool:
    """Poll until `ready()`; False if the time runs out first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(step)
    return ready()


def working_in(folder: Path, program: str) -> list[int]:
    """The processes of a program whose working folder this is: engines stay in theirs.

    Better evidence than a pid file, whose number may by now be somebody else's. The
    program's name matters, or we would end the shell of whoever looks into the folder.
    Empty where there is no /proc.
    """
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == folder and _program_of(link.parent).startswith(program):
                found.append(int(link.parent.name))
        except OSError:
            continue
    return found


def end_orphans(folder: Path, program: str, *, patience: float = 10) -> None:
    """End what an earlier, killed supervisor left running in a folder that we now hold."""
    for by in (signal.SIGTERM, signal.SIGQUIT, signal.SIGKILL):
        for pid in working_in(folder, program):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, by)
        if wait_until(lambda: not working_in(folder, program), seconds=patience):
            return


def end_stragglers(data: Path) -> None:
    """Kill programs of a site whose supervisor was killed, before they serve beside the new.

    Known by the data folder in their environment. At most a job's attempt is lost, and
    the queue gives that out again.
    """
    mark = b"CASEFILES_DATA=%b" % bytes(data)
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            ours = mark in (process / "environ").read_bytes().split(b"\0")
            if ours and b"casefiles.config." in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)


def _program_of(process: Path) -> str:
    return (process / "comm").read_text().strip()
