"""Exhibits for tests; every test has a store of its own."""

import importlib
from types import SimpleNamespace

import pytest

from tests.plugins.object_store import use_bucket


def material():
    return importlib.import_module("tests.exhibits.material")


@pytest.fixture
def place():
    """Where the store keeps its objects; a module that takes PLACES runs on each of them."""
    return "folder"


@pytest.fixture(autouse=True)
def store(place, request, settings, tmp_path, monkeypatch):
    """An empty store, of child processes too; names() says what is in it."""
    settings.FILES_DIR = tmp_path / "files"
    monkeypatch.setenv("CASEFILES_FILES", str(settings.FILES_DIR))
    if place != "folder":
        use_bucket(request.getfixturevalue("object_store"), place, settings, monkeypatch)
    return importlib.import_module("evidence.exhibits.store").store()


@pytest.fixture
def members(amina, boris, elias, dalia):
    """The four members of the case, by name."""
    return SimpleNamespace(amina=amina, boris=boris, elias=elias, dalia=dalia)


@pytest.fixture
def log(case, amina):
    """log("title", code="UN", content=b"…", …) → a logged exhibit."""

    def make(*args, by=amina, **words):
        return material().log(case, by, *args, **words)

    return make


@pytest.fixture
def exhibit(log):
    """TAJ-UN-0001 with one PDF."""
    return log(content=material().PDF)


@pytest.fixture
def closed(log, elias):
    """TAJ-UN-0001, which only Amina and Elias may see, with a file that nobody else has."""
    return log("The hidden one", content=b"for two", named_readers_only=True, readers=[elias])


@pytest.fixture
def fill_in(client, case, amina):
    """fill_in(title=…, files=[…]) → what the new-exhibit form posts, its id fixed by the page."""
    from django.urls import reverse

    def fields(by=amina, **changed):
        client.force_login(by)
        form = client.get(reverse("exhibits:exhibit_create", args=[case.pk])).context["form"]
        return {
            "provider_code": "UN", "kind": "document", "title": "Joint report",
            "confidentiality": "confidential", "file_role": "evidentiary_copy",
            "token": form["token"].value(), "upload_complete": "1", **changed,
        }  # fmt: skip

    return fields


@pytest.fixture
def post_new(client, case):
    from django.urls import reverse

    def post(fields):
        return client.post(reverse("exhibits:exhibit_create", args=[case.pk]), fields)

    return post
