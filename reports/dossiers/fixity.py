"""No document vouches for bytes that are not there: its files are read again before it is set."""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from casefiles.accounts.services import service_account
from casefiles.jobs.kinds import JobFailed
from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.services.fixity import note_failure
from evidence.exhibits.store import Unreachable

logger = logging.getLogger(__name__)


def read_again(contents: dict[str, Any], why: str) -> Iterator[None]:
    """Reads each file of the hash manifest; one step a file. What fails is on record at once.

    Raises JobFailed("fixity") at the end where a file fails of which the frozen manifest does
    not say so: that document would be wrong. A new one says it, and is made.
    """
    listed = dict(_listed(contents))
    unsaid = 0
    for file in ExhibitFile.objects.filter(pk__in=listed).select_related("exhibit"):
        yield
        try:
            found = note_failure(file, by=service_account("fixity"), sweep=uuid4(), why=why)
        except Unreachable as error:
            logger.error("a dossier's files were not read: %s", error.strerror)  # noqa: TRY400
            raise JobFailed("away") from error
        unsaid += found is not None and not listed[file.pk]
    if unsaid:
        raise JobFailed("fixity")


def _listed(contents: dict[str, Any]) -> Iterator[tuple[UUID, bool]]:
    """(id, whether the manifest says that it failed) of each file that is printed."""
    for exhibit in contents.get("evidence", [contents]):
        for file in exhibit.get("files", ()):
            # A dossier that was frozen before files were named by id is set as it is.
            if "id" in file:
                yield UUID(file["id"]), bool(file["check"] and file["check"]["failed"])
