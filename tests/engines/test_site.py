"""`make run` itself: one site, started once, then tried in the order of a bad day."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from casefiles.engines.folders import REPOSITORY
from casefiles.engines.processes import wait_until, working_in

ENGINES = [sys.executable, "-m", "casefiles.engines"]
COUNT = "import os, psycopg; print(psycopg.connect(os.environ['DATABASE_URL']).execute(%r).fetchone()[0])"
#: For a machine with much else to do; an idle one needs a tenth.
START_SECONDS = 180


class Site:
    """A supervisor in a process of its own, and what it has said so far."""

    def __init__(self, folder: Path):
        self.data = folder / "data"
        self.log = folder / "log"
        self.taken = socket.create_server(("127.0.0.1", 0))
        self.env = {
            **{name: value for name, value in os.environ.items() if name not in NAMED_ELSEWHERE},
            "CASEFILES_DATA": str(self.data),
            "CASEFILES_PORT": str(self.taken.getsockname()[1]),
            "CASEFILES_DEMONSTRATION": "no",
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*ENGINES, "run"], env=self.env, cwd=REPOSITORY, stdout=log, stderr=log
            )

    def said(self, words: str) -> bool:
        return words in self.log.read_text()

    @property
    def address(self) -> str:
        return next(
            word for word in self.log.read_text().split() if word.startswith("http://")
        ).rstrip("/")

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def beside(self, *command: str) -> subprocess.CompletedProcess[str]:
        words = [*ENGINES, *command]
        return subprocess.run(
            words, env=self.env, cwd=REPOSITORY, capture_output=True, text=True, check=False
        )

    def asked(self, question: str) -> str:
        done = self.beside("exec", "--", sys.executable, "-c", COUNT % question)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


#: The tests' own engines, which a site that makes its own must not hear of.
NAMED_ELSEWHERE = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "CASEFILES_MASTER_KEY",
    "CASEFILES_EMBEDDED",
    "CASEFILES_DATA",
    "CASEFILES_FILES",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Not in pytest's own folder: another run closes that to all but its user, mid-way."""
    folder = Path(tempfile.mkdtemp(prefix="casefiles-site-"))
    folder.chmod(0o711)
    site = Site(folder)
    try:
        started = wait_until(
            lambda: site.said("Ctrl-C") or site.process.poll() is not None, seconds=START_SECONDS
        )
        assert started, f"no site after {START_SECONDS} s:\n{site.log.read_text()}"
        yield site
    finally:
        site.process.terminate()
        site.process.wait(60)
        site.taken.close()
        print(site.log.read_text())
        shutil.rmtree(folder)


def test_a_taken_port_is_said_and_another_used(site: Site):
    taken = site.env["CASEFILES_PORT"]
    assert site.said(f"port {taken} is taken by another program")
    assert not site.address.endswith(f":{taken}")
    assert site.answers()


def test_engines_run_unprivileged_on_sockets_alone(site: Site):
    for engine in ("postgres", "redis"):
        [first, *_rest] = working_in(site.data / engine, engine)
        assert Path(f"/proc/{first}").stat().st_uid != 0
    sockets = list((site.data / "run").iterdir())
    assert {".s.PGSQL.5432", "redis.sock"} <= {path.name for path in sockets}
    assert site.asked("SELECT current_setting('listen_addresses')") == ""


def test_a_command_beside_it_finds_the_running_site(site: Site):
    script = "from casefiles.engines.stack import adopt_running as a; print(a()); import os; "
    done = subprocess.run(
        [sys.executable, "-c", script + "print(os.environ.get('DATABASE_URL'))"],
        env=site.env,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("True\npostgresql://casefiles_app@/casefiles?host=")


def test_secrets_are_for_their_owner_alone(site: Site):
    for name in ("secret-key", "master-key"):
        assert (site.data / "keys" / name).stat().st_mode & 0o777 == 0o600


def test_a_second_supervisor_is_refused_in_a_sentence(site: Site):
    second = site.beside("run")
    assert second.returncode == 1
    assert f"already running on {site.data}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_killed_postgresql_comes_back_with_its_rows(site: Site):
    before = site.asked("SELECT count(*) FROM django_migrations")
    os.kill(int((site.data / "postgres/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert wait_until(lambda: site.said("PostgreSQL has died; starting it again"), seconds=30)
    assert wait_until(site.answers, seconds=START_SECONDS, step=0.2)
    assert site.asked("SELECT count(*) FROM django_migrations") == before != "0"


@pytest.mark.parametrize("program", ["granian", "celery"])
def test_a_killed_program_comes_back(site: Site, program: str):
    old = _children(site, program)[0]
    os.kill(old, signal.SIGKILL)
    alive: Callable[[], bool] = lambda: bool(set(_children(site, program)) - {old})  # noqa: E731
    assert wait_until(alive, seconds=START_SECONDS, step=0.2)
    assert wait_until(site.answers, seconds=START_SECONDS, step=0.2)


def test_sigterm_stops_everything_and_a_second_start_keeps_the_data(site: Site):
    before = site.asked("SELECT system_identifier FROM pg_control_system()")
    sockets = (site.data / "run").resolve()
    site.process.terminate()
    assert site.process.wait(60) == 0
    assert not working_in(site.data / "postgres", "postgres")
    assert not working_in(site.data / "redis", "redis")
    assert not sockets.exists()
    assert site.asked("SELECT system_identifier FROM pg_control_system()") == before


def _children(site: Site, program: str) -> list[int]:
    """The supervisor's own children by program, oldest first."""
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children").read_text()
    named = [(int(pid), Path(f"/proc/{pid}/cmdline").read_bytes()) for pid in children.split()]
    return sorted(pid for pid, words in named if f"/bin/{program}".encode() in words)
