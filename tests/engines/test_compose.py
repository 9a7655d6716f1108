"""docker-compose.yml and Dockerfile name only what exists.

No container is started here; what is checked is what drifts: names of services,
variables, secrets, options and packages.
"""

import os
import re
import shlex
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from casefiles.engines.folders import REPOSITORY
from casefiles.jobs import doctor
from scripts import secrets, system

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "casefiles"}
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
BIN = Path(sys.executable).parent


def test_all_parts_of_a_site_are_there():
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "valkey"}


@pytest.mark.parametrize("name", SERVICES)
def test_services_name_only_what_is_defined(name: str):
    service = SERVICES[name]
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    for volume in service["volumes"]:
        source = volume.split(":")[0]
        assert source in COMPOSE["volumes"] or (REPOSITORY / source).is_file()


@pytest.mark.parametrize("name", OURS)
def test_variables_are_known_to_the_settings(name: str):
    source = "".join(path.read_text() for path in (REPOSITORY / "casefiles/config").glob("*.py"))
    for variable, value in OURS[name]["environment"].items():
        assert f'"{variable.removesuffix("_FILE")}"' in source, variable
        if variable.endswith("_FILE"):
            assert Path(value).name in OURS[name]["secrets"]


@pytest.mark.parametrize("name", OURS)
def test_ours_run_unprivileged_on_a_read_only_image(name: str):
    assert OURS[name]["read_only"]
    assert OURS[name]["cap_drop"] == ["ALL"]
    assert re.search(r"^USER casefiles$", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate"])
def test_commands_exist_with_their_options(name: str):
    """`--help` at the end: the options before it are still looked at, and nothing starts."""
    command = _command(name)
    done = subprocess.run(
        [BIN / command[0], *command[1:], "--help"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", OURS)
def test_the_settings_load_from_what_a_container_is_given(name: str, tmp_path: Path):
    """With the secrets that `make secrets` makes, in files, and nothing from around us."""
    secrets.write(tmp_path)
    given = {
        variable: str(value).replace("/run/secrets", str(tmp_path))
        for variable, value in OURS[name]["environment"].items()
    }
    if name == "migrate":
        assert "database-owner-url" in OURS[name]["secrets"]
        given["CASEFILES_DB_ROLE"] = "owner"
        given["DATABASE_OWNER_URL"] = (tmp_path / "database-owner-url").read_text()
    script = "from casefiles.config import settings as s; print(s.DATABASES['default']['USER'])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=given,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ("casefiles_owner" if name == "migrate" else "casefiles_app")


def test_the_web_server_serves_our_application():
    assert _default_command()[-1] == "casefiles.config.wsgi:application"


def test_health_is_asked_of_an_address_that_exists(client, db):
    [path] = re.findall(r"localhost:8000(/\w+)", str(SERVICES["web"]["healthcheck"]))
    assert client.get(path).status_code == 200


def test_only_the_web_server_is_reachable_and_only_from_this_host():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}
    assert COMPOSE["networks"]["inside"]["internal"]


def test_every_secret_is_made_and_none_replaced(tmp_path: Path):
    folder = tmp_path / "secrets"
    assert set(secrets.write(folder)) == set(COMPOSE["secrets"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert secrets.write(folder) == []


def test_the_secrets_that_are_made_are_fit(tmp_path: Path, settings):
    secrets.write(tmp_path)
    settings.SECRET_KEY = (tmp_path / "secret-key").read_text()
    settings.MASTER_KEY = (tmp_path / "master-key").read_text()
    assert doctor.keys().fit


def test_the_roles_are_those_of_the_addresses():
    script = (REPOSITORY / "scripts/compose-roles.sh").read_text()
    assert os.access(REPOSITORY / "scripts/compose-roles.sh", os.X_OK)
    for role in ("casefiles_owner", "casefiles_app"):
        assert f"CREATE ROLE {role} LOGIN" in script


def test_the_image_has_the_system_packages_of_make_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "elsewhere")
    monkeypatch.setenv("REDIS_URL", "elsewhere")
    needed = {package for need in system.run_needs() for package in need.packages}
    [line] = re.findall(r"--no-install-recommends(.*?)&&", DOCKERFILE, re.DOTALL)
    assert set(line.replace("\\", "").split()) == needed - {"python3-venv"}


def test_the_image_takes_no_secret_and_no_data_along():
    ignored = (REPOSITORY / ".dockerignore").read_text().split()
    assert {"secrets", "data", ".git"} <= set(ignored)


def _command(name: str) -> list[str]:
    """What a service runs in the end, behind a shell or as the image's own command."""
    command = OURS[name].get("command") or _default_command()
    return shlex.split(command[2].split("exec ")[1]) if command[0] == "sh" else command


def _default_command() -> list[str]:
    [command] = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return list(yaml.safe_load(command))
