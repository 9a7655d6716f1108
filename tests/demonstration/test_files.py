"""Every file of the demonstration is a real one, and says that it is no original."""

import hashlib
import io
import subprocess
import wave

import pytest
from PIL import Image

from demonstration.files import MARK, files_for
from evidence.exhibits.models import Exhibit, ExhibitFile
from evidence.exhibits.store import store

pytestmark = [pytest.mark.usefixtures("training", "db")]


def stored(media_type):
    """(row, bytes) of every stored file of this type."""
    for row in ExhibitFile.objects.filter(media_type=media_type):
        with store().open(row.object_name) as file:
            yield row, file.read()


def pages_of(pdf):
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return text.stdout.decode().rstrip("\f").split("\f")


def test_every_exhibit_has_a_file_with_the_digest_on_record():
    assert ExhibitFile.objects.count() == 18
    assert not Exhibit.objects.filter(files=None).exists()
    for row in ExhibitFile.objects.all():
        with store().open(row.object_name) as file:
            assert hashlib.sha256(file.read()).hexdigest() == row.sha256


def test_every_page_of_every_document_carries_mark_number_and_title():
    documents = list(stored("application/pdf"))
    assert len(documents) == 14
    for row, pdf in documents:
        pages = pages_of(pdf)
        assert len(pages) >= 2
        # A line that breaks at a hyphen is still the number.
        pages = ["".join(page.split()) for page in pages]
        mark = "".join(MARK.split())
        numbers = {
            row.exhibit.number,
            *(link.parent.number for link in row.exhibit.derivations.all()),
        }
        assert all(page.count(mark) == 2 and any(n in page for n in numbers) for page in pages), row
        assert row.exhibit.title.split()[0] in pages[0]


def test_picture_opens_and_carries_the_mark():
    pictures = list(stored("image/png"))
    assert "TAJ-OPN-0003" in {row.exhibit.number for row, _png in pictures}
    for _row, png in pictures:
        image = Image.open(io.BytesIO(png))
        assert image.size == (1200, 675) and MARK in image.text["Comment"]
        assert len(image.convert("L").getcolors(256) or range(256)) > 3  # something is painted


def test_recording_plays_and_carries_the_mark():
    ((row, sound),) = stored("audio/wave")
    with wave.open(io.BytesIO(sound)) as file:
        assert file.getnframes() / file.getframerate() == 2
    assert MARK.encode() in sound
    assert row.exhibit.kind == "audio"


def test_same_exhibit_gives_the_same_bytes():
    for exhibit in Exhibit.objects.all()[:4]:
        assert files_for(exhibit, exhibit.number) == files_for(exhibit, exhibit.number)
