"""Canonical JSON and its digest: the same facts give the same bytes on every machine."""

import base64
import hashlib
import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models


def canonical_json(value: Any) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces.

    Floats raise TypeError: their text differs between programs. Decimals become plain text,
    instants UTC with a `Z`, bytes base64.
    """
    return json.dumps(
        _plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def state_of(obj: models.Model) -> dict[str, Any]:
    """Every column of a row by field name; sealed columns as their ciphertext."""
    return {field.attname: field.value_from_object(obj) for field in obj._meta.concrete_fields}


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str() | UUID():
            # TextChoices members are strings too; JSON must not see the enum.
            return str(value)
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
    # Decimal has a `canonical` of its own, which gives back itself.
    if hasattr(value, "canonical") and not isinstance(value, Decimal):
        return _plain(value.canonical())
    return _text(value)


def _text(value: Any) -> str:
    match value:
        case Decimal():
            return format(value.normalize(), "f")
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case bytes() | memoryview() | bytearray():
            return base64.b64encode(bytes(value)).decode()
    # A float among them: its text differs between programs. Use Decimal.
    raise TypeError(f"canonical JSON cannot hold a {type(value).__name__}")
