"""What Casefiles needs from the operating system, and how it gets there.

Standard library only: this runs before there is an environment to import from.
"""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Debian's way to forbid that a package starts its server; and that PostgreSQL's makes a cluster.
POLICY = Path("/usr/sbin/policy-rc.d")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")


@dataclass(frozen=True)
class Need:
    """Something the system must have: Debian's packages for it, and what it is for."""

    what: str
    why: str
    packages: tuple[str, ...]
    present: Callable[[], bool]
    #: A Python package can stand in for it (requirements-engines.lock).
    in_wheels: bool = False
    #: Without it something is not shown; `doctor` and the page concerned say what.
    optional: bool = False


def _libraries() -> bool:
    names = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
    return all(ctypes.util.find_library(name) for name in names)


def _fonts() -> bool:
    families = ("NotoSans-Regular", "DejaVuSans")
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
    found = [Path(folder).expanduser().rglob("*.ttf") for folder in folders]
    names = {path.stem for paths in found for path in paths}
    return all(family in names for family in families)


def _postgres() -> bool:
    return bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb"))


def _redis() -> bool:
    return bool(shutil.which("redis-server") or shutil.which("valkey-server"))


def _venv() -> bool:
    return importlib.util.find_spec("ensurepip") is not None


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def run_needs() -> list[Need]:
    """What `make run` needs; an engine that the environment names elsewhere is not among it."""
    needs = [*_required(), *_optional()]
    if not os.environ.get("DATABASE_URL"):
        needs.append(Need("PostgreSQL", "to keep the case files", ("postgresql",), _postgres, True))
    if not os.environ.get("REDIS_URL"):
        needs.append(Need("Redis", "to queue long work", ("redis-server",), _redis, True))
    return needs


def _required() -> list[Need]:
    return [
        Need("Python's venv module", "to make the environment", ("python3-venv",), _venv),
        Need(
            "Pango and HarfBuzz",
            "to set the pages of a dossier",
            ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
            _libraries,
        ),
        Need(
            "the Noto and DejaVu fonts",
            "to print every script that names are written in",
            ("fontconfig", "fonts-noto-core", "fonts-dejavu-core"),
            _fonts,
        ),
    ]


def _optional() -> list[Need]:
    """Programs of the worker that looks into files: previews, metadata, types."""
    return [
        Need(
            "exiftool",
            "to read what a file says of itself",
            ("libimage-exiftool-perl",),
            _program("exiftool"),
            optional=True,
        ),
        Need(
            "ffmpeg",
            "to show pictures of video and sound",
            ("ffmpeg",),
            _program("ffmpeg"),
            optional=True,
        ),
        Need(
            "pdftoppm and pdftotext",
            "to show the first page of a PDF",
            ("poppler-utils",),
            _program("pdftoppm"),
            optional=True,
        ),
        Need("file", "to tell what a file is", ("file",), _program("file"), optional=True),
    ]


def test_needs() -> list[Need]:
    """What the tests need on top."""
    return [
        Need("Chromium", "to test in", ("chromium",), _program("chromium", "chromium-browser")),
        Need("qpdf", "to check dossiers", ("qpdf",), _program("qpdf")),
    ]


def provide(needs: Sequence[Need]) -> list[Need]:
    """Install what is missing where we may; gives what is missing still."""
    missing = [need for need in needs if not need.present()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        _install([package for need in missing for package in need.packages])
    return [need for need in missing if not need.present()]


def _install(packages: Sequence[str]) -> None:
    print(f"Installing from Debian: {' '.join(packages)}", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "UCF_FORCE_CONFFOLD": "1"}
    apt = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--no-install-recommends", *packages]
    with (
        _for_now(POLICY, "#!/bin/sh\nexit 101\n"),
        _for_now(NO_CLUSTER, "create_main_cluster=off\n"),
    ):
        for command in ([*apt, "update"], install):
            done = subprocess.run(
                command,
                env=env,
                check=False,
                text=True,
                capture_output=True,
                stdin=subprocess.DEVNULL,
            )
            if done.returncode != 0:
                print(done.stdout[-2000:] + done.stderr[-2000:])


@contextmanager
def _for_now(path: Path, content: str) -> Iterator[None]:
    """Have a file while packages install, unless somebody has one there already.

    So that apt starts no server and makes no database of its own: ours are private.
    """
    if path.exists():
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    path.chmod(0o755)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
