"""The shared cache as plain JSON, so that nobody who writes to Redis runs code in the web server.

Django's own serializer unpickles whatever it finds. What cannot be read here counts as absent.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class Unreadable(ValueError):
    """Nothing that this cache has written."""


class PlainSerializer:
    def dumps(self, value: Any) -> str:
        """TypeError for what JSON has no word for: what is cached is made of plain values."""
        return json.dumps(value, allow_nan=False, separators=(",", ":"))

    def loads(self, data: bytes) -> Any:
        try:
            return json.loads(data, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise Unreadable from error


def _refuse(constant: str) -> None:
    raise Unreadable(constant)


class _Client(RedisCacheClient):
    """Gives the default for an entry that cannot be read, as for one that is not there."""

    def get(self, key: Any, default: Any) -> Any:
        try:
            return super().get(key, default)
        except Unreadable:
            return default

    def get_many(self, keys: Iterable[Any]) -> dict[Any, Any]:
        keys = list(keys)
        found = {}
        for key, value in zip(keys, self.get_client(None).mget(keys), strict=True):
            try:
                if value is not None:
                    found[key] = self._serializer.loads(value)  # type: ignore[attr-defined]
            except Unreadable:
                continue
        return found


class PlainRedisCache(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        options = {"serializer": PlainSerializer, **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._class = _Client
