"""The engines of one data folder: which are ours to start, and how others find them."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from casefiles.engines import environment, processes
from casefiles.engines.broker import Broker
from casefiles.engines.errors import AlreadyRunning, EngineError
from casefiles.engines.folders import (
    REPOSITORY,
    data_folder,
    held,
    private_folder,
    runtime_folder,
)
from casefiles.engines.keys import kept_secrets
from casefiles.engines.postgres import Postgres
from casefiles.engines.services import Service
from casefiles.engines.user import Identity, current, unprivileged

NOTE = "running.json"


@dataclass
class Stack:
    """What a site runs on. `env` is the environment that its programs need."""

    data: Path
    identity: Identity
    env: dict[str, str]
    engines: list[Service] = field(default_factory=list)

    @property
    def embedded(self) -> bool:
        return self.env.get("CASEFILES_EMBEDDED") == "1"


@contextmanager
def stack() -> Iterator[Stack]:
    """Hold the data folder and lay out its engines, unstarted; nothing else may run on it."""
    data = data_folder()
    owner = unprivileged(data)
    private_folder(data, owner)
    with held(data), _runtime(data, owner) as runtime:
        processes.end_stragglers(data)
        yield _laid_out(data, runtime, owner)


@contextmanager
def _runtime(data: Path, owner: Identity) -> Iterator[Path]:
    """The folder of the sockets; `data/run` points at it, so that a killed run's is found."""
    pointer = data / "run"
    if pointer.is_symlink():
        shutil.rmtree(pointer.readlink(), ignore_errors=True)
        pointer.unlink()
    folder = runtime_folder(owner)
    pointer.symlink_to(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        pointer.unlink(missing_ok=True)


def _laid_out(data: Path, runtime: Path, owner: Identity) -> Stack:
    """Our own PostgreSQL and Redis, each only if the environment names no other."""
    person = programs_identity(owner)
    env = {**os.environ, **environment.folders(data), **environment.home(data, person)}
    engines: list[Service] = []
    if not env.get("REDIS_URL"):
        broker = Broker(private_folder(data / "redis", owner), runtime, owner)
        engines.append(broker)
        env |= environment.queue(broker)
    if env.get("DATABASE_URL"):
        env.setdefault("DATABASE_OWNER_URL", env["DATABASE_URL"])
        env.pop("CASEFILES_EMBEDDED", None)
    else:
        postgres = Postgres(data / "postgres", runtime, owner)
        engines.append(postgres)
        keys = private_folder(data / "keys", person, deep=True)
        env |= environment.database(postgres) | kept_secrets(keys, person)
    private_folder(Path(env["CASEFILES_FILES"]), person, deep=True)
    return Stack(data=data, identity=person, env=env, engines=engines)


def programs_identity(owner: Identity) -> Identity:
    """Whom the web server and the worker run as: the engines' user, if he can read the code."""
    return owner if owner.can_run(environment.probe(), REPOSITORY) else current()


@contextmanager
def noted(site: Stack) -> Iterator[None]:
    """While this lasts, a note says how to reach the engines, for commands typed beside us.

    It names addresses and files of secrets. Where the caller gave a secret itself, that
    stays with him.
    """
    note = site.data / NOTE
    names = environment.NAMES_OF_A_SITE
    note.touch(0o600)
    note.write_text(json.dumps({name: site.env[name] for name in names if name in site.env}))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def running_environment() -> dict[str, str]:
    """The environment of the site that runs on our data folder, as it noted it."""
    note = data_folder() / NOTE
    try:
        return {**os.environ, **json.loads(note.read_text())}
    except (OSError, ValueError) as error:
        raise EngineError(f"Casefiles runs, but {note} does not say how to reach it.") from error


def adopt_running() -> bool:
    """For `manage.py`: work on the site that `make run` has up, if the environment names none.

    True if there is one; then os.environ says where it is.
    """
    data = data_folder()
    if os.environ.get("DATABASE_URL") or not (data / NOTE).exists():
        return False
    try:
        with held(data):
            return False  # nobody holds it: the note is from a run that was killed
    except AlreadyRunning:
        os.environ.update(running_environment())
        return True
