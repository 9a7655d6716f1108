"""A small scene for one test; the Tajoura case, entered once for a module: it takes seconds."""

import importlib
from types import SimpleNamespace

import pytest

from tests.plugins.databases import _database, pointed_at


@pytest.fixture(scope="module")
def _tajoura_database(template_database, django_db_setup, django_db_blocker):
    """A database with the case committed; each test starts from it and is rolled back."""
    pages = importlib.import_module("tests.attribution.pages_world")
    with _database(template_database) as name, pointed_at(name), django_db_blocker.unblock():
        pages.enter_with_cast()
        yield


@pytest.fixture
def world(_tajoura_database, db):
    """The case and its records by the fixture's names, with `people` by theirs."""
    return importlib.import_module("tests.attribution.pages_world").found()


@pytest.fixture
def people(world) -> SimpleNamespace:
    """amina, boris, elias, dalia; and chloe, who belongs to no case."""
    return SimpleNamespace(**world.people)


@pytest.fixture
def scene(case, amina, boris):
    """The case of `scenes.a_scene`, with Boris in it: a module that needs another says so itself."""
    return importlib.import_module("tests.attribution.scenes").a_scene(case, amina)
