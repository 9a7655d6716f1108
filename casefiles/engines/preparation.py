"""What a site needs done between its engines' start and its own."""

import hashlib
import subprocess
import sys
from collections.abc import Callable

from casefiles.engines.errors import EngineError
from casefiles.engines.folders import REPOSITORY, private_folder
from casefiles.engines.stack import Stack

DEMONSTRATIONS = ("load_tajoura", "load_mh17", "load_training_case")
STATIC_FILES = ("static/**/*", "[a-z]*/*/static/**/*")


def prepare(site: Stack, say: Callable[[str], None]) -> None:
    """Tables, static files, and on embedded engines the demonstration.

    CASEFILES_DEMONSTRATION=no leaves that out, for a laptop on which real cases are kept.
    """
    _manage(site, ["migrate", "-v0"])
    _once(site, "static", _digest_of_static_files(), ["collectstatic", "--noinput", "-v0"])
    if site.embedded and site.env.get("CASEFILES_DEMONSTRATION", "yes") != "no":
        for command in DEMONSTRATIONS:
            _demonstrate(site, command, say)


def _demonstrate(site: Stack, command: str, say: Callable[[str], None]) -> None:
    """Load a demonstration case; its failure is no reason to lock people out of their own."""
    try:
        _once(site, command, "loaded", [command, "--if-empty"])
    except EngineError as error:
        say(f"{error} The site starts without this case.")


def _once(site: Stack, name: str, state: str, words: list[str]) -> None:
    """Run a command unless it has already succeeded for this state of things.

    Each costs seconds at every start, and a second start is to be quick.
    """
    done = private_folder(site.data / "done", site.identity) / name
    if not (done.exists() and done.read_text() == state):
        _manage(site, words)
        done.write_text(state)


def _digest_of_static_files() -> str:
    """Of our own files by content, and of packages' by their locked versions."""
    digest = hashlib.sha256((REPOSITORY / "requirements.lock").read_bytes())
    for path in sorted(path for pattern in STATIC_FILES for path in REPOSITORY.glob(pattern)):
        if path.is_file():
            digest.update(bytes(path) + path.read_bytes())
    return digest.hexdigest()


def _manage(site: Stack, words: list[str]) -> None:
    """Run a Django command as the user that serves; a failure shows its own output."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=REPOSITORY, env=site.env, check=False, **site.identity.popen)
    if done.returncode != 0:
        raise EngineError(f"{words[0]} failed; the lines above say why.")
