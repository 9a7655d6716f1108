"""Asks ClamAV, where it is configured, whether a file is known to be harmful."""

import io
from collections.abc import Iterator
from typing import NamedTuple

from clamav_client.clamd import (
    BufferTooLongError,
    ClamdError,
    ClamdNetworkSocket,
    ClamdUnixSocket,
)
from django.conf import settings

from evidence.exhibits.vocabulary import InspectionOutcome

# A scan of the largest file may take minutes; a scanner that says nothing is no scanner.
PATIENCE, GREETING = 600, 5


class Verdict(NamedTuple):
    outcome: InspectionOutcome
    signature: str = ""
    version: str = ""


class Pieces(io.RawIOBase):
    """What clamav-client reads from: pieces as they come, not the small ones that it asks for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


def is_configured() -> bool:
    return bool(settings.CLAMD)


def answers() -> str:
    """The scanner's version; "" if it cannot be reached."""
    try:
        return _client(GREETING).version().strip()
    except (ClamdError, OSError, ValueError, UnicodeDecodeError):
        return ""


def scan(pieces: Iterator[bytes]) -> Verdict:
    """clean, infected, or why it is not known; a scanner that does not answer clears nothing.

    What `pieces` raises passes.
    """
    version = answers()
    if not version:
        return Verdict(InspectionOutcome.SCANNER_UNREACHABLE)
    try:
        answer = _client(PATIENCE).instream(Pieces(pieces))  # type: ignore[arg-type]
    except (BufferTooLongError, BrokenPipeError, ConnectionResetError):
        # clamd hangs up when its StreamMaxLength is reached.
        return Verdict(InspectionOutcome.SCANNER_REFUSED, version=version)
    except (ClamdError, OSError, UnicodeDecodeError):
        return Verdict(InspectionOutcome.SCANNER_UNREACHABLE, version=version)
    state, signature = answer.get("stream", ("", None))
    if state == "OK":
        return Verdict(InspectionOutcome.CLEAN, version=version)
    if state == "FOUND":
        return Verdict(InspectionOutcome.INFECTED, str(signature)[:200], version)
    return Verdict(InspectionOutcome.SCANNER_REFUSED, version=version)


def _client(patience: int) -> ClamdNetworkSocket:
    """At a socket's path, or at host:port."""
    address = settings.CLAMD
    if address.startswith(("/", "unix:")):
        return ClamdUnixSocket(address.removeprefix("unix://").removeprefix("unix:"), patience)
    host, _colon, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), patience)
