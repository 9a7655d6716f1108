"""Receives files: hashed as they arrive, kept out of memory, refused from strangers.

Django reads a form's body before it checks anything, so nothing may enter the store here:
an upload waits beside the store, and the form decides. It is hashed on arrival all the same,
so that what is stored can be compared with what was sent.
"""

import hashlib
import io
import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http.multipartparser import MultiPartParser

from evidence.exhibits.store import StoreFailed, store
from evidence.exhibits.temporary_files import EncryptedTemporaryFile

logger = logging.getLogger(__name__)


class GivenName(str):
    """A usable file name that remembers what was sent."""

    __slots__ = ("given",)
    given: str


class KeepsNames(MultiPartParser):
    """Django's parser drops a file, without a word, whose name has no printable letter."""

    def sanitize_file_name(self, file_name: str) -> str:
        name = GivenName(super().sanitize_file_name(file_name) or "unnamed")
        name.given = file_name
        return name


class ReceivedFile(UploadedFile):
    """An upload in a nameless, sealed temporary file, which is gone once it is closed.

    It never breaks the parsing of its form, which has to say what happened: past the limit, or
    once the disk refuses, it only counts.
    """

    size: int

    def __init__(self, given_name: str, content_type: str | None) -> None:
        super().__init__(io.BytesIO(), "upload", content_type, 0)
        self.given_name = given_name
        self.sha256 = ""
        self.found_no_room = False
        self._digest = hashlib.sha256()
        self._waiting: EncryptedTemporaryFile | None = None
        self._keep(lambda: EncryptedTemporaryFile(store().incoming()))

    def receive(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.is_too_large:
            self._drop()
        if self._waiting is not None:
            waiting = self._waiting
            self._digest.update(chunk)
            self._keep(lambda: waiting.append(chunk))

    def finish(self) -> None:
        self.sha256 = self._digest.hexdigest()
        if self._waiting is not None:
            self._keep(self._waiting.rest)

    def close(self) -> None:
        self._drop()
        super().close()

    @property
    def is_too_large(self) -> bool:
        return self.size > settings.EXHIBIT_FILE_MAX_BYTES

    def _keep(self, act: Callable[[], Any]) -> None:
        try:
            kept = act()
        except (OSError, StoreFailed) as error:
            logger.error("an upload found no room beside the store: %s", error)  # noqa: TRY400
            self.found_no_room = True
            self._drop()
            return
        if isinstance(kept, EncryptedTemporaryFile):
            self._waiting = kept
        elif kept is not None:
            self.file = kept

    def _drop(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            try:
                waiting.close()
            except OSError:
                pass  # a full disk refuses once more what was buffered


class HashingUploadHandler(FileUploadHandler):
    """The only upload handler of this site (FILE_UPLOAD_HANDLERS)."""

    chunk_size = 256 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._is_parsing = False
        self.received: ReceivedFile | None = None

    def handle_raw_input(self, input_data: Any, META: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N803
        """Parses with our own parser, which in turn asks this handler again."""
        if self._is_parsing:
            return None
        self._is_parsing = True
        return KeepsNames(META, input_data, [self], self.request.encoding).parse()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        # The session is known by now; CSRF is checked once the body is read.
        if self.request is None or not self.request.user.is_authenticated:
            raise SkipFile
        given = getattr(self.file_name, "given", str(self.file_name))
        self.received = ReceivedFile(given, self.content_type)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        assert self.received is not None
        self.received.receive(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        done, self.received = self.received, None
        if done is not None:
            done.finish()
        return done

    def upload_interrupted(self) -> None:
        """The line broke: what has come so far is thrown away."""
        if self.received is not None:
            self.received.close()
            self.received = None
