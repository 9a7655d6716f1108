"""Parts of an upload, sealed on the disk beside the store until all of them have come.

    header       magic (4) · start (8) · size (8) · nonce (12)
    ciphertext   of at most 8 MiB · tag (16)

Parts are written while the offset may still be lost to another request, so that no counter can
be a nonce: each has a random one, under a key of the upload's own. Upload, part, start and size
are authenticated: a part that was flipped, cut, moved or taken from elsewhere does not open.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from casefiles.sealing.keys import KeyDestroyed, WrongKey, subject_key
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.services import forget_key
from evidence.exhibits.store.files import NAME
from evidence.exhibits.store.folder import made, sync_folder
from evidence.exhibits.store.places import StoreFailed

MAGIC = b"CFP1"
NONCE, TAG = 12, 16
HEADER = len(MAGIC) + 8 + 8


class DamagedPart(Exception):
    """A staged part is gone, or is not what was written."""


class StagedFile(NamedTuple):
    """`part` is None for the folder itself."""

    staging: str
    part: str | None
    modified: datetime

    @property
    def name(self) -> str:
        return f"staging/{self.staging}/{self.part}" if self.part else f"staging/{self.staging}"


class Staging:
    """The staged parts of one upload."""

    def __init__(self, name: UUID) -> None:
        self._name = name

    def write(self, part: UUID, start: int, data: bytes | bytearray) -> None:
        """Seals and writes a part; returns once file and folders are synced.

        Raises StoreFailed, and leaves nothing, if the disk refuses; WrongKey or MalformedKey.
        """
        key = subject_key(self._name, create=True)
        head, nonce = _header(start, len(data)), secrets.token_bytes(NONCE)
        sealed = AESGCM(key).encrypt(nonce, data, self._context(part, head))
        try:
            folder = made(self._folder)
            path = folder / part.hex
            try:
                with open(path, "xb", opener=_privately) as file:
                    file.writelines((head, nonce, sealed))
                    file.flush()
                    os.fsync(file.fileno())
                sync_folder(folder)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StoreFailed(f"a part could not be written: {error.strerror}") from error

    def read(self, part: UUID, start: int, size: int) -> bytes:
        """The plain bytes of a part. Raises DamagedPart, StoreFailed, WrongKey, MalformedKey."""
        try:
            key = subject_key(self._name)
        except (SubjectKey.DoesNotExist, KeyDestroyed) as error:
            raise WrongKey("the key of these parts is not in the database") from error
        try:
            stored = (self._folder / part.hex).read_bytes()
        except FileNotFoundError as error:
            raise DamagedPart("a staged part is gone") from error
        except OSError as error:
            raise StoreFailed(f"a part could not be read: {error.strerror}") from error
        head, body = _header(start, size), memoryview(stored)[HEADER:]
        if stored[:HEADER] != head or len(body) != NONCE + size + TAG:
            raise DamagedPart("a staged part is another one, or was cut")
        try:
            return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], self._context(part, head))
        except InvalidTag as error:
            raise DamagedPart("a staged part does not open") from error

    def discard(self, part: UUID) -> None:
        """Removes a part that no row names."""
        (self._folder / part.hex).unlink(missing_ok=True)

    def remove(self) -> None:
        """Removes all parts and their key. No row may need them any more."""
        shutil.rmtree(self._folder, ignore_errors=True)
        forget_key(self._name)

    @property
    def _folder(self) -> Path:
        return _beside_the_store() / self._name.hex

    def _context(self, part: UUID, head: bytes) -> bytes:
        return head + self._name.bytes + part.bytes


def staging_folder() -> Path:
    """Where the parts of all uploads lie. Raises OSError."""
    return made(_beside_the_store())


def staged_files() -> Iterator[StagedFile]:
    """Every staged part and folder, in no order. Raises OSError."""
    for folder in staging_folder().iterdir():
        for path in (folder, *folder.iterdir()):
            try:
                modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue  # assembled or given up meanwhile
            yield StagedFile(folder.name, None if path is folder else path.name, modified)


def discard_staged(file: StagedFile) -> None:
    """Removes what nobody records; with a folder goes the key of its parts."""
    if not NAME.fullmatch(file.staging):
        return
    staging = Staging(UUID(file.staging))
    if file.part is None:
        staging.remove()
    elif NAME.fullmatch(file.part):
        staging.discard(UUID(file.part))


def _beside_the_store() -> Path:
    """Of this machine also where the store is a bucket; where there are several, one they share."""
    return Path(settings.FILES_DIR) / "staging"


def _header(start: int, size: int) -> bytes:
    return MAGIC + start.to_bytes(8, "big") + size.to_bytes(8, "big")


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
