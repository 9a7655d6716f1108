"""What `manage.py doctor` finds of the bucket: it is written to and read from, as uploads do.

Nothing stays of that but where the bucket itself locks whatever is put into it: then a probe of
some bytes, which nobody needs, stays until its lock ends.
"""

from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from casefiles.jobs.doctor import Verdict
from evidence.exhibits.store.answers import in_words
from evidence.exhibits.store.bucket import BucketPlace
from evidence.exhibits.store.multipart import md5_of
from evidence.exhibits.store.places import Locked

WHAT = "object store"
CONTENT = b"Written by manage.py doctor; nobody needs it."


def object_store() -> Verdict:
    """Reachable, writable, readable by ranges, and locking what it is told to lock."""
    place = BucketPlace(storages["evidence"], settings.STORE_LOCK)
    # No name of an object: the sweep would take it for one.
    name = f"doctor-{uuid4().hex}"
    try:
        versions, locks = _protection(place)
        _write_in_parts(place, name)
        stays = _write_and_read(place, name)
    except OSError as error:
        advice = "see to the CASEFILES_S3_… settings, the key's rights and the network"
        return Verdict(WHAT, f"bucket {place.bucket}: {error.strerror}", advice)
    found = f"bucket {place.bucket}, versions {versions}, lock {locks}{stays}"
    if settings.STORE_LOCK and locks == "off":
        advice = "make the bucket with object lock, or unset CASEFILES_S3_LOCK_DAYS"
        return Verdict(WHAT, found, advice)
    return Verdict(WHAT, found)


def _protection(place: BucketPlace) -> tuple[str, str]:
    """Whether the bucket keeps versions, and what it locks by itself."""
    with in_words("tell whether it keeps versions"):
        status = place.client.get_bucket_versioning(Bucket=place.bucket).get("Status")
    versions = "on" if status == "Enabled" else "off"
    try:
        answer = place.client.get_object_lock_configuration(Bucket=place.bucket)
    except ClientError:
        return versions, "off"
    configured = answer["ObjectLockConfiguration"]
    rule = configured.get("Rule", {}).get("DefaultRetention", {})
    if configured.get("ObjectLockEnabled") != "Enabled":
        return versions, "off"
    if settings.STORE_LOCK:
        mode, days = settings.STORE_LOCK
        return versions, f"{mode} for {days} days"
    if rule:
        return versions, f"{rule['Mode']}, the bucket's own"
    return versions, "on, but nothing asks for it (CASEFILES_S3_LOCK_DAYS)"


def _write_in_parts(place: BucketPlace, name: str) -> None:
    """Asks for everything that a large upload asks for, its lock too, but for its completion."""
    address: dict[str, Any] = place.address(name)
    with in_words("take an upload in parts"):
        upload = place.client.create_multipart_upload(**address, **place.lock())["UploadId"]
        place.client.upload_part(
            **address, UploadId=upload, PartNumber=1, Body=CONTENT, ContentMD5=md5_of(CONTENT)
        )
    place.delete_unfinished(name)


def _write_and_read(place: BucketPlace, name: str) -> str:
    draft = BucketPlace(storages["evidence"]).draft(name)
    draft.write(CONTENT)
    draft.finish()
    source = place.open(name)
    # Past the first bytes, which are read where an object is opened.
    read = b"".join(source.pieces(20, len(CONTENT), 7))
    try:
        place.delete(name)
    except Locked as locked:
        days = (locked.until - timezone.now()).days + 1 if locked.until else 0
        stays = f"; the probe {name} stays for {days} days"
    else:
        stays = ""
    if read != CONTENT[20:]:
        raise OSError(0, "gives other bytes than were written")
    return stays
