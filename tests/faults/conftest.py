"""A store of each test's own, of its child processes too, and a member who may fill it."""

import importlib

import pytest


@pytest.fixture(autouse=True)
def store(settings, tmp_path, monkeypatch):
    settings.FILES_DIR = tmp_path / "files"
    settings.UPLOAD_FREE_BYTES = 0
    monkeypatch.setenv("CASEFILES_FILES", str(settings.FILES_DIR))
    monkeypatch.setenv("CASEFILES_UPLOAD_FREE_BYTES", "0")
    return importlib.import_module("evidence.exhibits.store").store()


@pytest.fixture
def casework(committed_db):
    """(amina, case), committed."""
    cast = importlib.import_module("tests.cast")
    amina = cast.make_user("Amina")
    return amina, cast.make_case(amina)


@pytest.fixture
def line(casework, live_site):
    """A line to the live site, signed in as Amina."""
    lines = importlib.import_module("tests.faults.lines")
    return lines.Line(live_site, *casework)
