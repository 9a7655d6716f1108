"""Files at rest: AES-256-GCM in records of 1 MiB, so that any range opens by itself.

    header   magic (4) · file id (16)
    record   ciphertext of up to 1 MiB · tag (16)

Each file has a key of its own, so a record's nonce is its index. File id, index and whether it
is the last record are authenticated: a flipped, missing, added, moved or foreign record, and a
file cut at a record's end, all fail to open.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RECORD = 1 << 20
TAG = 16
MAGIC = b"CFR1"
HEADER = len(MAGIC) + 16


class AlteredFile(Exception):
    """The stored bytes are not those that were written, or the key is not the file's."""


class Sink(Protocol):
    """Whatever takes sealed bytes; it must be done with them when it returns."""

    def write(self, data: bytes | memoryview, /) -> object: ...


class Source(Protocol):
    """Sealed bytes, wherever they lie."""

    @property
    def size(self) -> int: ...

    def pieces(self, start: int, end: int, step: int) -> Iterator[bytes]:
        """The bytes from `start` to `end` and no others, `step` at a time; the last may be less."""


class FileSource:
    """An open file as a source. Each piece is sought: several readers may take turns."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, 2)

    def pieces(self, start: int, end: int, step: int) -> Iterator[bytes]:
        for position in range(start, end, step):
            self._file.seek(position)
            yield self._file.read(min(step, end - position))

    def close(self) -> None:
        self._file.close()


class RecordWriter:
    """Seals what is written to it; `close()` writes the last record and gives the plain size.

    Memory stays at three records however long the file is. A chunk of a record's length is
    sealed where it lies: copying costs half as much again as encrypting.
    """

    def __init__(self, out: Sink, key: bytes, file_id: UUID) -> None:
        self._out, self._cipher, self._id = out, AESGCM(key), file_id.bytes
        # The record that waits for more to come: gathered from parts, or a whole chunk.
        self._parts = bytearray()
        self._whole: memoryview | None = None
        self._sealed = bytearray(RECORD + TAG)
        self._index = self.size = 0
        out.write(MAGIC + self._id)

    def write(self, chunk: bytes) -> None:
        self.size += len(chunk)
        # A buffer that its owner goes on writing to could change before it is sealed.
        rest = memoryview(chunk if isinstance(chunk, bytes) else bytes(chunk))
        while rest:
            # A full record waits until more comes: the last one is marked as such.
            if self._whole is not None or len(self._parts) == RECORD:
                self._seal(last=False)
            part = rest[: RECORD - len(self._parts)]
            rest = rest[len(part) :]
            if len(part) == RECORD:
                self._whole = part
            else:
                self._parts += part

    def close(self) -> int:
        self._seal(last=True)
        return self.size

    def _seal(self, *, last: bool) -> None:
        plain = self._parts if self._whole is None else self._whole
        context = _context(self._id, self._index, last)
        sealed = memoryview(self._sealed)[: len(plain) + TAG]
        self._cipher.encrypt_into(_nonce(self._index), plain, context, sealed)
        self._out.write(sealed)
        self._parts.clear()
        self._whole = None
        self._index += 1


class RecordReader:
    """Opens what `RecordWriter` wrote, whole or by ranges. Raises AlteredFile."""

    def __init__(self, stored: Source, key: bytes, file_id: UUID) -> None:
        self._in, self._cipher, self._id = stored, AESGCM(key), file_id.bytes
        body = stored.size - HEADER
        if body < TAG or next(stored.pieces(0, HEADER, HEADER)) != MAGIC + self._id:
            raise AlteredFile("this is not the file that was stored under this name")
        self._records = -(-body // (RECORD + TAG))
        last = body - (self._records - 1) * (RECORD + TAG)
        # Only an empty file has an empty record; a stump would hide that the rest is gone.
        if last < TAG or (last == TAG and self._records > 1):
            raise AlteredFile("this file was cut")
        self.size = body - self._records * TAG

    def chunks(self, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Plain bytes from `start`, `length` of them (to the end unless told), a record at a time.

        Asks the source for the records that hold them, in one stretch, and for nothing else.
        """
        end = self.size if length is None else min(self.size, start + length)
        first, past = start // RECORD, max(start // RECORD + 1, -(-end // RECORD))
        past = min(past, self._records)
        ends = min(HEADER + past * (RECORD + TAG), self._in.size)
        sealed = self._in.pieces(HEADER + first * (RECORD + TAG), ends, RECORD + TAG)
        for index, record in zip(range(first, past), sealed, strict=True):
            plain, offset = self._open(index, record), index * RECORD
            yield plain[max(0, start - offset) : end - offset]

    def _open(self, index: int, sealed: bytes) -> bytes:
        context = _context(self._id, index, index == self._records - 1)
        try:
            return self._cipher.decrypt(_nonce(index), sealed, context)
        except InvalidTag as error:
            raise AlteredFile(f"record {index} of {self._records} does not open") from error


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _context(file_id: bytes, index: int, last: bool) -> bytes:
    return file_id + index.to_bytes(8, "big") + (b"\x01" if last else b"\x00")
