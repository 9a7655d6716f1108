"""How much may be on its way in at once: for a user, for a case, and for the disk."""

import shutil
from typing import Any

from django.conf import settings
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import Upload
from evidence.exhibits.store.staging import staging_folder


class OverQuota(Exception):
    """More than a user or a case may have waiting; its text is for the user."""


class DiskFull(Exception):
    """The server has no room for it; its text is for the user."""

    def __init__(self) -> None:
        super().__init__(
            _("The server's disk has no room for this. What has arrived is kept: tell whoever "
              "runs this server, then go on.")
        )  # fmt: skip


def check_new(case: CaseFile, size: int, *, by: Any) -> None:
    """Whether an upload of `size` bytes may begin. Raises OverQuota, DiskFull."""
    if size > settings.EXHIBIT_FILE_MAX_BYTES:
        raise OverQuota(
            _("A file may have at most %s. Cut it into parts, or ask whoever runs this server to "
              "raise the limit.") % filesizeformat(settings.EXHIBIT_FILE_MAX_BYTES)
        )  # fmt: skip
    if Upload.objects.kept().filter(user=by).count() >= settings.UPLOADS_A_USER:
        raise OverQuota(
            _("You have %d files waiting to be attached, which is as many as there may be. "
              "Attach them or remove some first.") % settings.UPLOADS_A_USER
        )  # fmt: skip
    check_waiting(case, by=by, more=size)
    coming = Upload.objects.unfinished().aggregate(sum=Sum(2 * F("size") - F("offset")))["sum"]
    # Parts and finished object lie side by side until the object was read again.
    check_disk((coming or 0) + 2 * size)


def check_waiting(case: CaseFile, *, by: Any, more: int = 0) -> None:
    """Raises OverQuota if what waits, with `more` bytes, is more than user or case may have."""
    waiting = Upload.objects.kept()
    if _bytes(waiting.filter(user=by)) + more > settings.UPLOAD_BYTES_A_USER:
        raise OverQuota(
            _("You have files waiting to be attached, and together with this they pass your limit "
              "of %s. Attach them or remove some first.")
            % filesizeformat(settings.UPLOAD_BYTES_A_USER)
        )  # fmt: skip
    if _bytes(waiting.filter(case=case)) + more > settings.UPLOAD_BYTES_A_CASE:
        raise OverQuota(
            _("Files waiting to be attached in this case pass its limit of %s. Attach them or "
              "remove some first.") % filesizeformat(settings.UPLOAD_BYTES_A_CASE)
        )  # fmt: skip


def check_disk(more: int) -> None:
    """Raises DiskFull if `more` bytes would leave less free than the reserve."""
    try:
        free = shutil.disk_usage(staging_folder()).free
    except OSError as error:
        raise DiskFull from error
    if free - more < settings.UPLOAD_FREE_BYTES:
        raise DiskFull


def _bytes(uploads: Any) -> int:
    return uploads.aggregate(sum=Sum("size"))["sum"] or 0
