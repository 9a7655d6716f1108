"""A witness, a statement whose sealed details hold words that must turn up nowhere, an exhibit.

The models are imported late: pytest reads this file before Django has its settings.
"""

import importlib
from functools import partial

import pytest


def material():
    return importlib.import_module("tests.witnesses.material")


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
