"""Flips, cuts, losses and swaps all over a file of several records: found at every way out.

On both places; a dossier's way out is in tests/dossiers/test_evidence_read_again.py.
"""

import itertools
import os
import random

import pytest
from django.test import Client
from django.urls import reverse

from casefiles.sealing.records import HEADER, RECORD, TAG
from evidence.exhibits.fixity import examine
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit
from evidence.exhibits.services import log_exhibit
from tests.exhibits.behind import raw, remove, replace
from tests.plugins.object_store import PLACES, use_bucket

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("place", PLACES)]
SIZE = 2 * RECORD + 700
SEALED = HEADER + SIZE + 3 * TAG
chance = random.Random(5)


def positions():
    """Each part of the format, at its ends and inside."""
    step = RECORD + TAG
    starts = [HEADER + number * step for number in range(3)]
    ends = [*starts[1:], SEALED]
    yield from (0, 3, 4, HEADER - 1)
    for start, end in zip(starts, ends, strict=True):
        yield from (start, end - TAG - 1, end - TAG, end - 1, chance.randrange(start, end))


@pytest.fixture
def store(place, request, store, settings, monkeypatch):
    if place == "folder":
        return store
    use_bucket(request.getfixturevalue("object_store"), place, settings, monkeypatch)
    from evidence.exhibits.store import store as made

    return made()


@pytest.fixture
def log(case, amina, store):
    def make():
        exhibit = Exhibit(case=case, title="Film", provider_code="UN", kind="video")
        given = [NewFile.of_bytes(os.urandom(SIZE), "film.mp4")]
        log_exhibit(exhibit, by=amina, reason="logged by a test", files=given)
        return exhibit.files.get()

    return make


@pytest.fixture
def get(case, amina):
    client = Client()
    client.force_login(amina)

    def ask(file, **headers):
        address = reverse("exhibits:file_download", args=[case.pk, file.pk])
        return client.get(address, headers=headers)

    return ask


def found_everywhere(file, get, result):
    whole = get(file)
    assert whole.status_code == 500 and "was not sent" in whole.content.decode()
    assert examine(file).result == result


def test_every_part_that_is_flipped_is_found(store, log, get):
    file = log()
    whole = raw(store, file.object_name)
    assert len(whole) == SEALED
    for position in positions():
        content = bytearray(whole)
        content[position] ^= 1 << chance.randrange(8)
        replace(store, file.object_name, content)
        found_everywhere(file, get, "altered")
        if position >= HEADER:
            record = (position - HEADER) // (RECORD + TAG)
            answer = get(file, range=f"bytes={record * RECORD}-{record * RECORD + 9}")
            assert answer.status_code == 500
    replace(store, file.object_name, whole)
    assert examine(file).result == "intact" and get(file).status_code == 200


def test_every_truncation_is_found(store, log, get):
    file = log()
    whole = raw(store, file.object_name)
    lengths = {0, 1, HEADER - 1, HEADER, HEADER + TAG, SEALED - 1, SEALED - TAG}
    lengths |= {HEADER + number * (RECORD + TAG) + more
                for number, more in itertools.product((1, 2), (-1, 0, 1, TAG))}  # fmt: skip
    for length in sorted(lengths):
        replace(store, file.object_name, whole[:length])
        found_everywhere(file, get, "altered")


def test_records_in_another_order_and_more_of_them_are_found(store, log, get):
    file = log()
    whole = raw(store, file.object_name)
    one, two = HEADER + RECORD + TAG, HEADER + 2 * (RECORD + TAG)
    for content in (
        whole[:HEADER] + whole[one:two] + whole[HEADER:one] + whole[two:],
        whole + whole[two:],
        whole[:one] + whole[one:two] + whole[one:],
        whole + b"\0",
    ):
        replace(store, file.object_name, content)
        found_everywhere(file, get, "altered")


def test_swapped_files_are_found_both(store, log, get):
    one, other = log(), log()
    mine, theirs = (raw(store, file.object_name) for file in (one, other))
    replace(store, one.object_name, theirs)
    replace(store, other.object_name, mine)
    found_everywhere(one, get, "altered")
    found_everywhere(other, get, "altered")


def test_lost_file_is_found(store, log, get):
    file = log()
    remove(store, file.object_name)
    found_everywhere(file, get, "missing")
