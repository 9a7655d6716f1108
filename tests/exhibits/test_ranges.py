"""Downloads by ranges, and what a page says when the key does not fit."""

import base64
import os
import uuid

import pytest
from django.urls import reverse

from casefiles.audit.models import Reading
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.records import HEADER, RECORD, TAG
from tests.exhibits.behind import raw, remove, replace
from tests.exhibits.material import PDF, upload
from tests.plugins.object_store import PLACES

pytestmark = pytest.mark.parametrize("place", PLACES)

SIZE = 3 * RECORD + 1000


@pytest.fixture
def content():
    return os.urandom(SIZE)


@pytest.fixture
def film(log, content):
    return log("A film", kind="video", content=content).files.get()


@pytest.fixture
def get(client, case, boris):
    def ask(file, **headers):
        client.force_login(boris)
        address = reverse("exhibits:file_download", args=[case.pk, file.pk])
        return client.get(address, headers=headers)

    return ask


@pytest.fixture
def other_key(settings):
    """Starts the site with another master key; calling it brings the right one back."""
    right = settings.MASTER_KEY

    def turn(*, wrong=True):
        settings.MASTER_KEY = base64.b64encode(os.urandom(32)).decode() if wrong else right

    return turn


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("0-0", 0, 0),
        ("0-1023", 0, 1023),
        (f"{RECORD - 3}-{RECORD + 2}", RECORD - 3, RECORD + 2),
        (f"{2 * RECORD}-", 2 * RECORD, SIZE - 1),
        ("-7", SIZE - 7, SIZE - 1),
        (f"5-{SIZE * 9}", 5, SIZE - 1),
        (f"-{SIZE * 9}", 0, SIZE - 1),
    ],
)
def test_range_gives_those_bytes_and_says_which(film, get, content, asked, first, last):
    response = get(film, range=f"bytes={asked}")
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.getvalue() == content[first : last + 1]
    assert Reading.objects.filter(object_id=film.pk, what="download").count() == 1


@pytest.mark.parametrize("asked", [f"{SIZE}-", f"{SIZE + 5}-{SIZE + 9}", "-0"])
def test_range_past_the_end_is_416_with_the_size(film, get, asked):
    response = get(film, range=f"bytes={asked}")
    assert response.status_code == 416 and response["Content-Range"] == f"bytes */{SIZE}"
    assert response.content == b""


@pytest.mark.parametrize(
    "asked",
    ["bytes=9-3", "bytes=-", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes=" + "9" * 99],
)
def test_what_is_no_single_range_is_answered_with_the_whole(film, get, content, asked):
    response = get(film, range=asked)
    assert response.status_code == 200 and response.getvalue() == content
    assert response["Accept-Ranges"] == "bytes"


def test_range_of_another_file_is_answered_with_the_whole(film, get, content):
    whole = get(film)
    assert whole["ETag"] == f'"{film.sha256}"'
    part = {"range": "bytes=0-9"}
    assert get(film, **part, **{"if-range": whole["ETag"]}).status_code == 206
    response = get(film, **part, **{"if-range": '"another"'})
    assert response.status_code == 200 and response.getvalue() == content


def flip(store, file, position):
    content = bytearray(raw(store, file.object_name))
    content[position] ^= 1
    replace(store, file.object_name, content)


def test_range_with_a_flipped_byte_is_refused_and_the_others_are_not(film, get, content, store):
    flip(store, film, HEADER + (RECORD + TAG) + 17)
    response = get(film, range=f"bytes={RECORD}-{RECORD + 9}")
    assert response.status_code == 500 and "was not sent" in response.content.decode()
    assert get(film, range="bytes=0-9").getvalue() == content[:10]
    assert get(film).status_code == 500


def test_range_that_runs_into_a_flipped_byte_breaks_off_before_it(film, get, content, store):
    from evidence.exhibits.reading import Damaged

    flip(store, film, HEADER + 2 * (RECORD + TAG) + 17)
    response = get(film, range="bytes=0-")
    sent = bytearray()
    with pytest.raises(Damaged):
        for piece in response.streaming_content:
            sent += piece
    assert bytes(sent) == content[: 2 * RECORD]


def test_empty_range_of_a_missing_file_says_so(film, get, store):
    remove(store, film.object_name)
    assert "was not sent" in get(film, range="bytes=0-9").content.decode()


@pytest.mark.parametrize("asked", [{}, {"range": "bytes=0-9"}])
def test_wrong_master_key_is_refused_in_words(film, get, other_key, content, asked):
    other_key()
    response = get(film, **asked)
    assert response.status_code == 503
    assert "The key does not fit" in response.content.decode()
    assert content[:10] not in response.content
    other_key(wrong=False)
    assert get(film).getvalue() == content


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "not base64, and ünicode"])
def test_malformed_master_key_is_refused_in_words(film, get, settings, key):
    settings.MASTER_KEY = key
    response = get(film)
    assert response.status_code == 503 and "The key does not fit" in response.content.decode()


def test_lost_key_of_one_file_is_refused_in_words(film, get):
    SubjectKey.objects.filter(subject=uuid.UUID(film.object_name)).delete()
    assert get(film).status_code == 503


def test_sealed_name_under_another_key_is_refused_in_words(film, client, case, amina, other_key):
    other_key()
    client.force_login(amina)
    response = client.post(reverse("exhibits:file_name", args=[case.pk, film.pk]))
    assert response.status_code == 503 and "report.pdf" not in response.content.decode()


def test_upload_under_another_master_key_is_refused_and_stores_nothing(
    exhibit, fill_in, post_new, store, other_key
):
    """What it sealed would be lost once the right key is back."""
    before, keys = store.names(), SubjectKey.objects.count()
    fields = fill_in(files=[upload(PDF + b"another")])
    other_key()
    response = post_new(fields)
    assert response.status_code == 422
    errors = [str(e) for each in response.context["form"].errors.values() for e in each]
    assert any("master key" in error and "Nothing was saved" in error for error in errors)
    assert store.names() == before and SubjectKey.objects.count() == keys
