"""The demonstration, loaded once for the tests of a module and rolled back after them.

A load takes seconds and most tests only read. What a test changes is rolled back to what was
loaded, for each test of `db` is a savepoint inside.
"""

import importlib
from contextlib import contextmanager

import pytest


@contextmanager
def _loaded(blocker, folder, *names):
    database = importlib.import_module("django.db")
    override = importlib.import_module("django.test").override_settings
    loading = importlib.import_module("demonstration.loading")
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with blocker.unblock(), override(DATA_DIR=folder, PASSWORD_HASHERS=quick):
        with database.transaction.atomic():
            passwords: dict[str, str] = {}
            for name in names:
                passwords |= loading.load(name)
            yield passwords
            database.transaction.set_rollback(True)


@pytest.fixture(scope="module")
def tajoura(django_db_setup, django_db_blocker, tmp_path_factory):
    """The Tajoura case is loaded; gives the passwords of its accounts, by name."""
    folder = tmp_path_factory.mktemp("data")
    with _loaded(django_db_blocker, folder, "tajoura") as passwords:
        yield passwords


@pytest.fixture(scope="module")
def mh17(django_db_setup, django_db_blocker, tmp_path_factory):
    """The case of flight MH17 is loaded beside the Tajoura case, as on every first start."""
    folder = tmp_path_factory.mktemp("data")
    with _loaded(django_db_blocker, folder, "tajoura", "mh17") as passwords:
        yield passwords


@pytest.fixture(scope="module")
def training(django_db_setup, django_db_blocker, tmp_path_factory):
    """Both cases are loaded."""
    folder = tmp_path_factory.mktemp("data")
    with _loaded(django_db_blocker, folder, "tajoura", "training") as passwords:
        yield passwords


@pytest.fixture
def cast(request, db):
    """The accounts of the demonstration, by name."""
    return importlib.import_module("demonstration.accounts").known_cast()
