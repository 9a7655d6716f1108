"""What a place must do to keep the store's objects, and how it says that it cannot."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from casefiles.sealing.records import Source


class StoreFailed(Exception):
    """The place refused: full, read-only, broken or out of reach. Nothing was kept."""


class Missing(Exception):
    """No object of that name."""


class Unreachable(OSError):
    """The server did not answer, or refused: nothing is known of the object."""


class Locked(Exception):
    """An object lock keeps the object: nobody may remove it before `until`."""

    def __init__(self, name: str, until: datetime | None) -> None:
        super().__init__(name)
        self.name, self.until = name, until


class StoredObject(NamedTuple):
    name: str
    modified: datetime


class Draft(Protocol):
    """An object while it is written. Until `finish()` returns, nobody sees it. All raise OSError."""

    def write(self, data: bytes | memoryview, /) -> object: ...

    def finish(self) -> None:
        """Returns once the object is there, durable, and of the length that was written."""

    def abandon(self) -> None:
        """Leaves nothing of it, as far as the place can be reached."""


class OpenSource(Source, Protocol):
    def close(self) -> None: ...


class Place(Protocol):
    """Write-once objects by name. What fails raises OSError; names are the store's own."""

    def draft(self, name: str) -> Draft: ...

    def open(self, name: str) -> OpenSource:
        """Raises Missing."""

    def iterate(self) -> Iterator[StoredObject]:
        """Every object, in no order."""

    def unfinished(self) -> Iterator[StoredObject]:
        """Drafts that a crash left behind in the place itself, or that are being written."""

    def delete(self, name: str) -> None:
        """Does nothing if it is gone. Raises Locked."""

    def delete_unfinished(self, name: str) -> None: ...
