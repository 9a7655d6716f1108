"""The write-once store of files: encrypted objects under random names.

Names are random because a name made of a hash would confirm what we hold. An object's name is
the UUID of its key's subject: each is sealed under a key of its own. `files` hashes and seals;
where the sealed bytes lie is a place: a folder, or a bucket of any S3-compatible store.
Nothing else touches either.
"""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages

from evidence.exhibits.store.files import CHUNK, FileStore, OpenObject, Stored
from evidence.exhibits.store.folder import FolderPlace, Waiting
from evidence.exhibits.store.places import Locked, Missing, StoredObject, StoreFailed, Unreachable

__all__ = [
    "CHUNK",
    "FileStore",
    "Locked",
    "Missing",
    "OpenObject",
    "StoreFailed",
    "Stored",
    "StoredObject",
    "Unreachable",
    "store",
]


def store() -> FileStore:
    """The store of this installation."""
    waiting = Waiting(Path(settings.FILES_DIR) / "incoming")
    if settings.STORE == "s3":
        # Here: its library takes a third of a second, which a folder need not pay.
        from evidence.exhibits.store.bucket import BucketPlace

        return FileStore(BucketPlace(storages["evidence"], settings.STORE_LOCK), waiting)
    return FileStore(FolderPlace(Path(settings.FILES_DIR), waiting), waiting)
