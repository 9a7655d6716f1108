"""Every altered byte is an error, and every range is the bytes that were written."""

import io
import os
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.sealing import records
from casefiles.sealing.records import (
    HEADER,
    TAG,
    AlteredFile,
    FileSource,
    RecordReader,
    RecordWriter,
)

KEY, FILE = os.urandom(32), uuid.uuid4()
SMALL = 64


@pytest.fixture(autouse=True, scope="module")
def small_records():
    """Records of 64 bytes: the same code, with every edge within reach."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "RECORD", SMALL)
        yield


def stored(plain: bytes, *, step: int = 10, file_id=FILE) -> bytes:
    out = io.BytesIO()
    writer = RecordWriter(out, KEY, file_id)
    for start in range(0, len(plain), step):
        writer.write(plain[start : start + step])
    assert writer.close() == len(plain)
    return out.getvalue()


def opened(sealed: bytes, *args, file_id=FILE) -> bytes:
    return b"".join(RecordReader(FileSource(io.BytesIO(sealed)), KEY, file_id).chunks(*args))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=SMALL * 4), st.integers(1, 300), st.data())
def test_any_range_gives_what_was_written(plain, step, data):
    start = data.draw(st.integers(0, len(plain)))
    length = data.draw(st.integers(0, len(plain) + 5))
    sealed = stored(plain, step=step)
    assert opened(sealed) == plain
    assert opened(sealed, start, length) == plain[start : start + length]


@pytest.mark.parametrize("size", [0, 1, SMALL - 1, SMALL, SMALL + 1, SMALL * 3])
def test_every_flipped_byte_is_found(size):
    sealed = stored(os.urandom(size))
    for position in range(len(sealed)):
        bad = bytearray(sealed)
        bad[position] ^= 1
        with pytest.raises(AlteredFile):
            opened(bytes(bad))


@pytest.mark.parametrize("size", [1, SMALL, SMALL * 3, SMALL * 3 + 1])
def test_every_truncation_is_found(size):
    sealed = stored(os.urandom(size))
    for cut in range(len(sealed)):
        with pytest.raises(AlteredFile):
            opened(sealed[:cut])


def test_swapped_added_and_foreign_records_are_found():
    plain = os.urandom(SMALL * 3)
    sealed, width = stored(plain), SMALL + TAG
    head, parts = sealed[:HEADER], [sealed[HEADER + i * width :][:width] for i in range(3)]
    foreign = stored(plain, file_id=uuid.uuid4())
    for bad in (
        head + parts[1] + parts[0] + parts[2],
        sealed + parts[2],
        head + parts[0] + parts[2],
        head + foreign[HEADER:],
        foreign,
    ):
        with pytest.raises(AlteredFile):
            opened(bad)


def test_plain_text_is_nowhere_in_the_stored_bytes():
    assert b"SEALED-DEMO-VALUE" not in stored(b"SEALED-DEMO-VALUE" * 20)
