"""Parts of an upload, sealed on the disk beside the store until all of them have come.

    header       magic (4) · start (8) · nonce (12)
    ciphertext   of at most 8 MiB · tag (16)

Parts are written while the offset may still be lost to another request, so that no counter can
be a nonce: each has a random one, under a key of the upload's own. Upload, part and start are
authenticated: a part that was flipped, cut, moved or taken from elsewhere does not open. One
message of AES-256-GCM a part, sealed and opened as it passes: its tag comes last, so whoever
reads must throw away what came before if the end raises.
"""

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from casefiles.sealing.keys import KeyDestroyed, WrongKey, subject_key
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.services import forget_key
from evidence.exhibits.store.files import CHUNK, NAME
from evidence.exhibits.store.folder import made, sync_folder
from evidence.exhibits.store.places import StoreFailed

MAGIC = b"CFP1"
NONCE, TAG = 12, 16
HEADER = len(MAGIC) + 8


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

    def write(self, part: UUID, start: int, chunks: Iterable[bytes]) -> None:
        """Seals and writes a part as it comes; returns once file and folders are synced.

        Raises StoreFailed, and leaves nothing, if the disk refuses; WrongKey or MalformedKey.
        What `chunks` raise passes, and leaves nothing either.
        """
        key = subject_key(self._name, create=True)
        try:
            folder = made(self._folder)
            path = folder / part.hex
            try:
                with open(path, "xb", opener=_privately) as file:
                    self._seal(file, key, part, start, chunks)
                    file.flush()
                    os.fsync(file.fileno())
                sync_folder(folder)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StoreFailed(f"a part could not be written: {error.strerror}") from error

    def read(self, part: UUID, start: int, size: int) -> Iterator[bytes]:
        """The plain bytes of a part; proved only once the last has come.

        Raises DamagedPart, StoreFailed, WrongKey, MalformedKey, up to its very end.
        """
        try:
            key = subject_key(self._name)
        except (SubjectKey.DoesNotExist, KeyDestroyed) as error:
            raise WrongKey("the key of these parts is not in the database") from error
        try:
            with (self._folder / part.hex).open("rb") as file:
                if os.fstat(file.fileno()).st_size != HEADER + NONCE + size + TAG:
                    raise DamagedPart("a staged part was cut, or added to")
                yield from self._open(file, key, part, start, size)
        except FileNotFoundError as error:
            raise DamagedPart("a staged part is gone") from error
        except OSError as error:
            raise StoreFailed(f"a part could not be read: {error.strerror}") from error

    def _seal(
        self, file: BinaryIO, key: bytes, part: UUID, start: int, chunks: Iterable[bytes]
    ) -> None:
        head, nonce = _header(start), secrets.token_bytes(NONCE)
        sealing = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(self._context(part, head))
        file.write(head + nonce)
        file.writelines(sealing.update(chunk) for chunk in chunks)
        file.write(sealing.finalize() + sealing.tag)

    def _open(
        self, file: BinaryIO, key: bytes, part: UUID, start: int, size: int
    ) -> Iterator[bytes]:
        head, nonce = file.read(HEADER), file.read(NONCE)
        if head != _header(start):
            raise DamagedPart("a staged part is another one")
        opening = Cipher(algorithms.AES(key), modes.GCM(nonce)).decryptor()
        opening.authenticate_additional_data(self._context(part, head))
        while size:
            chunk = file.read(min(CHUNK, size))
            if not chunk:
                raise DamagedPart("a staged part was cut while it was read")
            size -= len(chunk)
            yield opening.update(chunk)
        try:
            opening.finalize_with_tag(file.read(TAG))
        except (InvalidTag, ValueError) as error:
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


def _header(start: int) -> bytes:
    return MAGIC + start.to_bytes(8, "big")


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
