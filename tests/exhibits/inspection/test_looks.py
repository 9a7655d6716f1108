"""What is found in ordinary files, and the pictures that are made of them."""

import io
import json

import pytest
from PIL import Image

from casefiles.sealing.fields import unseal
from evidence.exhibits.models import Rendition
from evidence.exhibits.reading import checked_chunks
from tests.exhibits.samples import outcomes, pdf, picture, with_ffmpeg

ORIENTATION = 0x0112


def shown(file, variant="view"):
    """The rendition's row and its pixels."""
    row = Rendition.objects.get(inspection__file=file, variant=variant)
    return row, Image.open(io.BytesIO(b"".join(checked_chunks(row))))


def test_picture_has_a_view_a_thumbnail_and_a_veil(inspected):
    file = inspected(picture(size=(3000, 2000)))
    assert outcomes(file) == {
        "virus": "not_scanned",
        "type": "done",
        "metadata": "done",
        "preview": "done",
    }
    row, view = shown(file)
    assert (row.width, row.height) == view.size == (1600, 1067) and row.media_type == "image/webp"
    _row, thumb = shown(file, "thumb")
    assert thumb.size == (360, 240)
    veil = Image.open(io.BytesIO(bytes(row.veil)))
    assert max(veil.size) <= 10 and len(row.veil) < 400
    preview = file.inspections.get(kind="preview")
    assert preview.parent_sha256 == file.sha256
    assert (preview.tool, preview.tool_version[:3]) == ("Pillow", "13.")


@pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF", "AVIF"])
def test_every_common_kind_of_picture_is_shown(inspected, kind):
    file = inspected(picture(kind), f"photo.{kind.lower()}")
    _row, view = shown(file)
    red, green, blue = view.convert("RGB").getpixel((20, 20))
    assert red > 200 and green < 80 and blue < 80
    assert file.type_check == "agrees"


def test_camera_size_is_drawn_within_the_limits(inspected):
    row, _view = shown(inspected(picture(size=(9000, 6700))))
    assert row.width == 1600


def test_orientation_is_followed_and_nothing_of_exif_survives(inspected):
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned a quarter to the right
    exif[0x013B] = "Planted Artist"
    _row, view = shown(inspected(picture(exif=exif.tobytes(), comment=b"Planted comment")))
    assert view.size == (800, 1200)
    red, green, _blue = view.convert("RGB").getpixel((780, 20))
    assert red > 200 and green < 80
    out = io.BytesIO()
    view.save(out, "PNG")
    assert not view.getexif() and "exif" not in view.info and b"Planted" not in out.getvalue()


def test_video_is_a_frame_and_names_its_tools(inspected):
    file = inspected(with_ffmpeg("mp4", "testsrc=d=3:s=640x360", "sine=d=3"), "clip.mp4")
    row, _view = shown(file)
    assert (row.width, row.height) == (640, 360)
    preview = file.inspections.get(kind="preview")
    assert preview.tool == "ffmpeg" and preview.tool_version[0].isdigit()


@pytest.mark.parametrize("ending", ["mov", "mkv", "avi"])
def test_containers_of_video_are_shown(inspected, ending):
    file = inspected(with_ffmpeg(ending, "testsrc=d=1:s=352x288"), f"clip.{ending}")
    assert outcomes(file)["preview"] == "done"


@pytest.mark.parametrize("ending", ["mp3", "wav", "ogg"])
def test_sound_is_a_wave(inspected, ending):
    file = inspected(with_ffmpeg(ending, "sine=d=2"), f"call.{ending}")
    row, _view = shown(file)
    assert (row.width, row.height) == (1600, 320) and file.type_check == "agrees"


def test_pdf_is_its_first_page(inspected):
    file = inspected(pdf(pages=3), "report.pdf")
    row, view = shown(file)
    assert row.height == 1600 and row.width == pytest.approx(1131, abs=2)
    assert min(view.convert("L").get_flattened_data()) < 60
    assert file.inspections.get(kind="preview").tool == "pdftoppm"


def test_metadata_is_kept_sealed_and_grouped(inspected):
    exif = Image.Exif()
    exif[0x0110] = "Camera 7"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (32.0, 52.0, 0.0)
    file = inspected(picture(exif=exif.tobytes()))
    row = file.inspections.get(kind="metadata")
    assert str(row.metadata) == "[sealed]" and b"Camera" not in row.metadata.ciphertext
    groups = json.loads(unseal(row, "metadata"))
    assert groups["IFD0"]["Model"] == "Camera 7" and groups["GPS"]["GPSLatitude"].startswith(
        "32 deg 52"
    )
    assert not {"System", "ExifTool"} & set(groups)
    assert (row.tool, row.tool_version) == ("exiftool", row.tool_version) and row.tool_version[
        :2
    ] == "12"


def test_video_says_what_ffprobe_read(inspected):
    file = inspected(with_ffmpeg("mp4", "testsrc=d=2:s=320x240"), "clip.mp4")
    groups = json.loads(unseal(file.inspections.get(kind="metadata"), "metadata"))
    assert groups["ffprobe stream 0"]["codec_name"] == "h264"
    assert "plain" not in json.dumps(groups)


def test_text_has_no_preview_and_says_so(inspected):
    assert outcomes(inspected(b"Only words.\n", "note.txt"))["preview"] == "unsupported"


def test_larger_than_is_opened_whole_only_video_is_shown(inspected, settings):
    settings.INSPECTED_MAX_BYTES = 1000
    assert outcomes(inspected(picture(), "photo.jpg"))["preview"] == "too_large"


def test_video_with_a_hole_in_the_middle_is_shown(inspected, settings, monkeypatch):
    """Of ten gigabytes only head and end are decrypted."""
    from evidence.exhibits.services import inspections

    clip = with_ffmpeg("mp4", "testsrc=d=20:s=320x240")
    settings.INSPECTED_MAX_BYTES = 1000
    monkeypatch.setattr(inspections, "EDGE", len(clip) // 3)
    file = inspected(clip, "clip.mp4")
    assert outcomes(file) == {
        "virus": "not_scanned", "type": "done", "metadata": "done", "preview": "done",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "content", "named_as", "check"), [
    ("a.jpg", picture(), "picture", "agrees"),
    ("a.jpg", b"<!DOCTYPE html><html><body>", "picture", "mismatch"),
    ("a.pdf", b"MZ\x90\0" + b"\0" * 80, "pdf", "mismatch"),
    ("a.html", picture("GIF"), "web_page", "mismatch"),
    ("a.gif", b"GIF89a/*" + b"\0" * 8 + b"*/=1;<script>alert(1)</script>", "picture", "polyglot"),
    ("a", picture(), "", "unknown"),
    ("a.docx", b"PK\x03\x04" + b"\0" * 40, "document", "agrees"),
    ("a.mp4", b"\0" * 100, "video", "unknown"),
    ("a.txt", b"words", "text", "agrees"),
])  # fmt: skip
def test_names_are_compared_with_bytes_at_intake(attach, name, content, named_as, check):
    file = attach(content, name)
    assert (file.named_as, file.type_check) == (named_as, check)
