"""AES-256-GCM: a key for each subject, wrapped by the master key.

Destroying a subject's key erases every value sealed under it, in all backups at once.
"""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from contextvars import ContextVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from casefiles.sealing.models import SubjectKey

# Keys that preloaded_keys() has fetched for the work that is under way, one inside of another.
PRELOADED: ContextVar[tuple[dict[UUID, bytes], ...]] = ContextVar("preloaded_keys", default=())
NONCE_BYTES = 12
VERSION = b"\x01"
OTHER_MASTER_KEY = (
    "sealed under another master key: start with the key file this data was made with"
)


class KeyDestroyed(Exception):
    """The subject was erased: what was sealed under its key is gone for good."""


class WrongKey(Exception):
    """The stored bytes do not open: another master key, or altered bytes."""


class MalformedKey(ImproperlyConfigured):
    """What stands where a master key should is none."""


def master_key() -> bytes:
    """The 32 bytes that wrap every other key. Raises MalformedKey."""
    return _decoded(settings.MASTER_KEY, "CASEFILES_MASTER_KEY")


def old_master_key() -> bytes | None:
    """The master key before this one, while a rotation is under way. Raises MalformedKey."""
    if not settings.OLD_MASTER_KEY:
        return None
    return _decoded(settings.OLD_MASTER_KEY, "CASEFILES_OLD_MASTER_KEY")


def key_id(key: bytes) -> str:
    """Names a master key without revealing it, so that a wrong one is told at once."""
    return hashlib.sha256(b"casefiles master key" + key).hexdigest()[:16]


def master_key_id() -> str:
    return key_id(master_key())


def known_master_keys() -> dict[str, bytes]:
    """By id: the master key, and the old one while it is given."""
    keys = [master_key(), old_master_key()]
    return {key_id(key): key for key in keys if key is not None}


def _decoded(value: str, name: str) -> bytes:
    try:
        key = base64.b64decode(value, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise MalformedKey(f"{name} must be 32 random bytes in base64")
    return key


def encrypt(key: bytes, plain: bytes, context: str) -> bytes:
    """version | nonce | ciphertext; opens only under the same key and context."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, context.encode())


def decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
    """Raises WrongKey when key, context or any byte differs."""
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, VERSION_CONTEXT[sealed[:1]] + context.encode())
    except (InvalidTag, KeyError, ValueError) as error:
        raise WrongKey("a sealed value does not open with this key") from error


# A later version of the format would add its own prefix to the authenticated context.
VERSION_CONTEXT = {VERSION: b""}


def subject_key(subject: UUID, *, create: bool = False) -> bytes:
    """The key of one witness, party, exhibit or stored file.

    Raises SubjectKey.DoesNotExist (unless `create`), KeyDestroyed, WrongKey, MalformedKey.
    """
    for known in PRELOADED.get():
        if subject in known:
            return known[subject]
    if create and not SubjectKey.objects.filter(subject=subject).exists():
        make_keys([subject])
    return key_of_row(SubjectKey.objects.get(subject=subject))


def key_of_row(row: SubjectKey) -> bytes:
    """Raises KeyDestroyed, WrongKey, MalformedKey."""
    if row.wrapped is None:
        raise KeyDestroyed("this subject was erased")
    wrapping = known_master_keys().get(row.master_key_id)
    if wrapping is None:
        raise WrongKey(OTHER_MASTER_KEY)
    return unwrap(wrapping, row)


def wrap(master: bytes, key: bytes, subject: UUID) -> bytes:
    return encrypt(master, key, f"subject:{subject}")


def unwrap(master: bytes, row: SubjectKey) -> bytes:
    """The key that a row holds. Raises WrongKey."""
    assert row.wrapped is not None
    return decrypt(master, bytes(row.wrapped), f"subject:{row.subject}")


def make_keys(subjects: Sequence[UUID]) -> None:
    """Idempotent, also when two transactions need the same subject's first key at once."""
    _refuse_foreign_master_key()
    master, name = master_key(), master_key_id()
    rows = [
        SubjectKey(subject=each, wrapped=wrap(master, AESGCM.generate_key(256), each),
                   master_key_id=name)
        for each in sorted(subjects)
    ]  # fmt: skip
    # In one order, so that two who make some of the same do not wait for each other.
    with transaction.atomic():
        SubjectKey.objects.bulk_create(rows, ignore_conflicts=True)


def forget_preloaded(*subjects: UUID) -> None:
    """A key that is destroyed opens nothing more, whatever was fetched before."""
    for known in PRELOADED.get():
        for subject in subjects:
            known.pop(subject, None)


def _refuse_foreign_master_key() -> None:
    """What a wrong master key sealed today would be lost tomorrow, under the right one."""
    keys, ours = SubjectKey.objects.exclude(wrapped=None), list(known_master_keys())
    if keys.filter(master_key_id__in=ours).exists():
        return
    # Asked apart, for somebody else may have made the very first key meanwhile.
    if keys.exclude(master_key_id__in=ours).exists():
        raise WrongKey(OTHER_MASTER_KEY)
