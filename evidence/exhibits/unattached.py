"""What a user has sent to a case and not attached yet. Only they see it, by the names they know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed
from casefiles.sealing.preloading import preloaded_keys
from evidence.exhibits.models import Upload
from evidence.exhibits.names import shown_name
from evidence.exhibits.services.custody import duplicates_of
from evidence.exhibits.vocabulary import UploadState


@dataclass(frozen=True)
class Waiting:
    """An upload as its sender sees it. `known`: a sentence if the case has the file already."""

    id: str
    name: str
    size: int
    offset: int
    state: str
    state_label: str
    since: datetime
    sha256: str
    media_type: str
    # (start, size, SHA-256) of what has arrived, so that a browser can tell whether a file that
    # is chosen now begins with the same bytes.
    parts: list[tuple[int, int, str]]
    known: str

    @classmethod
    def of(cls, upload: Upload, known: str) -> Self:
        parts = [(part.start, part.size, part.sha256) for part in upload.parts.all()]
        return cls(
            str(upload.pk), _name(upload), upload.size, upload.offset, upload.state,
            str(UploadState(upload.state).label), upload.created_at, upload.sha256,
            upload.media_type, parts, known,
        )  # fmt: skip

    @property
    def percent(self) -> int | None:
        """How much of it is here, while that is not all."""
        return None if self.offset == self.size else 100 * self.offset // self.size


def waiting_for(user: Any, case: CaseFile) -> list[Waiting]:
    """The user's own uploads to this case that belong to no exhibit, oldest first."""
    rows = Upload.objects.visible_to(user).kept().filter(case=case)
    uploads = list(rows.prefetch_related("parts").order_by("created_at"))
    digests = [upload.sha256 for upload in uploads if upload.sha256]
    known = duplicates_of(digests, case, by=user) if digests else {}
    words = {
        digest: _("Already in this case as %s.") % exhibit for digest, exhibit in known.items()
    }
    with preloaded_keys(upload.pk for upload in uploads):
        return [Waiting.of(upload, words.get(upload.sha256, "")) for upload in uploads]


def _name(upload: Upload) -> str:
    try:
        return shown_name(unseal(upload, "original_name"))
    except KeyDestroyed:
        return "?"
