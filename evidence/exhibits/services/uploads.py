"""From uploads that are ready to files that an exhibit can record."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import MalformedKey, WrongKey
from casefiles.sealing.preloading import preloaded_keys
from casefiles.sealing.records import AlteredFile
from casefiles.sealing.services import forget_key
from evidence.exhibits.failures import sentence
from evidence.exhibits.families import has_markup
from evidence.exhibits.intake import NewFile
from evidence.exhibits.media import HEAD_BYTES
from evidence.exhibits.models import Upload
from evidence.exhibits.names import shown_name
from evidence.exhibits.services.assembly import settle
from evidence.exhibits.store import Missing, Stored, store
from evidence.exhibits.vocabulary import UploadState


class Announced(NamedTuple):
    """A line of a form's manifest; size, hash and name as far as the sender said them."""

    id: UUID
    size: int | None = None
    sha256: str = ""
    name: str = ""


def claim(
    ids: Iterable[UUID], *, case: CaseFile, by: Any, names: Mapping[UUID, str] | None = None
) -> list[NewFile]:
    """The files of these uploads, in this order, stored already: nothing is written again.

    Attaching them removes the uploads (see `take_all`); until then they can be claimed again.
    Raises ValidationError with one message for each that is not ready, naming it: by `names`,
    as its sender calls it, where nothing else is left of it.
    """
    ids, names = list(ids), names or {}
    found = {
        row.pk: row for row in Upload.objects.visible_to(by).filter(case=case, pk__in=ids)
    }  # fmt: skip
    with preloaded_keys(found):
        return _claimed(ids, found, names)


def _claimed(
    ids: Sequence[UUID], found: Mapping[UUID, Upload], names: Mapping[UUID, str]
) -> list[NewFile]:
    problems = [_problem(found.get(pk), names.get(pk, "")) for pk in ids]
    if len(set(ids)) < len(ids):
        problems.append(_("One upload was named twice. Open the form again."))
    if any(problems):
        raise ValidationError([each for each in problems if each])
    return [_new_file(found[pk]) for pk in ids]


def check_manifest(files: Sequence[NewFile], manifest: Sequence[Announced]) -> None:
    """Raises ValidationError naming each file that is not the one which was announced."""
    problems = [
        _("“%s” is not the file that was chosen: its size or SHA-256 is another one. Choose it "
          "again.") % shown_name(file.name)
        for file, line in zip(files, manifest, strict=True)
        if file.stored and (line.size not in {None, file.stored.size}
                            or line.sha256 not in {"", file.stored.sha256})
    ]  # fmt: skip
    if problems:
        raise ValidationError(problems)


def take_all(files: Iterable[NewFile]) -> None:
    """Removes the uploads behind files, in the transaction that records the files.

    Raises ValidationError where somebody else has recorded one: it can be attached once.
    """
    named = {file.upload_id: file for file in files if file.upload_id is not None}
    if not named:
        return
    rows = Upload.objects.filter(pk__in=named, state=UploadState.READY)
    found = set(rows.order_by("pk").select_for_update().values_list("pk", flat=True))
    if gone := [_gone(shown_name(named[pk].name)) for pk in named if pk not in found]:
        raise ValidationError(gone)
    rows.delete()
    forget_key(*found)


def _new_file(upload: Upload) -> NewFile:
    assert upload.object_name is not None
    file = NewFile(
        None, unseal(upload, "original_name"), expected=upload.sha256, upload_id=upload.pk
    )
    file.stored = Stored(upload.object_name, upload.sha256, upload.size)
    is_marked_up = upload.is_marked_up
    if is_marked_up is None:
        is_marked_up = has_markup(_head_of(upload.object_name))
    file.judge(upload.media_type, is_marked_up=is_marked_up)
    return file


def _head_of(object_name: str) -> bytes:
    """Its first bytes; nothing where they cannot be read now, which is for others to find out."""
    try:
        with store().open(object_name) as stored:
            return b"".join(stored.chunks(0, HEAD_BYTES))
    except (Missing, AlteredFile, WrongKey, MalformedKey, OSError):
        return b""


def _problem(upload: Upload | None, called: str) -> str:
    if upload is None:
        return _gone(shown_name(called) if called else "")
    if upload.state == UploadState.READY and not upload.is_expired:
        return ""
    if upload.is_expired:
        return _("The time of an upload ran out before it was attached. Choose the file again.")
    name = shown_name(unseal(upload, "original_name"))
    match settle(upload).state:
        case UploadState.FAILED:
            return f"“{name}”: {sentence(upload.error_code)}"
        case UploadState.ASSEMBLING:
            text = _("“%s” is still being checked and stored. Send the form again in a moment.")
            return text % name
    return _("“%s” has not arrived whole yet. Let it finish, then send the form again.") % name


def _gone(name: str) -> str:
    if name:
        text = _("“%s” was attached or removed already. Look at the exhibits, or choose it again.")
        return text % name
    return _("A file was attached or removed already. Look at the exhibits, or choose it again.")
