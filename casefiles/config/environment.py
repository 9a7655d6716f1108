"""Reads the process environment: plain values, secrets from files, database and queue addresses."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def secret(name: str) -> str:
    """The secret NAME, from the file that NAME_FILE points to or from NAME itself.

    Raises ImproperlyConfigured when neither is set: a default secret would be no secret.
    """
    value = optional_secret(name)
    if not value:
        raise ImproperlyConfigured(
            f"Set {name}_FILE to a file that holds the secret (or {name} to its value). "
            "'make run' makes one for a laptop by itself."
        )
    return value


def optional_secret(name: str) -> str:
    """The same, or an empty text when neither is set."""
    path = os.environ.get(f"{name}_FILE")
    value = Path(path).read_text(encoding="utf-8") if path else os.environ.get(name, "")
    return value.strip()


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// URL; `?host=/folder` names a unix socket's folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


# Scheme: (port, TLS from the first byte, TLS by STARTTLS).
MAIL_SCHEMES = {"smtp": (587, False, True), "smtps": (465, True, False),
                "smtp+plain": (25, False, False)}  # fmt: skip


def mail(url: str) -> dict[str, Any]:
    """Django's settings for a mail server's address; without one, mail goes nowhere."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            "CASEFILES_MAIL_URL must be smtp://user:password@host:587 (STARTTLS), smtps://… (TLS "
            "from the start) or smtp+plain://host:25 (no TLS; only to a server on this machine)."
        )
    port, tls, starttls = MAIL_SCHEMES[parts.scheme]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": tls,
        "EMAIL_USE_TLS": starttls,
    }


def queue_url(url: str, number: int) -> str:
    """Celery's form of a Redis address: database `number` of it."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={number}"
    return f"{parts.scheme}://{parts.netloc}/{number}"


def cache_url(url: str, number: int) -> str:
    """redis-py's form of a Redis address: database `number` of it."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return f"{parts.scheme}://{parts.netloc}/{number}"
