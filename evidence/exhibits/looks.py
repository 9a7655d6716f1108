"""What pages say of the inspections of files, and which picture of each they may show."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from casefiles.audit.services import log_readings
from casefiles.jobs.models import Job
from evidence.exhibits.families import family_of_type
from evidence.exhibits.inspection.asking import key_of
from evidence.exhibits.inspection.words import advice, label
from evidence.exhibits.models import ExhibitFile, Inspection, Rendition
from evidence.exhibits.quarantine import why_held, with_scans
from evidence.exhibits.vocabulary import (
    QUIET,
    InspectionKind,
    InspectionOutcome,
    RenditionVariant,
    TypeCheck,
    TypeFamily,
)


@dataclass
class FileLooks:
    """Beside one file. `held` is "" or why nobody may open it."""

    file: Any
    held: str = ""
    inspections: list[Inspection] = field(default_factory=list)
    pictures: dict[str, Rendition] = field(default_factory=dict)
    # The entry in the log of readings that names its small picture among those of a list.
    logged: Any = ""
    waits: str = ""  # "queued" or "failed", where nobody has looked yet

    @property
    def held_label(self) -> Any:
        return label(self.held)

    @property
    def held_advice(self) -> Any:
        return advice(self.held)

    @property
    def remarks(self) -> list[dict[str, Any]]:
        """What a reader must know before opening it: (heading, text), the worst first."""
        found = [{"heading": each.get_outcome_display(), "text": advice(each.outcome)}
                 for each in self.inspections if self._is_remarkable(each)]  # fmt: skip
        mismatch = type_words(self.file)
        return [{"heading": mismatch, "text": advice(InspectionOutcome.NOT_WHAT_IT_SAYS)}, *(
            each for each in found
            if each["heading"] != InspectionOutcome.NOT_WHAT_IT_SAYS.label
        )] if mismatch else found  # fmt: skip

    def _is_remarkable(self, row: Inspection) -> bool:
        """What holds a file, and why it has no picture, is said in places of their own."""
        is_apart = row.kind == InspectionKind.PREVIEW or (
            self.held and row.kind == InspectionKind.VIRUS
        )
        return not is_apart and row.outcome not in QUIET

    @property
    def preview(self) -> Inspection | None:
        return next(
            (each for each in self.inspections if each.kind == InspectionKind.PREVIEW), None
        )

    @property
    def has_metadata(self) -> bool:
        return any(
            each.kind == InspectionKind.METADATA and each.metadata for each in self.inspections
        )

    @property
    def is_unscanned(self) -> bool:
        scans = [each for each in self.inspections if each.kind == InspectionKind.VIRUS]
        return all(each.outcome == InspectionOutcome.NOT_SCANNED for each in scans)

    @property
    def no_preview(self) -> dict[str, Any] | None:
        """Why there is no picture, in words."""
        made = self.preview
        if self.held or made is None or made.outcome == InspectionOutcome.DONE:
            return None
        return {"heading": made.get_outcome_display(), "text": advice(made.outcome)}

    @property
    def view(self) -> Rendition | None:
        return self.pictures.get(RenditionVariant.VIEW)

    @property
    def thumb(self) -> Rendition | None:
        return self.pictures.get(RenditionVariant.THUMB)

    @property
    def veil(self) -> str:
        """A few blurred pixels as an address of their own: nothing is fetched to show them."""
        if self.view is None:
            return ""
        return f"data:image/webp;base64,{base64.b64encode(bytes(self.view.veil)).decode()}"

    @property
    def alt(self) -> str:
        kind = family_of_type(self.file.media_type)
        words: dict[str, str] = {
            TypeFamily.VIDEO: _("A frame of %s"), TypeFamily.AUDIO: _("The waveform of %s"),
            TypeFamily.PDF: _("The first page of %s"),
        }  # fmt: skip
        return words.get(kind, _("Preview of %s")) % self.file.download_name


def type_words(file: ExhibitFile) -> str:
    """ "Named as a picture; its bytes are a web page.": of the sealed name only its family is told."""
    found = family_of_type(file.media_type)
    is_bytes = TypeFamily(found).label if found else file.media_type
    if file.type_check == TypeCheck.MISMATCH:
        return _("Named as %(name)s, but its bytes are %(bytes)s") % {
            "name": TypeFamily(file.named_as).label, "bytes": is_bytes}  # fmt: skip
    if file.type_check == TypeCheck.POLYGLOT:
        return _("Its bytes are %s, and can be read as a web page as well") % is_bytes
    return ""


def looks_of(files: Iterable[Any]) -> list[FileLooks]:
    """Of files from with_scans(): three queries, however many files."""
    looks = {file.pk: FileLooks(file, held=why_held(file)) for file in files}
    for row in Inspection.objects.filter(file__in=looks).newest():
        looks[row.file_id].inspections.append(row)
    newest = Rendition.objects.filter(inspection__file__in=looks).select_related("inspection")
    for picture in newest.order_by("inspection__attempt"):
        looks[picture.inspection.file_id].pictures[picture.variant] = picture
    _say_what_waits([look for look in looks.values() if not look.inspections])
    return list(looks.values())


def put_covers(exhibits: Sequence[Any], case: Any, *, to: Any) -> bool:
    """Gives each exhibit `cover`: the FileLooks of its first file that has a picture and is not
    held, or None; to whoever may see no previews, None. Says whether any has one.

    A few queries, however many exhibits, and one entry in the log of readings for all that the
    page will fetch. Of what is graphic it fetches nothing.
    """
    covers: dict[Any, FileLooks] = {}
    if to.has_perm("exhibits.see_covers", case):
        pictures = Rendition.objects.filter(
            variant=RenditionVariant.THUMB, inspection__file__withdrawn_at=None,
            inspection__file__exhibit__in=[each.pk for each in exhibits],
        ).order_by("inspection__file__exhibit_id", "inspection__file__position")  # fmt: skip
        files = pictures.distinct("inspection__file__exhibit_id").values("inspection__file")
        looks = looks_of(with_scans(ExhibitFile.objects.filter(pk__in=files)))
        covers = {look.file.exhibit_id: look for look in looks if not look.held and look.thumb}
    for exhibit in exhibits:
        exhibit.cover = covers.get(exhibit.pk)
    _log_at_once([each.cover for each in exhibits if each.cover and not each.is_graphic], to)
    return bool(covers)


def _log_at_once(covers: list[FileLooks], user: Any) -> None:
    if pictures := [cover.thumb for cover in covers if cover.thumb]:
        entry = log_readings(pictures, by=user, what="previews in a list")
        for cover in covers:
            cover.logged = entry


def _say_what_waits(looks: list[FileLooks]) -> None:
    keys = {key_of(look.file, 1): look for look in looks}
    for job in Job.objects.filter(idempotency_key__in=keys):
        is_failed = job.state == Job.State.FAILED
        keys[job.idempotency_key].waits = "failed" if is_failed else "queued"
