"""The permanent cast, and a case they share. Chloe is outside; nobody else ever is."""

import importlib

import pytest


def cast():
    """tests/cast.py, imported late: a plugin is loaded before Django has its settings."""
    return importlib.import_module("tests.cast")


@pytest.fixture(autouse=True)
def _quick_passwords(request, settings):
    """Argon2 is slow by design; only a test that signs in to a live site needs the real one."""
    if "committed_db" not in request.fixturenames:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
