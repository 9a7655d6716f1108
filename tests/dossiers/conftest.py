import json
import subprocess

import pytest


@pytest.fixture
def work(case, amina, boris, elias):
    """The case of the cast, filled with every kind of record that a dossier prints."""
    from tests.dossiers.casework import fill  # late: a conftest is read before the settings are

    return fill(case, amina)


@pytest.fixture
def frozen(work, elias):
    """Contents as a worker finds them, and their digest: `frozen(audience="court")`."""
    from casefiles.audit.canonical import canonical_json, digest
    from reports.dossiers.contents import freeze

    def make(audience="internal", **changes):
        found = freeze(work.case, audience, by=elias, number=7, why="For advice.", **changes)
        return json.loads(canonical_json(found)), digest(found)

    return make


@pytest.fixture
def typeset(frozen):
    """The PDF of the case for an audience, made by the real renderer."""
    from reports.dossiers.rendering.document import render

    def make(audience="internal", **changes):
        contents, digest = frozen(audience, **changes)
        return render(contents, digest, lambda step, steps, code: None).pdf

    return make


_made: dict[str, bytes] = {}


@pytest.fixture
def pdf(request):
    """The dossier of the case as it is filled, set once for every test that only reads it."""
    if "pdf" not in _made:
        _made["pdf"] = request.getfixturevalue("typeset")()
    return _made["pdf"]


@pytest.fixture
def words():
    """What a reader finds in a PDF, by a program that is not ours, its spaces made plain."""

    def read(pdf: bytes) -> str:
        done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
        return " ".join(done.stdout.decode().split())

    return read
