"""The programs that look into files, and their versions."""

import re
from functools import cache
from typing import NamedTuple

import PIL

from evidence.exhibits.inspection import scratch
from evidence.exhibits.inspection.confinement import run


class Tool(NamedTuple):
    program: str
    package: str  # Debian's; "" for what is ours
    ask: tuple[str, ...] = ()  # what makes it say its version


EXIFTOOL = Tool("exiftool", "libimage-exiftool-perl", ("-ver",))
FFPROBE = Tool("ffprobe", "ffmpeg", ("-version",))
FFMPEG = Tool("ffmpeg", "ffmpeg", ("-version",))
PDFTOPPM = Tool("pdftoppm", "poppler-utils", ("-v",))
FILE = Tool("file", "file", ("--version",))
TOOLS = (EXIFTOOL, FFPROBE, FFMPEG, PDFTOPPM, FILE)
PILLOW = Tool("Pillow", "")
OURS = Tool("Casefiles", "")


@cache
def version_of(tool: Tool) -> str:
    """As it says it: "5.1.9-0+deb12u1"; "" where it says nothing."""
    if tool == PILLOW:
        return PIL.__version__
    if not tool.ask:
        return ""
    with scratch.private_folder(0) as folder:
        answer = run([tool.program, *tool.ask], folder)
    found = re.search(rb"\d[\w.+~-]*", answer.output or answer.said)
    return found[0].decode("ascii", "replace")[:100] if found else ""
