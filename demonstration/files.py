"""Small real files in place of originals that we do not hold. The same exhibit gives the same bytes."""

import io
import math
import struct
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo
from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

from evidence.exhibits.models import Exhibit
from evidence.exhibits.vocabulary import ExhibitKind

MARK = "DEMONSTRATION, NOT AN ORIGINAL"
PICTURES = {ExhibitKind.PHOTOGRAPH, ExhibitKind.VIDEO, ExhibitKind.SATELLITE_IMAGE}
GROUND, LINE, TEXT = (238, 240, 240), (150, 160, 160), (40, 52, 54)
RATE = 8000
PAPER = Path(__file__).with_name("paper.css")


@dataclass(frozen=True)
class DemonstrationFile:
    name: str
    content: bytes


class LoadsNothing(URLFetcher):
    """These pages name no other file; if one ever did, it would be left out."""

    def fetch(self, url: str, headers: Any = None) -> Any:
        raise ValueError("a file of the demonstration loads nothing")


def files_for(exhibit: Exhibit, number: str) -> list[DemonstrationFile]:
    """A picture for pictures, a tone and its cover sheet for sound, else a document."""
    stem = number.lower()
    if exhibit.kind in PICTURES:
        return [DemonstrationFile(f"{stem}.png", picture(exhibit.title, number))]
    sheet = DemonstrationFile(f"{stem}.pdf", document(exhibit, number))
    if exhibit.kind == ExhibitKind.AUDIO:
        return [DemonstrationFile(f"{stem}.wav", sound()), sheet]
    return [sheet]


def document(exhibit: Exhibit, number: str) -> bytes:
    """Two pages, each marked above and below."""
    context = {"exhibit": exhibit, "number": number, "mark": MARK}
    html = render_to_string("demonstration/original.html", context)
    sheet = CSS(string=PAPER.read_text(encoding="utf-8"))
    return HTML(string=html, url_fetcher=LoadsNothing()).write_pdf(stylesheets=[sheet])


def picture(title: str, number: str) -> bytes:
    """A card with the mark painted on it, and written into the file as well."""
    image = Image.new("RGB", (1200, 675), GROUND)
    draw = ImageDraw.Draw(image)
    for start in range(-675, 1200, 60):
        draw.line([(start, 675), (start + 675, 0)], fill=(226, 230, 230), width=18)
    draw.rectangle((24, 24, 1175, 650), outline=LINE, width=3)
    for text, size, place in ((number, 30, 220), (MARK, 52, 310), (title, 26, 410)):
        font = ImageFont.load_default(size)
        draw.text((600, place), text, fill=TEXT, font=font, anchor="mm")
    notes = PngInfo()
    notes.add_text("Comment", f"{MARK}: {number}")
    target = io.BytesIO()
    image.save(target, "PNG", pnginfo=notes)
    return target.getvalue()


def sound() -> bytes:
    """Two seconds of a quiet tone, the mark in its comment; nobody speaks."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        tone = (round(3000 * math.sin(2 * math.pi * 330 * n / RATE)) for n in range(2 * RATE))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in tone))
    return _with_comment(target.getvalue())


def _with_comment(wav: bytes) -> bytes:
    """Appends a LIST/INFO chunk and corrects the length at the head."""
    text = MARK.encode() + b"\0"
    text += b"\0" * (len(text) % 2)
    info = b"INFO" + struct.pack("<4sI", b"ICMT", len(MARK) + 1) + text
    whole = wav + struct.pack("<4sI", b"LIST", len(info)) + info
    return whole[:4] + struct.pack("<I", len(whole) - 8) + whole[8:]
