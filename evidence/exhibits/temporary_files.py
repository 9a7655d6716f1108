"""A temporary file of which the disk sees only ciphertext."""

import errno
import io
import tempfile
import uuid
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from casefiles.sealing.records import RECORD, AlteredFile, FileSource, RecordReader, RecordWriter


class EncryptedTemporaryFile(io.RawIOBase):
    """Written once from its beginning; after `rest()` read from anywhere. Raises OSError.

    It has no name, so that a crash leaves nothing, and a key that only this process ever has.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file: Any = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by close()
        self._key, self._id = AESGCM.generate_key(256), uuid.uuid4()
        self._writer = RecordWriter(self._file, self._key, self._id)
        self._reader: RecordReader | None = None
        self._position = 0

    def append(self, chunk: bytes) -> None:
        self._writer.write(chunk)

    def rest(self) -> io.BufferedReader:
        """Ends the writing; gives what reads it by the record."""
        self._writer.close()
        self._file.flush()
        self._reader = RecordReader(FileSource(self._file), self._key, self._id)
        return io.BufferedReader(self, RECORD)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        assert self._reader is not None
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._reader.size}
        self._position = max(0, begin[whence] + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        assert self._reader is not None
        wanted = min(len(buffer), max(0, self._reader.size - self._position))
        try:
            plain = b"".join(self._reader.chunks(self._position, wanted)) if wanted else b""
        except AlteredFile as error:
            raise OSError(errno.EIO, "a waiting file was altered on the disk") from error
        buffer[: len(plain)] = plain
        self._position += len(plain)
        return len(plain)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
