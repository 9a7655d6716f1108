"""Runs a tool over a file that may be hostile: bounded, without a network, in a folder of its own.

`cell.py` says what the tool is shut in by. Here it is started, watched and ended, and its end
is named.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from evidence.exhibits.inspection.cell import NOT_CONFINED, NOT_FOUND

CELL = Path(__file__).with_name("cell.py")
MIB = 1024 * 1024
# Programs, libraries, fonts and their settings; nothing of ours, nothing of the case.
SYSTEM = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts", "/etc/magic",
          "/etc/perl", "/etc/alternatives", "/etc/ImageMagick-6", "/var/cache/fontconfig")  # fmt: skip
# What tools say when they get no more memory.
STARVED = (b"Cannot allocate memory", b"MemoryError", b"bad_alloc", b"Out of memory",
           b"out of memory", b"failed to map segment")  # fmt: skip
FULL = (b"File too large", b"No space left")


@dataclass(frozen=True)
class Limits:
    """What one run of a tool may take. `disk` is for all that it writes, in bytes."""

    seconds: float = 20
    memory: int = 512 * MIB
    disk: int = 64 * MIB
    open_files: int = 64


class Outcome(NamedTuple):
    """How a run ended: `code` is "ok" or the name of what went wrong."""

    code: str
    output: bytes = b""
    said: bytes = b""  # the end of what it wrote as errors; never shown, never logged
    seconds: float = 0.0
    peak: int = 0  # bytes of memory in use at most


def run(
    command: Sequence[str], folder: Path, limits: Limits | None = None, *, own_code: bool = False
) -> Outcome:
    """Runs a program in `folder`, the only place that it may write to.

    Codes: ok, failed (its own error), too_long, too_much_memory, too_much_output, tool_missing,
    not_confined (this system cannot shut it in, and no setting allows to go on).
    `own_code`: the program is a script of ours, whose place it may read.
    """
    program = shutil.which(command[0])
    if program is None:
        return Outcome("tool_missing")
    limits = limits or Limits()
    begun = time.monotonic()
    output, said = folder / ".output", folder / ".said"
    with output.open("wb") as out, said.open("wb") as errors:
        process = subprocess.Popen(
            _in_cell([program, *command[1:]], folder, limits, own_code),
            stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env={}, cwd=folder,
            start_new_session=True, close_fds=True,
        )  # fmt: skip
        code, status, peak = _watch(process, folder, limits, begun)
    words = _tail(said)
    return Outcome(
        code or _name_of(status, words), output.read_bytes()[: limits.disk], words,
        time.monotonic() - begun, peak,
    )  # fmt: skip


@cache
def layers() -> frozenset[str]:
    """What this system offers to shut a program in with: "filter", "disk", "network"."""
    words = _in_cell(["layers"], Path("/"), Limits(), own_code=False, anyway=True)
    done = subprocess.run(words, capture_output=True, env={}, check=False, timeout=30)
    return frozenset(json.loads(done.stdout)) if done.returncode == 0 else frozenset()


def _in_cell(
    command: list[str], folder: Path, limits: Limits, own_code: bool, anyway: bool | None = None
) -> list[str]:
    seconds = int(limits.seconds) + 1
    wishes = {
        "folder": str(folder),
        "parent": os.getpid(),
        "readable": [*SYSTEM, *(_our_python() if own_code else [])],
        "anyway": settings.UNCONFINED_TOOLS if anyway is None else anyway,
        "limits": {"RLIMIT_AS": limits.memory, "RLIMIT_CPU": seconds,
                   "RLIMIT_FSIZE": limits.disk, "RLIMIT_NOFILE": limits.open_files},
        "environment": {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(folder),
                        "TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
    }  # fmt: skip
    return [sys.executable, "-I", "-S", str(CELL), json.dumps(wishes), *command]


def _our_python() -> list[str]:
    return [sys.prefix, sys.base_prefix, str(CELL.parent)]


def _watch(
    process: "subprocess.Popen[bytes]", folder: Path, limits: Limits, begun: float
) -> tuple[str, int, int]:
    """Waits for the end, or brings it about. Whatever is raised here meanwhile ends it too."""
    code = ""
    try:
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                process.returncode = os.waitstatus_to_exitcode(status)
                return code, process.returncode, used.ru_maxrss * 1024
            if not code and time.monotonic() - begun > limits.seconds:
                code = "too_long"
            elif not code and _size_of(folder) > limits.disk:
                code = "too_much_output"
            if code:
                _kill(process.pid)
            time.sleep(0.02)
    finally:
        if process.returncode is None:
            _kill(process.pid)
            process.wait()


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _size_of(folder: Path) -> int:
    """What the tool has written: all files but the one that it was given."""
    size = 0
    for entry in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if entry.name != "plain" and not entry.is_dir():
                size += entry.lstat().st_blocks * 512
    return size


def _tail(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        return file.read()


def _name_of(status: int, words: bytes) -> str:
    if status == 0:
        return "ok"
    if status == -signal.SIGXCPU:
        return "too_long"
    if status == -signal.SIGXFSZ:
        return "too_much_output"
    if status == NOT_CONFINED and b"no way to shut" in words:
        return "not_confined"
    if status == NOT_FOUND:
        return "tool_missing"
    if any(sign in words for sign in FULL):
        return "too_much_output"
    return "too_much_memory" if any(sign in words for sign in STARVED) else "failed"
