"""A bucket of any S3-compatible store as the place of objects, through django-storages.

django-storages gives the connection; what it writes and reads with is not used. Its S3File
completes an upload also where the writer failed half-way, so that half an object appears, and
fetches a whole object in order to read any of it.
"""

import errno
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError
from django.utils import timezone
from storages.backends.s3 import S3Storage

from casefiles.sealing.records import HEADER, AlteredFile
from evidence.exhibits.store.answers import code_of, in_words
from evidence.exhibits.store.multipart import BucketDraft
from evidence.exhibits.store.places import Locked, Missing, StoredObject, Unreachable

# How often a stretch that breaks off is asked for again before it is given up.
PATIENCE = 3


class BucketPlace:
    """Objects by their names, under the prefix, if one is set; locked, if a lock is set."""

    def __init__(self, storage: S3Storage, lock: tuple[str, int] | None = None) -> None:
        self._storage, self._lock = storage, lock

    @property
    def client(self) -> Any:
        """One a thread: django-storages sees to that."""
        return self._storage.connection.meta.client

    @property
    def bucket(self) -> str:
        return self._storage.bucket_name

    def address(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self._prefix() + name}

    def lock(self) -> dict[str, Any]:
        """What locks a new object, as every request that makes one takes it."""
        if self._lock is None:
            return {}
        mode, days = self._lock
        return {
            "ObjectLockMode": mode,
            "ObjectLockRetainUntilDate": timezone.now() + timedelta(days=days),
        }

    def draft(self, name: str) -> BucketDraft:
        return BucketDraft(self.client, self.address(name), self.lock())

    def open(self, name: str) -> "BucketSource":
        return BucketSource(self.client, self.address(name), name)

    def iterate(self) -> Iterator[StoredObject]:
        pages = self.client.get_paginator("list_objects_v2")
        with in_words("list its objects"):
            for page in pages.paginate(Bucket=self.bucket, Prefix=self._prefix()):
                for entry in page.get("Contents", ()):
                    yield StoredObject(self._name(entry["Key"]), entry["LastModified"])

    def unfinished(self) -> Iterator[StoredObject]:
        """Multipart uploads: invisible, and kept (and charged for) until they are aborted."""
        for upload in self._uploads(self._prefix()):
            yield StoredObject(self._name(upload["Key"]), upload["Initiated"])

    def delete(self, name: str) -> None:
        """The object's own version, where the bucket keeps versions: a mark would only hide it."""
        with in_words("remove an object"):
            try:
                found = self.client.head_object(**self.address(name))
                version = {"VersionId": found["VersionId"]} if found.get("VersionId") else {}
                self.client.delete_object(**self.address(name), **version)
            except ClientError as error:
                if code_of(error) in {"404", "NoSuchKey"}:
                    return
                if code_of(error) == "AccessDenied" and _is_locked(found):
                    raise Locked(name, found.get("ObjectLockRetainUntilDate")) from error
                raise

    def delete_unfinished(self, name: str) -> None:
        with in_words("abort an upload"):
            for upload in self._uploads(self.address(name)["Key"]):
                self.client.abort_multipart_upload(
                    Bucket=self.bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                )

    def _uploads(self, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self.client.get_paginator("list_multipart_uploads")
        with in_words("list its uploads"):
            for page in pages.paginate(Bucket=self.bucket, Prefix=prefix):
                yield from page.get("Uploads", ())

    def _prefix(self) -> str:
        return f"{self._storage.location}/" if self._storage.location else ""

    def _name(self, key: str) -> str:
        return key.removeprefix(self._prefix())


class BucketSource:
    """An object that is read by HTTP ranges: a request for each stretch that is asked for.

    All of them ask for the version that was opened: another one would be told by its ETag.
    """

    def __init__(self, client: Any, address: dict[str, str], name: str) -> None:
        self._client, self._address = client, address
        with in_words("read an object"):
            try:
                # Its first bytes are needed anyway, and come with its length.
                answer = self._ask(0, HEADER)
                with closing(answer["Body"]) as body:
                    self._head = body.read(HEADER)
                if "ContentRange" not in answer:
                    raise Unreachable(errno.EIO, "the object store does not serve ranges")
                self.size = int(answer["ContentRange"].rpartition("/")[2])
                self._etag = answer["ETag"]
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    raise Missing(name) from error
                if code_of(error) != "InvalidRange":
                    raise
                self._head, self._etag, self.size = b"", "", 0

    def pieces(self, start: int, end: int, step: int) -> Iterator[bytes]:
        if end <= len(self._head):
            yield from (self._head[at : min(at + step, end)] for at in range(start, end, step))
            return
        patience = PATIENCE
        while start < end:
            before = start
            try:
                for piece in self._stretch(start, end, step):
                    yield piece
                    start += len(piece)
            except Unreachable:
                patience = PATIENCE if start > before else patience - 1
                if not patience:
                    raise

    def _stretch(self, start: int, end: int, step: int) -> Iterator[bytes]:
        with in_words("read an object"):
            try:
                answer = self._ask(start, end, IfMatch=self._etag)
            except ClientError as error:
                if code_of(error) in {"PreconditionFailed", "NoSuchKey", "InvalidRange"}:
                    raise AlteredFile("this object was replaced while it was read") from error
                raise
            with closing(answer["Body"]) as body:
                while start < end:
                    wanted = min(step, end - start)
                    piece = body.read(wanted)
                    if len(piece) < wanted:
                        raise Unreachable(errno.EPIPE, "the object store broke off")
                    yield piece
                    start += wanted

    def _ask(self, start: int, end: int, **only: str) -> Any:
        return self._client.get_object(**self._address, Range=f"bytes={start}-{end - 1}", **only)

    def close(self) -> None:
        """Nothing is held: every stretch closes its own answer."""


def _is_locked(found: dict[str, Any]) -> bool:
    until: datetime | None = found.get("ObjectLockRetainUntilDate")
    held = found.get("ObjectLockLegalHoldStatus") == "ON"
    return held or (until is not None and until > timezone.now())
