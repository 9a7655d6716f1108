"""From a bare machine to a running command: `python3 -m scripts.bootstrap [--dev] -- …`.

Installs what the system lacks, makes .venv from the lock files, and becomes the
environment's Python with the words after `--`. Standard library only. A second start,
with nothing changed, costs a few file reads.
"""

import argparse
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.system import Need, provide, run_needs, test_needs

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = VENV / "tools"
PIP = (TOOLS / "bin" / "python", "-m", "pip", "-q", "--disable-pip-version-check")
STAMP = VENV / "installed.json"
OLDEST = (3, 11)


def main() -> None:
    arguments = _arguments()
    if sys.version_info < OLDEST:
        sys.exit("Casefiles needs Python 3.11 or newer: run 'make PYTHON=/path/to/python3.11 …'.")
    os.chdir(ROOT)
    missing = provide(run_needs() + (test_needs() if arguments.dev else []))
    _refuse([need for need in missing if not need.in_wheels and not need.optional])
    _mention([need for need in missing if need.optional])
    VENV.mkdir(exist_ok=True)
    with _alone():
        _make_environment(dev=arguments.dev, wheels=any(need.in_wheels for need in missing))
    if arguments.command:
        sys.stdout.flush()
        os.execv(PYTHON, [str(PYTHON), *arguments.command])  # noqa: S606


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="with what tests and checks need")
    parser.add_argument("command", nargs="*", help="words for the environment's Python")
    return parser.parse_args()


def _mention(missing: Sequence[Need]) -> None:
    """Say what will not be shown, and go on."""
    for need in missing:
        packages = " ".join(need.packages)
        print(
            f"Going on without {need.what} ({need.why}); Debian has it as {packages}.", flush=True
        )


def _refuse(missing: Sequence[Need]) -> None:
    """End with one sentence that says what to install and why."""
    if missing:
        lacks = "; ".join(f"{need.what} ({need.why})" for need in missing)
        packages = " ".join(package for need in missing for package in need.packages)
        sys.exit(
            f"Casefiles lacks {lacks}: please install it, on Debian or Ubuntu with\n"
            f"    sudo apt-get install --no-install-recommends {packages}"
        )


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: two commands started together would install over each other."""
    with (VENV / "bootstrap.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_environment(*, dev: bool, wheels: bool) -> None:
    """Bring .venv to what the lock files say, if it is not there already.

    An environment that once had the development tools keeps them: `make run` beside
    `make test` would otherwise install and remove them in turn.
    """
    before = _read_stamp()
    dev = dev or before.get("dev") == "yes"
    wheels = wheels or before.get("wheels") == "yes"
    locks = [ROOT / ("requirements-dev.lock" if dev else "requirements.lock")]
    locks += [ROOT / "requirements-engines.lock"] if wheels else []
    wanted = {
        "dev": "yes" if dev else "no",
        "wheels": "yes" if wheels else "no",
        "digest": _digest(locks),
    }
    if before == wanted and _python_works():
        return
    if not _python_works():
        venv.create(VENV, symlinks=True, with_pip=False)
    _install(locks)
    STAMP.write_text(json.dumps(wanted))


def _read_stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def _digest(locks: Sequence[Path]) -> str:
    """Names what is installed: the locks, and the Python they were installed for."""
    content = b"".join(lock.read_bytes() for lock in locks)
    return hashlib.sha256(content + str(sys.version_info[:3]).encode()).hexdigest()


def _python_works() -> bool:
    """Whether .venv has our version of Python; an upgrade of the system breaks the link."""
    version = f"import sys; sys.exit(sys.version_info[:3] != {sys.version_info[:3]})"
    return PYTHON.exists() and subprocess.run([PYTHON, "-c", version], check=False).returncode == 0


def _install(locks: Sequence[Path]) -> None:
    """Install exactly what is locked, by uv, or by pip where uv cannot."""
    print(f"Making the environment from {' and '.join(lock.name for lock in locks)}", flush=True)
    if not (TOOLS / "bin" / "pip").exists():
        venv.create(TOOLS, symlinks=True, with_pip=True)
    uv = TOOLS / "bin" / "uv"
    if not uv.exists():
        _run(*PIP, "install", "--require-hashes", "-r", ROOT / "scripts" / "uv.lock")
    sync = ("pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode", "--python", PYTHON)
    if uv.exists() and _run(uv, *sync, *locks):
        return
    files = [word for lock in locks for word in ("-r", lock)]
    if not _run(*PIP, "--python", PYTHON, "install", "--require-hashes", *files):
        sys.exit("The environment could not be made: the lines above say why. Is there a network?")


def _run(*command: "str | Path") -> bool:
    return subprocess.run(command, check=False).returncode == 0


if __name__ == "__main__":
    main()
