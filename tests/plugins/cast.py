"""The permanent cast, and a case they share. Chloe is outside; nobody else ever is."""

import importlib

import pytest

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]
REMEMBERED = ["tests.hashing.RememberedArgon2"]


def cast():
    """tests/cast.py, imported late: a plugin is loaded before Django has its settings."""
    return importlib.import_module("tests.cast")


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords():
    """Argon2 is slow by design, and nearly no test asks what became of a password."""
    with importlib.import_module("django.test").override_settings(PASSWORD_HASHERS=QUICK):
        yield


@pytest.fixture(autouse=True)
def _passwords_of_live_sites(request, settings):
    """Where a person may sign in to a live site, its own kind of hash stands in the database."""
    if "committed_db" in request.fixturenames:
        settings.PASSWORD_HASHERS = REMEMBERED


@pytest.fixture
def amina(db):
    """Leads the case."""
    return cast().make_user("Amina")


@pytest.fixture
def case(amina):
    return cast().make_case(amina)


@pytest.fixture
def boris(case):
    return cast().join(case, cast().make_user("Boris"), "reviewer")


@pytest.fixture
def elias(case):
    return cast().join(case, cast().make_user("Elias"), "counsel")


@pytest.fixture
def dalia(case):
    """Protection officer; in the case as an observer."""
    return cast().join(case, cast().make_user("Dalia", is_protection_officer=True), "observer")


@pytest.fixture
def chloe(db):
    """Has an account and belongs to no case."""
    return cast().make_user("Chloe")
