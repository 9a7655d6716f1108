"""Where evidence files are kept: a folder, or a bucket of any S3-compatible store."""

import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from casefiles.config import environment as env

PLACES = ("folder", "s3")
MODES = ("GOVERNANCE", "COMPLIANCE")
REQUIRED = {
    "CASEFILES_S3_BUCKET": "the bucket's name",
    "CASEFILES_S3_ACCESS_KEY": "the id of an access key",
    "CASEFILES_S3_SECRET_KEY": "the secret of that access key",
}


def place() -> str:
    chosen = os.environ.get("CASEFILES_STORE") or "folder"
    if chosen not in PLACES:
        raise ImproperlyConfigured(f"CASEFILES_STORE is {chosen!r}: it may be 'folder' or 's3'.")
    return chosen


def storages() -> dict[str, Any]:
    """The entry of STORAGES for a bucket; none for a folder. Raises ImproperlyConfigured."""
    if place() != "s3":
        return {}
    given = {name: env.optional_secret(name) for name in REQUIRED}
    missing = [f"{name} ({REQUIRED[name]})" for name, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            f"CASEFILES_STORE=s3 needs {', '.join(missing)}. Any of them may be given as a file, "
            "by the same name with _FILE; without CASEFILES_STORE files are kept in a folder."
        )
    bucket, access_key, secret_key = given.values()
    options = {
        "bucket_name": bucket,
        "access_key": access_key,
        "secret_key": secret_key,
        "location": os.environ.get("CASEFILES_S3_PREFIX", "").strip("/"),
        "endpoint_url": os.environ.get("CASEFILES_S3_ENDPOINT") or None,
        "region_name": os.environ.get("CASEFILES_S3_REGION") or "us-east-1",
        "client_config": _client(),
    }
    return {"evidence": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}


def lock() -> tuple[str, int] | None:
    """(mode, days) for which each object is locked; None leaves it to the bucket's own default."""
    days = _number("CASEFILES_S3_LOCK_DAYS", 0)
    mode = (os.environ.get("CASEFILES_S3_LOCK_MODE") or MODES[0]).upper()
    if mode not in MODES:
        raise ImproperlyConfigured(f"CASEFILES_S3_LOCK_MODE may be {' or '.join(MODES)}.")
    return (mode, days) if days else None


def _client() -> Any:
    """A server that is slow or away is told soon: a person waits for the answer."""
    from botocore.config import Config

    has_address = bool(os.environ.get("CASEFILES_S3_ENDPOINT"))
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if has_address else "auto"},
        connect_timeout=2,
        read_timeout=_number("CASEFILES_S3_TIMEOUT", 15),
        retries={"mode": "standard", "total_max_attempts": 3},
        # Checksums of Amazon's own are unknown to many others; we send Content-MD5 ourselves.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def _number(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}: it must be a whole number.")
    return int(value)
