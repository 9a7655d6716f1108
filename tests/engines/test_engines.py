"""PostgreSQL and Redis by themselves: crashes, stale files, other people's servers."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from casefiles.engines import folders
from casefiles.engines.broker import Broker
from casefiles.engines.errors import AlreadyRunning, EngineError
from casefiles.engines.keys import kept_secrets
from casefiles.engines.postgres import ADMIN, APPLICATION, OWNER, Postgres
from casefiles.engines.processes import kill_group
from casefiles.engines.stack import stack
from casefiles.engines.user import current, unprivileged


@pytest.fixture
def folder() -> Iterator[Path]:
    with folders.throwaway_folder(unprivileged()) as folder:
        folders.private_folder(folder / "run", unprivileged())
        yield folder


@pytest.fixture
def postgres(folder: Path) -> Iterator[Postgres]:
    postgres = Postgres(folder / "postgres", folder / "run", unprivileged(), careless=True)
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture
def broker(folder: Path) -> Iterator[Broker]:
    data = folders.private_folder(folder / "redis", unprivileged())
    broker = Broker(data, folder / "run", unprivileged())
    broker.start()
    yield broker
    broker.stop()


def test_roles_are_apart_and_the_application_owns_nothing(postgres: Postgres):
    with psycopg.connect(postgres.url(ADMIN)) as admin:
        roles = admin.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles "
            "WHERE rolname IN (%s, %s)",
            [OWNER, APPLICATION],
        ).fetchall()
        database = admin.execute(
            "SELECT pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datctype "
            "FROM pg_database WHERE datname = 'casefiles'"
        ).fetchone()
    assert sorted(roles) == [(APPLICATION, False, False, False), (OWNER, False, False, False)]
    assert database == (OWNER, "UTF8", "C.UTF-8")


def test_cyrillic_is_found_whatever_its_case(postgres: Postgres):
    with psycopg.connect(postgres.url(APPLICATION)) as connection:
        assert connection.execute("SELECT 'ТАДЖУРА' ILIKE 'таджура'").fetchone() == (True,)


def test_postgresql_logs_no_statement_and_no_value(postgres: Postgres):
    with psycopg.connect(postgres.url(OWNER)) as connection:
        connection.execute("CREATE TEMPORARY TABLE person (name text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('Samira Canary')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES ('Samira Canary')")
    assert "duplicate key" in postgres.log.read_text()
    assert "Canary" not in postgres.log.read_text()


def test_postgresql_starts_over_a_pid_file_that_names_a_stranger(postgres: Postgres):
    assert postgres.process
    kill_group(postgres.process.pid)
    postgres.process.wait()
    file = postgres.data / "postmaster.pid"
    file.write_text(file.read_text().replace(str(postgres.process.pid), str(os.getpid()), 1))
    postgres.start()
    assert postgres.alive()


def test_an_orphan_of_a_killed_supervisor_is_ended_first(postgres: Postgres, folder: Path):
    """The new one starts while the old postmaster still runs, as after kill -9."""
    orphan = postgres.process
    assert orphan
    successor = Postgres(folder / "postgres", folder / "run", unprivileged(), careless=True)
    successor.start()
    try:
        assert orphan.wait(5) is not None
        assert successor.alive()
    finally:
        successor.stop()


def test_data_of_another_major_version_is_refused_in_a_sentence(postgres: Postgres):
    postgres.stop()
    (postgres.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(EngineError, match="was made by PostgreSQL 14"):
        postgres.start()


def test_what_is_queued_survives_a_crash(broker: Broker):
    with redis.Redis.from_url(broker.url) as client:
        client.rpush("celery", *range(100))
    time.sleep(1.2)  # the file is written through once a second
    assert broker.process
    os.kill(broker.process.pid, signal.SIGKILL)
    broker.process.wait()
    broker.start()
    with redis.Redis.from_url(broker.url) as client:
        assert client.llen("celery") == 100


def test_a_data_folder_is_held_by_one(folder: Path):
    with pytest.raises(AlreadyRunning, match="already running"), folders.held(folder):
        pass


def test_servers_named_by_the_environment_are_used_and_none_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CASEFILES_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db.example.org/casefiles")
    monkeypatch.setenv("REDIS_URL", "rediss://queue.example.org")
    monkeypatch.delenv("DATABASE_OWNER_URL")
    monkeypatch.delenv("CASEFILES_FILES")
    with stack() as site:
        assert site.engines == []
        assert not site.embedded
        assert site.env["DATABASE_OWNER_URL"] == os.environ["DATABASE_URL"]
        assert not (site.data / "keys").exists()


def test_one_server_named_leaves_the_other_to_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CASEFILES_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("CASEFILES_FILES")
    with stack() as site:
        assert [engine.name for engine in site.engines] == ["PostgreSQL"]
        assert site.env["REDIS_URL"] == os.environ["REDIS_URL"]


def test_secrets_are_made_once_and_never_replaced(tmp_path: Path):
    first = kept_secrets(tmp_path, current())
    before = {name: Path(path).read_text() for name, path in first.items()}
    assert kept_secrets(tmp_path, current()) == first
    assert {name: Path(path).read_text() for name, path in first.items()} == before
    assert len(set(before.values())) == 2
    for path in first.values():
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600


def test_exec_gives_the_exit_code_and_leaves_nothing():
    script = "import os, sys; print(os.environ['CASEFILES_DATA']); sys.exit(7)"
    words = [sys.executable, "-m", "casefiles.engines", "exec", "--throwaway", "--"]
    runs = [
        subprocess.Popen(
            [*words, sys.executable, "-c", script],
            cwd=folders.REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _each in range(2)
    ]
    said = [run.communicate(timeout=60)[0].strip() for run in runs]
    assert [run.returncode for run in runs] == [7, 7]
    assert len(set(said)) == 2
    assert not any(Path(folder).exists() for folder in said)
