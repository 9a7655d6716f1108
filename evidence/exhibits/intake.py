"""From a file that someone hands in to a stored one, with nothing left behind if it fails.

Order: written and synced, then recorded. A crash in between leaves an object that no row
names, which `manage.py sweep_store` lists and removes; it never leaves a row without its file.
"""

import io
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from casefiles.sealing.keys import MalformedKey, WrongKey
from evidence.exhibits.families import check_type, family_of_name, has_markup
from evidence.exhibits.media import HEAD_BYTES, sniff
from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.names import shown_name
from evidence.exhibits.store import CHUNK, Stored, StoreFailed, store
from evidence.exhibits.sweep import recorders
from evidence.exhibits.vocabulary import CopyRole

logger = logging.getLogger(__name__)

# Objects written inside of the innermost only_if_recorded() of this thread.
_written: ContextVar[list[str] | None] = ContextVar("written", default=None)


@dataclass(frozen=True)
class Making:
    """How a copy was made: from which file, by what operation, with which tool, by whom."""

    parent: ExhibitFile | None = None
    operation: str = ""
    tool: str = ""
    operator: str = ""


@dataclass
class NewFile:
    """A file to take in. `expected` is the SHA-256 measured while it arrived, if it was."""

    content: BinaryIO | UploadedFile | None
    name: str
    role: str = CopyRole.EVIDENTIARY
    expected: str = ""
    # A CapturePart, BY_TYPE, or nothing where it belongs to no web capture.
    capture_part: str = ""
    # The row's id, where a form has fixed it against being posted twice.
    row_id: UUID | None = None
    making: Making | None = None
    # The upload that brought it; `content` is None then, for it is stored already.
    upload_id: UUID | None = None
    media_type: str = field(default="", init=False)
    # Of the name's ending only its family is kept in the clear.
    named_as: str = field(default="", init=False)
    type_check: str = field(default="", init=False)
    stored: Stored | None = field(default=None, init=False)

    def judge(self, media_type: str, *, is_marked_up: bool) -> None:
        """Says whether its name agrees with what its first bytes are."""
        self.media_type, self.named_as = media_type, family_of_name(self.name)
        self.type_check = check_type(self.named_as, media_type, is_marked_up=is_marked_up)

    @classmethod
    def of_bytes(cls, content: bytes, name: str, role: str = CopyRole.EVIDENTIARY) -> Self:
        return cls(io.BytesIO(content), name, role)


@contextmanager
def only_if_recorded() -> Iterator[None]:
    """On the way out, removes each object written inside that no row names.

    Put it around the transaction: `with only_if_recorded(), transaction.atomic(): …`. It asks
    the database, not the course of events. Where the line to it was lost meanwhile nothing is
    removed: a commit may be under way there still, its rows unseen. The sweep finds what is left.
    Inside of another one, what is kept for now is asked for again when the outer ends.
    """
    connection.ensure_connection()
    line = connection.connection
    mine: list[str] = []
    outer = _written.get()
    token = _written.set(mine)
    try:
        yield
    finally:
        _written.reset(token)
        still_there = _remove_unrecorded(mine) if _stands(line) else mine
        if outer is not None:
            outer.extend(still_there)


def _stands(line: Any) -> bool:
    """Whether it is the one in use: whatever was sent through it has been answered, then."""
    return connection.connection is line and not line.closed


def store_all(files: Iterable[NewFile]) -> None:
    """Writes each file that is not in the store yet. Call inside only_if_recorded().

    Slow for large files: call it before the transaction. Raises ValidationError for an
    empty file, one that changed since it arrived, and a disk that refuses.
    """
    written = _written.get()
    if written is None:
        raise RuntimeError("files are stored inside of only_if_recorded()")
    for file in files:
        if file.stored is None:
            file.stored = _store(file)
            written.append(file.stored.name)


def write_unrecorded(chunks: Iterable[bytes]) -> Stored:
    """Writes an object that is removed at the end of only_if_recorded() if no row names it.

    Raises what FileStore.write() does.
    """
    written = _written.get()
    if written is None:
        raise RuntimeError("files are stored inside of only_if_recorded()")
    stored = store().write(chunks)
    written.append(stored.name)
    return stored


def _store(file: NewFile) -> Stored:
    content = file.content
    assert content is not None, "what has no content is stored already"
    try:
        content.seek(0)
        head = content.read(HEAD_BYTES) or b""
        file.judge(sniff(head), is_marked_up=has_markup(head))
        content.seek(0)
        stored = store().write(iter(lambda: content.read(CHUNK), b""))
    except (StoreFailed, OSError) as error:
        logger.exception("an upload could not be stored")
        raise ValidationError(
            _("The store has no room or cannot be written. Nothing was saved: tell whoever "
              "runs this server, then send it again.")
        ) from error  # fmt: skip
    except (WrongKey, MalformedKey) as error:
        logger.error("an upload could not be encrypted: see manage.py doctor")  # noqa: TRY400
        raise ValidationError(
            _("The master key of this server is missing or is another one, so files cannot be "
              "encrypted. Nothing was saved: tell whoever runs this server, then send it again.")
        ) from error  # fmt: skip
    problem = _problem(file, stored)
    if problem:
        store().discard_quietly(stored.name)
        raise ValidationError(problem % {"name": shown_name(file.name)})
    return stored


def _problem(file: NewFile, stored: Stored) -> str:
    if not stored.size:
        return _("“%(name)s” is empty. Choose the file again.")
    if file.expected and file.expected != stored.sha256:
        return _("“%(name)s” changed between arriving and being stored. Send it again.")
    return ""


def _remove_unrecorded(names: list[str]) -> list[str]:
    """Discards what no row names; gives back what is still there."""
    if not names:
        return []
    try:
        recorded = {
            name for model in recorders()
            for name in model.objects.filter(object_name__in=names).values_list(
                "object_name", flat=True
            )
        }  # fmt: skip
    except DatabaseError:
        return names
    for name in set(names) - recorded:
        store().discard_quietly(name)
    return [name for name in names if name in recorded]
