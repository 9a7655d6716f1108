"""The programs that look into files, and what each said."""

from typing import NamedTuple


class Tool(NamedTuple):
    program: str
    package: str  # Debian's


EXIFTOOL = Tool("exiftool", "libimage-exiftool-perl")
FFPROBE = Tool("ffprobe", "ffmpeg")
FFMPEG = Tool("ffmpeg", "ffmpeg")
PDFTOPPM = Tool("pdftoppm", "poppler-utils")
FILE = Tool("file", "file")
TOOLS = (EXIFTOOL, FFPROBE, FFMPEG, PDFTOPPM, FILE)
