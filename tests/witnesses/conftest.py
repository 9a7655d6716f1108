"""A witness, a statement whose sealed details hold words that must turn up nowhere, an exhibit.

The models are imported late: pytest reads this file before Django has its settings.
"""

import importlib
from functools import partial
from types import SimpleNamespace

import pytest


def material():
    return importlib.import_module("tests.witnesses.material")


@pytest.fixture
def people(amina, boris, dalia, elias):
    """Everyone of the cast who belongs to the case: people.boris."""
    return SimpleNamespace(amina=amina, boris=boris, dalia=dalia, elias=elias)


@pytest.fixture
def witness(case, amina):
    return material().make_witness(case, amina)


@pytest.fixture
def statement(witness, amina):
    return material().make_statement(witness, amina, **material().SECRETS)


@pytest.fixture
def answer(amina):
    """Records one consent: answer(witness, "retain", "granted", expires_on=…)."""
    return lambda witness, *args, **fields: material().make_consent(witness, amina, *args, **fields)


@pytest.fixture
def name_reader(amina):
    """Names a reader: name_reader(statement, user)."""
    return partial(material().make_reader, by=amina)


@pytest.fixture
def recording(case, amina):
    return material().make_recording(case, amina)


@pytest.fixture
def recorded(witness, amina, recording):
    """A statement whose recording is an exhibit."""
    return material().make_statement(witness, amina, recordings=[recording])
