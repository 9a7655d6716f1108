"""inspected(bytes, "name.ending") → a stored file, looked into by the job that its storing asked for."""

import importlib

import pytest


@pytest.fixture
def attach(case, amina):
    """attach(b"…", "photo.jpg", **fields of the exhibit) → the stored file."""
    samples = importlib.import_module("tests.exhibits.samples")

    def make(content, name="photo.jpg", **words):
        return samples.attach(case, amina, content, name, **words)

    return make


@pytest.fixture
def look_into():
    return importlib.import_module("tests.exhibits.samples").look_into


@pytest.fixture
def inspected(attach, look_into):
    return lambda *args, **words: look_into(attach(*args, **words))
