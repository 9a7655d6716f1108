"""AES-256-GCM: a key for each subject, wrapped by the master key.

Destroying a subject's key erases every value sealed under it, in all backups at once.
"""

import base64
import binascii
import hashlib
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from casefiles.sealing.models import SubjectKey

NONCE_BYTES = 12
VERSION = b"\x01"


class KeyDestroyed(Exception):
    """The subject was erased: what was sealed under its key is gone for good."""


class WrongKey(Exception):
    """The stored bytes do not open: another master key, or altered bytes."""


def master_key() -> bytes:
    """The 32 bytes that wrap every other key. Raises ImproperlyConfigured if malformed."""
    try:
        key = base64.b64decode(settings.MASTER_KEY, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise ImproperlyConfigured("CASEFILES_MASTER_KEY must be 32 random bytes in base64")
    return key


def master_key_id() -> str:
    """Names the master key without revealing it, so that a wrong one is told at once."""
    return hashlib.sha256(b"casefiles master key" + master_key()).hexdigest()[:16]


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
    """The key of one witness, party or exhibit.

    Raises SubjectKey.DoesNotExist (unless `create`), KeyDestroyed, WrongKey.
    """
    if create:
        _make_key(subject)
    row = SubjectKey.objects.get(subject=subject)
    if row.wrapped is None:
        raise KeyDestroyed("this subject was erased")
    if row.master_key_id != master_key_id():
        raise WrongKey(
            "sealed under another master key: start with the key file this data was made with"
        )
    return decrypt(master_key(), bytes(row.wrapped), f"subject:{subject}")


def _make_key(subject: UUID) -> None:
    """Idempotent, also when two transactions need the same subject's first key at once."""
    if SubjectKey.objects.filter(subject=subject).exists():
        return
    wrapped = encrypt(master_key(), AESGCM.generate_key(256), f"subject:{subject}")
    with transaction.atomic():
        SubjectKey.objects.bulk_create(
            [SubjectKey(subject=subject, wrapped=wrapped, master_key_id=master_key_id())],
            ignore_conflicts=True,
        )
