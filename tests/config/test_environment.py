"""What the site reads from its environment, and that it refuses to start without its secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from casefiles.config import environment as env

ROOT = Path(__file__).resolve().parents[2]
SECRETS = ["SECRET_KEY", "CASEFILES_MASTER_KEY", "DATABASE_URL", "REDIS_URL"]


def start(**without: None) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in this environment, less the variables named."""
    kept = {name: value for name, value in os.environ.items() if name not in without}
    command = [sys.executable, "manage.py", "check"]
    return subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SECRETS)
def test_missing_secret_refuses_to_start_and_says_which(name):
    answer = start(**{name: None, f"{name}_FILE": None})
    assert answer.returncode != 0
    assert f"Set {name}_FILE to a file" in answer.stderr


def test_secret_comes_from_a_file_before_the_variable(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    monkeypatch.setenv("X_FILE", str(file))
    monkeypatch.setenv("X", "from the variable")
    assert env.secret("X") == "from the file"


def test_empty_secret_is_no_secret(monkeypatch):
    monkeypatch.setenv("X", "  ")
    with pytest.raises(ImproperlyConfigured):
        env.secret("X")


def test_socket_and_network_addresses_of_the_database():
    socket = env.database("postgresql://app@/casefiles?host=/run/x")
    assert (socket["HOST"], socket["NAME"], socket["USER"]) == ("/run/x", "casefiles", "app")
    server = env.database("postgresql://app:p%40ss@db.internal:5433/casefiles?sslmode=require")
    assert (server["HOST"], server["PORT"], server["PASSWORD"]) == ("db.internal", "5433", "p@ss")
    assert server["OPTIONS"] == {"sslmode": "require"}


def test_another_kind_of_database_is_refused():
    with pytest.raises(ImproperlyConfigured, match="postgresql://"):
        env.database("sqlite:///file")


@pytest.mark.parametrize(
    ("url", "queue", "cache"),
    [
        ("unix:///run/r.sock", "redis+socket:///run/r.sock?virtual_host=0", "unix:///run/r.sock?db=1"),
        ("rediss://:pw@host:6380", "rediss://:pw@host:6380/0", "rediss://:pw@host:6380/1"),
    ],
)  # fmt: skip
def test_queue_and_cache_are_two_databases_of_one_server(url, queue, cache):
    assert (env.queue_url(url, 0), env.cache_url(url, 1)) == (queue, cache)
