"""Looks into a file that lies as `plain` in a private folder, with one confined tool a look.

Every look ends in a Look with a named outcome, whatever the file is.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evidence.exhibits.families import agree, family_of_type
from evidence.exhibits.inspection.confinement import MIB, Limits, Outcome, run
from evidence.exhibits.inspection.metadata import merged
from evidence.exhibits.inspection.tools import (
    EXIFTOOL,
    FFMPEG,
    FFPROBE,
    FILE,
    OURS,
    PDFTOPPM,
    PILLOW,
    Tool,
    version_of,
)
from evidence.exhibits.vocabulary import InspectionOutcome, TypeFamily

MAX_PIXELS = 100_000_000
METADATA = Limits(seconds=15, disk=8 * MIB)
DRAWING = Limits(seconds=25)
# Formats that hold what they show. Playlists, which name other files, are not among them.
CONTAINERS = (
    "matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,avi,asf,flv,mpeg,mpegts,mpegvideo,ogg,mp3,wav,w64,aac,"
    "flac,aiff,amr,caf,dv,h264,hevc,m4v,ac3,eac3,rm,au,gxf,mxf,wv,ape"
)
CLOSED = ("-protocol_whitelist", "file", "-format_whitelist", CONTAINERS)
QUIET = ("-hide_banner", "-loglevel", "error")
SHOWN = (TypeFamily.PICTURE, TypeFamily.PDF, TypeFamily.VIDEO, TypeFamily.AUDIO)


@dataclass(frozen=True)
class Look:
    """What one tool found. `pictures` are the sizes of what lies as <name>.webp in the folder."""

    outcome: InspectionOutcome
    tool: Tool | None = None
    found: str = ""
    metadata: str = ""
    pictures: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return version_of(self.tool) if self.tool else ""


def look_at_type(folder: Path, named_as: str, media_type: str) -> Look:
    """libmagic's opinion beside that of the first bytes; all three must go together."""
    outcome = run([FILE.program, "--brief", "--mime-type", "plain"], folder, METADATA)
    if outcome.code != "ok":
        return Look(_named(outcome), FILE)
    found = outcome.output.decode("ascii", "replace").strip()[:100]
    family = family_of_type(found)
    said = [each for each in (named_as, family_of_type(media_type)) if each]
    agrees = not family or all(agree(each, family) for each in said)
    code = InspectionOutcome.DONE if agrees else InspectionOutcome.NOT_WHAT_IT_SAYS
    return Look(code, FILE, found=found)


def look_at_contents(folder: Path, family: str) -> Look | None:
    """Archives and tables; None for what has no contents of that kind."""
    if family not in {TypeFamily.ARCHIVE, TypeFamily.TEXT}:
        return None
    script = Path(__file__).with_name("contents.py")
    answer = _script(folder, script, family)
    return Look(InspectionOutcome(answer["code"]), OURS)


def look_at_metadata(folder: Path, family: str) -> Look:
    """What exiftool reads, and for sound and video what ffprobe reads; sealed by whoever saves it."""
    said = run(
        [EXIFTOOL.program, "-config", "", "-json", "-G1", "-a", "-s", "-charset", "utf8",
         "-api", "largefilesupport=1", "plain"],
        folder, METADATA,
    )  # fmt: skip
    probed = None
    if family in {TypeFamily.VIDEO, TypeFamily.AUDIO}:
        probed = _probe(folder)
    if said.code not in {"ok", "failed"} and not probed:
        return Look(_named(said), EXIFTOOL)
    text = merged(said.output, probed)
    if not text:
        return Look(InspectionOutcome.DAMAGED, EXIFTOOL)
    return Look(InspectionOutcome.DONE, EXIFTOOL, metadata=text)


def look_at_picture(folder: Path, family: str, media_type: str) -> Look:
    """A picture to look at: the picture, a frame, the first page or the wave of the sound."""
    if family in {TypeFamily.DRAWING, TypeFamily.WEB_PAGE}:
        return Look(InspectionOutcome.ACTIVE_CONTENT)
    if family not in SHOWN:
        return Look(InspectionOutcome.UNSUPPORTED)
    if media_type in {"image/heif", "image/heic", "image/vnd.djvu"}:
        return Look(InspectionOutcome.UNSUPPORTED)
    if family == TypeFamily.PICTURE:
        return _encoded(folder, PILLOW)
    if family == TypeFamily.PDF:
        return _page(folder)
    return _frame_or_wave(folder)


