"""The migrated database that all test databases are cloned from.

Migrating takes about ten seconds, nearly all of it Django rendering the states between
migrations; so the outcome is kept under .pytest_cache, as SQL, for as long as everything
that it came from stays the same. A fresh clone of the repository always migrates.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from casefiles.engines.binaries import postgres_folder
from casefiles.engines.folders import REPOSITORY

CACHE = REPOSITORY / ".pytest_cache" / "databases"
ROOTS = ("casefiles", "evidence", "reports", "demonstration")
#: What decides how a database looks after `migrate`: migrations, and, for the triggers,
#: grants and content types that follow them, models and the apps that make them.
SOURCES = ("migrations/*.py", "models.py", "models/**/*.py", "apps.py", "guards.py", "settings.py")
KEEP = 4
STATIC = """
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
# The same names without the compressed copies, which take most of the time.
settings.STORAGES["staticfiles"]["BACKEND"] = (
    "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
)
call_command("collectstatic", verbosity=0, interactive=False)
"""


def fill(name: str, admin_url: str, urls: dict[str, str]) -> None:
    """Make an empty database a migrated one, and the static files beside it ready."""
    env = {**os.environ, **urls}
    with subprocess.Popen([sys.executable, "-c", STATIC], env=env, cwd=REPOSITORY) as static:
        kept = CACHE / f"{_digest()}.sql"
        if kept.exists():
            _client("psql", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", kept, admin_url)
            os.utime(kept)
        else:
            # Unchecked: a page that is broken today is no reason to test nothing at all.
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
            subprocess.run(migrate, env=env, cwd=REPOSITORY, check=True)
            _keep(kept, admin_url)
    if static.returncode != 0:
        raise RuntimeError("collectstatic failed; its own words are above")


def _keep(path: Path, admin_url: str) -> None:
    """Written beside and renamed: a neighbour must never read half of it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    _client("pg_dump", "-f", draft, admin_url)
    draft.rename(path)
    newest_first = sorted(CACHE.glob("*.sql"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in newest_first[KEEP:]:
        old.unlink(missing_ok=True)


def _digest() -> str:
    """Of every source, with its path, and of the versions that are installed."""
    digest = hashlib.sha256((REPOSITORY / "requirements.lock").read_bytes())
    digest.update(str(postgres_folder()).encode())
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(REPOSITORY)).encode() + path.read_bytes())
    return digest.hexdigest()[:24]


def _sources() -> Iterator[Path]:
    for root in ROOTS:
        for pattern in SOURCES:
            yield from (REPOSITORY / root).rglob(pattern)


def _client(program: str, *words: str | Path) -> None:
    subprocess.run([postgres_folder() / program, *words], check=True)
