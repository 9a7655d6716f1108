"""Writes an object into a bucket: in parts that stay invisible until all are there."""

import base64
import errno
import hashlib
from typing import Any

from botocore.exceptions import ClientError

from evidence.exhibits.store.answers import code_of, in_words

# A store takes up to 10,000 parts, of 5 MiB or more: 80 GiB here.
PART = 8 << 20


class BucketDraft:
    """One request for what fits a part; otherwise a multipart upload, a part in memory at a time.

    Each request carries its MD5, which the server compares before it keeps anything, and which
    a lock asks for. An object is finished only once the server tells its length, its tag and,
    if one was asked for, its lock.
    """

    def __init__(self, client: Any, address: dict[str, str], lock: dict[str, Any]) -> None:
        self._client, self._address, self._lock = client, address, lock
        self._waiting = bytearray()
        self._parts: list[dict[str, Any]] = []
        self._upload = ""
        self._size = 0
        self._is_begun = False

    def write(self, data: bytes | memoryview, /) -> object:
        self._size += len(data)
        self._waiting += data
        if len(self._waiting) > PART:
            self._send_part(PART)
        return len(data)

    def finish(self) -> None:
        self._is_begun = True
        if self._upload:
            self._send_part(len(self._waiting))
            tag = self._complete()
        else:
            tag = self._put()
        self._verify(tag)

    def abandon(self) -> None:
        """Also where the answer to the last request was lost, and the object may be there."""
        with in_words("abort an upload"):
            if self._upload:
                _ignoring({"NoSuchUpload"}, self._client.abort_multipart_upload,
                          **self._address, UploadId=self._upload)  # fmt: skip
            if self._is_begun:
                found = _ignoring({"404", "NoSuchKey"}, self._client.head_object, **self._address)
                if found:
                    version = {"VersionId": found["VersionId"]} if found.get("VersionId") else {}
                    self._client.delete_object(**self._address, **version)

    def _send_part(self, length: int) -> None:
        with in_words("take a part"):
            if not self._upload:
                answer = self._client.create_multipart_upload(**self._address, **self._lock)
                self._upload = answer["UploadId"]
            number, part = len(self._parts) + 1, self._waiting[:length]
            md5 = md5_of(part)
            answer = self._client.upload_part(
                **self._address, UploadId=self._upload, PartNumber=number, Body=part,
                ContentMD5=md5,
            )  # fmt: skip
        _compare(answer, md5)
        del self._waiting[:length]
        self._parts.append({"PartNumber": number, "ETag": answer["ETag"]})

    def _complete(self) -> str:
        with in_words("complete an upload"):
            answer = self._client.complete_multipart_upload(
                **self._address, UploadId=self._upload, MultipartUpload={"Parts": self._parts}
            )
        return answer["ETag"]

    def _put(self) -> str:
        with in_words("take an object"):
            md5 = md5_of(self._waiting)
            answer = self._client.put_object(
                **self._address, **self._lock, Body=self._waiting,
                ContentMD5=md5,
            )  # fmt: skip
        _compare(answer, md5)
        return answer["ETag"]

    def _verify(self, tag: str) -> None:
        with in_words("tell of an object"):
            found = self._client.head_object(**self._address)
        if found["ContentLength"] != self._size or found["ETag"] != tag:
            raise OSError(errno.EIO, "the object store holds another object than was sent")
        if self._lock and not found.get("ObjectLockRetainUntilDate"):
            self._lock_late()

    def _lock_late(self) -> None:
        """Some servers take the lock of an upload in parts only once it is complete."""
        with in_words("lock an object"):
            self._client.put_object_retention(**self._address, Retention=_retention(self._lock))
            found = self._client.head_object(**self._address)
        if not found.get("ObjectLockRetainUntilDate"):
            raise OSError(errno.EIO, "the object store did not lock the object")


def _retention(lock: dict[str, Any]) -> dict[str, Any]:
    mode, until = lock["ObjectLockMode"], lock["ObjectLockRetainUntilDate"]
    return {"Mode": mode, "RetainUntilDate": until}


def md5_of(data: bytes | bytearray) -> str:
    """As the header Content-MD5 has it."""
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()


def _compare(answer: dict[str, Any], md5: str) -> None:
    """A tag is the MD5 of what was kept, unless the server encrypts once more by a key service."""
    if str(answer.get("ServerSideEncryption", "AES256")) != "AES256":
        return
    tag = answer["ETag"].strip('"')
    if len(tag) == 32 and tag != base64.b64decode(md5).hex():
        raise OSError(errno.EIO, "the object store kept other bytes than were sent")


def _ignoring(codes: set[str], call: Any, **words: Any) -> Any:
    try:
        return call(**words)
    except ClientError as error:
        if code_of(error) not in codes:
            raise
    return None