def _page(folder: Path) -> Look:
    drawn = run(
        [PDFTOPPM.program, "-f", "1", "-l", "1", "-singlefile", "-scale-to", "1600", "-png",
         "plain", "drawn"],
        folder, DRAWING,
    )  # fmt: skip
    if b"Incorrect password" in drawn.said:
        return Look(InspectionOutcome.ENCRYPTED, PDFTOPPM)
    return _encoded(folder, PDFTOPPM, drawn)


def _frame_or_wave(folder: Path) -> Look:
    probed = _probe(folder)
    if probed is None:
        return Look(InspectionOutcome.UNSUPPORTED, FFPROBE)
    streams = probed.get("streams") or []
    pictures = [each for each in streams
                if each.get("codec_type") == "video"
                and not each.get("disposition", {}).get("attached_pic")]  # fmt: skip
    if any(_pixels(each) > MAX_PIXELS for each in pictures):
        return Look(InspectionOutcome.TOO_MANY_PIXELS, FFPROBE)
    if pictures:
        return _frame(folder, probed)
    if any(each.get("codec_type") == "audio" for each in streams):
        return _wave(folder)
    return Look(InspectionOutcome.UNSUPPORTED, FFPROBE)


def _frame(folder: Path, probed: Mapping) -> Look:
    """A tenth into it, at most ten seconds: the first frame is often black."""
    try:
        begin = min(float(probed.get("format", {}).get("duration", 0)) / 10, 10)
    except ValueError:
        begin = 0
    drawn = Outcome("failed")
    for seconds in dict.fromkeys((begin, 0)):
        drawn = run(
            [FFMPEG.program, "-nostdin", *QUIET, "-threads", "1", *CLOSED,
             "-max_pixels", str(MAX_PIXELS), "-ss", f"{seconds:.3f}", "-i", "plain", "-an", "-sn", "-dn",
             "-frames:v", "1", "-vf", "scale='min(1600,iw)':-2", "-threads", "1", "-f", "image2",
             "drawn.png"],
            folder, DRAWING,
        )  # fmt: skip
        if drawn.code != "ok" or _drawn(folder):
            break
    return _encoded(folder, FFMPEG, drawn)


def _wave(folder: Path) -> Look:
    """Of the first hour."""
    drawn = run(
        [FFMPEG.program, "-nostdin", *QUIET, "-threads", "1", *CLOSED, "-t", "3600", "-i", "plain",
         "-filter_complex", "aformat=channel_layouts=mono,showwavespic=s=1600x320:colors=#0f766e",
         "-frames:v", "1", "-f", "image2", "drawn.png"],
        folder, DRAWING,
    )  # fmt: skip
    return _encoded(folder, FFMPEG, drawn)


def _encoded(folder: Path, tool: Tool, drawn: Outcome | None = None) -> Look:
    """Makes the pictures that we show of what lies in the folder."""
    if drawn is not None and not _drawn(folder):
        code = "damaged" if drawn.code == "ok" else drawn.code
        return Look(_named(drawn._replace(code=code)), tool)
    answer = _script(folder, Path(__file__).with_name("picture.py"), str(MAX_PIXELS))
    if answer["code"] != "ok":
        return Look(InspectionOutcome(answer["code"]), tool)
    sizes = {name: (int(size[0]), int(size[1])) for name, size in answer["sizes"].items()}
    return Look(InspectionOutcome.DONE, tool, pictures=sizes)


def _drawn(folder: Path) -> bool:
    return (folder / "drawn.png").exists()


def _probe(folder: Path) -> dict | None:
    said = run(
        [FFPROBE.program, *QUIET, *CLOSED, "-show_format", "-show_streams", "-of", "json", "plain"],
        folder, METADATA,
    )  # fmt: skip
    try:
        answer = json.loads(said.output) if said.code == "ok" else None
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and answer.get("streams") else None


def _pixels(stream: Mapping) -> int:
    return int(stream.get("width") or 0) * int(stream.get("height") or 0)


def _script(folder: Path, script: Path, *words: str) -> dict:
    """The answer of a script of ours; one that was ended answers with the name of its end."""
    ended = run([sys.executable, "-I", str(script), *words], folder, DRAWING, own_code=True)
    try:
        answer = json.loads(ended.output) if ended.code == "ok" else {}
    except ValueError:
        answer = {}
    return answer or {"code": _named(ended._replace(code=ended.code.replace("ok", "failed")))}


def _named(outcome: Outcome) -> InspectionOutcome:
    """A tool's own error means that the file is not as its format wants it."""
    if outcome.code == "failed":
        return InspectionOutcome.DAMAGED
    return InspectionOutcome(outcome.code)
