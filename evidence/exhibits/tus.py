"""tus 1.0.0, the protocol for resumable uploads: what its headers say, and nothing of ours.

See https://tus.io/protocols/resumable-upload. What a script of ours needs to know:

`POST /cases/<case>/uploads/` begins one: `Tus-Resumable: 1.0.0`, `Upload-Length`, and in
`Upload-Metadata` (name, space, base64) `filename`, and if known `sha256` (64 hex digits) and
`batch` (a UUID for what was chosen together). Answers 201 with `Location`. May carry the first
bytes at once, as a PATCH does.
`PATCH <Location>` with `Upload-Offset` and `Content-Type: application/offset+octet-stream`, at
most 8 MiB, if wished with `Upload-Checksum: sha256 <base64>` (or sha1): 204 with the new
`Upload-Offset`. 409 for another offset: ask with HEAD and go on from there. 460 for a wrong
checksum: send the piece again. An empty PATCH at the end has a failed upload tried again.
`HEAD` gives `Upload-Offset`; `GET` a JSON object for our own pages; `DELETE` ends it.
All need the session's cookie, all but HEAD, GET and OPTIONS the header `X-CSRFToken`. 401: signed
out; 403 or 404: no right any more; 410: too late, or damaged: begin anew; 411, 413, 423, 507:
refused for now. The body of each refusal is a sentence for the user.
What was asked for in metadata is not given back by HEAD, for the file's name lies sealed.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.http import http_date
from django.utils.translation import gettext as _

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")
CHUNK_TYPE = "application/offset+octet-stream"
MOST_A_PATCH = 8 * 1024 * 1024
LONGEST_NAME = 1000
NUMBER = re.compile(r"[0-9]{1,18}")
SHA256 = re.compile(r"[0-9a-f]{64}")


class Refused(Exception):
    """An answer that is no success: `status`, and a sentence for the user."""

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] | None = None):
        super().__init__(sentence)
        self.status, self.sentence, self.headers = status, sentence, headers or {}


class Announced(NamedTuple):
    """What whoever begins an upload says of it."""

    size: int
    name: str
    sha256: str
    batch: UUID | None


class Checksum(NamedTuple):
    algorithm: str
    digest: bytes

    def begun(self) -> Any:
        """A hash to update with the bytes of a piece."""
        # sha1 is what other clients send; it only finds what the line did to a piece.
        return hashlib.new(self.algorithm, usedforsecurity=False)


def check_version(headers: Mapping[str, str]) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise Refused(412, _("This is not tus %s.") % VERSION, {"Tus-Version": VERSION})


def announced(headers: Mapping[str, str]) -> Announced:
    """Raises Refused for an upload without a size, or with metadata that cannot be read."""
    size = _number(headers, "Upload-Length")
    given = _metadata(headers.get("Upload-Metadata", ""))
    name, sha256 = given.get("filename", ""), given.get("sha256", "").lower()
    if len(name) > LONGEST_NAME or "\x00" in name:
        raise Refused(400, _("The name of this file is too long or cannot be read: rename it."))
    if sha256 and not SHA256.fullmatch(sha256):
        raise Refused(400, _("The announced SHA-256 must be 64 hexadecimal digits."))
    try:
        batch = UUID(given["batch"]) if given.get("batch") else None
    except ValueError:
        raise Refused(400, _("The announced batch must be a UUID.")) from None
    return Announced(size, name, sha256, batch)


def offset(headers: Mapping[str, str]) -> int:
    return _number(headers, "Upload-Offset")


def length(headers: Mapping[str, str]) -> int:
    """How many bytes follow. Raises Refused where that is not said, or is too much."""
    if not headers.get("Content-Length"):
        raise Refused(411, _("The length of what is sent must be announced."))
    found = _number(headers, "Content-Length")
    if found > MOST_A_PATCH:
        raise Refused(413, _("At most 8 MiB can be sent at once."))
    return found


def check_type(headers: Mapping[str, str]) -> None:
    if headers.get("Content-Type", "").partition(";")[0].strip() != CHUNK_TYPE:
        raise Refused(415, _("What is sent must be %s.") % CHUNK_TYPE)


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    given = headers.get("Upload-Checksum", "")
    if not given:
        return None
    algorithm, _space, encoded = given.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused(400, _("Checksums may be sha1 or sha256."))
    return Checksum(algorithm, _decoded(encoded))


def _number(headers: Mapping[str, str], name: str) -> int:
    given = headers.get(name, "")
    if not NUMBER.fullmatch(given):
        raise Refused(400, _("%s must be a number.") % name)
    return int(given)


def _metadata(header: str) -> dict[str, str]:
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    try:
        return {key: _decoded(value).decode() for key, _space, value in pairs}
    except UnicodeDecodeError:
        raise Refused(400, _("Upload-Metadata must be UTF-8 in base64.")) from None


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Refused(400, _("What follows a name in a header must be base64.")) from None


def said(upload: Any) -> dict[str, str]:
    """The headers that tell how far an upload is. `upload` has offset, size and expires_at."""
    return {
        "Upload-Offset": str(upload.offset),
        "Upload-Expires": http_date(upload.expires_at.timestamp()),
    }
