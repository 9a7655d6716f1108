"""The inspection of one stored file, and its record, look by look."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.jobs.services import Lease
from evidence.exhibits.families import family_of_type
from evidence.exhibits.inspection import looking, scanning
from evidence.exhibits.inspection.looking import Look
from evidence.exhibits.inspection.scratch import NoRoom, private_folder
from evidence.exhibits.intake import only_if_recorded, write_unrecorded
from evidence.exhibits.models import ExhibitFile, Inspection, Rendition
from evidence.exhibits.notices import tell_held
from evidence.exhibits.quarantine import held_because, verdicts
from evidence.exhibits.reading import Damaged, OutOfReach, checked_chunks, checked_range
from evidence.exhibits.store import StoreFailed
from evidence.exhibits.vocabulary import InspectionKind, InspectionOutcome, TypeFamily

# Of a file that is larger than is opened whole, so much of its head and of its end is: the
# containers of video keep in one of them what is needed for the rest.
EDGE = 64 * 1024 * 1024
KINDS = (
    InspectionKind.TYPE,
    InspectionKind.CONTENTS,
    InspectionKind.METADATA,
    InspectionKind.PREVIEW,
)
STEPS = len(KINDS) + 1


class Asked(NamedTuple):
    """Which attempt at which file is under way, and the right to write of it."""

    file: ExhibitFile
    attempt: int
    lease: Lease


def inspect(file: ExhibitFile, attempt: int, lease: Lease) -> None:
    """Every look that this attempt lacks, each recorded as it is made: what a killed worker has
    done is not done again. A file that is held is not opened. Raises LostLease,
    OutOfReach, WrongKey."""
    asked = Asked(file, attempt, lease)
    done = set(_of(asked).values_list("kind", flat=True))
    try:
        if InspectionKind.VIRUS not in done:
            _scan(asked)
        if held_because(file):
            return
        missing = [kind for kind in KINDS if kind not in done]
        if missing:
            _look(asked, missing)
    except OutOfReach:
        raise
    except Damaged:
        _give_up(asked, InspectionOutcome.ORIGINAL_DAMAGED)
    except NoRoom:
        _give_up(asked, InspectionOutcome.NO_ROOM)


def _of(asked: Asked) -> Any:
    return Inspection.objects.filter(file=asked.file, attempt=asked.attempt)


def _scan(asked: Asked) -> None:
    if not scanning.is_configured():
        _record(asked, InspectionKind.VIRUS, Look(InspectionOutcome.NOT_SCANNED))
        return
    last = verdicts().filter(file=asked.file).order_by("-attempt").first()
    said = last.outcome if last else ""
    is_released = hasattr(last, "release")
    if is_released and said != InspectionOutcome.SCANNER_UNREACHABLE:
        return  # a lead has overruled what it would say again
    verdict = scanning.scan(checked_chunks(asked.file))
    is_open = is_released or said == InspectionOutcome.CLEAN
    if verdict.outcome == InspectionOutcome.SCANNER_UNREACHABLE and is_open:
        return  # what is open is not held because it is looked at once more
    look = Look(verdict.outcome, found=verdict.signature)
    _record(asked, InspectionKind.VIRUS, look, tool="clamd", version=verdict.version)


def _look(asked: Asked, kinds: list[InspectionKind]) -> None:
    file = asked.file
    is_whole = file.size <= settings.INSPECTED_MAX_BYTES
    with private_folder(min(file.size, 2 * EDGE) if not is_whole else file.size) as folder:
        _write_plain(folder / "plain", file, is_whole)
        family = _family(file, folder)
        for kind in kinds:
            look = _way(kind, file, family, is_whole)(folder)
            if look is not None:
                _record(asked, kind, look, folder)
            _clear(folder)


def _family(file: ExhibitFile, folder: Path) -> str:
    """By the first bytes, or where they say nothing by the opinion of libmagic."""
    known = family_of_type(file.media_type)
    return known or family_of_type(looking.look_at_type(folder, "", "").found)


def _way(
    kind: InspectionKind, file: ExhibitFile, family: str, is_whole: bool
) -> Callable[[Path], Look | None]:
    opens_parts = family == TypeFamily.VIDEO or kind == InspectionKind.TYPE
    if not is_whole and not opens_parts:
        return lambda _folder: Look(InspectionOutcome.TOO_LARGE)
    ways: Mapping[InspectionKind, Callable[[Path], Look | None]] = {
        InspectionKind.TYPE: lambda f: looking.look_at_type(f, file.named_as, file.media_type),
        InspectionKind.CONTENTS: lambda f: looking.look_at_contents(f, family),
        InspectionKind.METADATA: lambda f: looking.look_at_metadata(f, family),
        InspectionKind.PREVIEW: lambda f: looking.look_at_picture(f, family, file.media_type),
    }
    return ways[kind]


def _write_plain(path: Path, file: ExhibitFile, is_whole: bool) -> None:
    """All of it, or head and end with a hole between them. Raises Damaged, NoRoom."""
    parts: list[tuple[int, Iterator[bytes]]] = [(0, checked_chunks(file))] if is_whole else [
        (start, checked_range(file, start, EDGE)) for start in (0, max(0, file.size - EDGE))
    ]  # fmt: skip
    try:
        with path.open("wb") as plain:
            for start, pieces in parts:
                plain.seek(start)
                for piece in pieces:
                    plain.write(piece)
    except OSError as error:
        raise NoRoom from error


def _clear(folder: Path) -> None:
    """What one tool left is not there for the next."""
    for path in folder.iterdir():
        if path.name != "plain" and not path.is_dir():
            path.unlink()


def _record(
    asked: Asked, kind: str, look: Look, folder: Path | None = None, *,
    tool: str = "", version: str = "",
) -> None:  # fmt: skip
    """One row, with its pictures, or nothing; and only while the lease is ours."""
    done = _of(asked).count()
    try:
        with only_if_recorded():
            stored = {name: write_unrecorded([(folder / f"{name}.webp").read_bytes()])
                      for name in look.pictures if folder}  # fmt: skip
            with transaction.atomic():
                # Locks the job's row: a worker believed dead writes nothing here.
                asked.lease.progress(min(done + 1, STEPS), STEPS, _("Looking into a file"))
                row = Inspection.objects.create(
                    case_id=asked.file.case_id, file=asked.file, kind=kind, attempt=asked.attempt,
                    outcome=look.outcome, found=look.found, metadata=look.metadata,
                    tool=tool or (look.tool.program if look.tool else ""),
                    tool_version=version[:100] or look.version, parent_sha256=asked.file.sha256,
                )  # fmt: skip
                tell_held(row)
                for name, made in stored.items():
                    width, height = look.pictures[name]
                    Rendition.objects.create(
                        inspection=row, variant=name, object_name=made.name, sha256=made.sha256,
                        size=made.size, media_type="image/webp", width=width, height=height,
                        veil=(folder / "veil.webp").read_bytes() if folder else b"",
                    )  # fmt: skip
    except StoreFailed:
        _record(asked, kind, Look(InspectionOutcome.NO_ROOM, look.tool))


def _give_up(asked: Asked, outcome: InspectionOutcome) -> None:
    if not _of(asked).filter(kind=InspectionKind.PREVIEW).exists():
        _record(asked, InspectionKind.PREVIEW, Look(outcome))
