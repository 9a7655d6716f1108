"""Every address the site answers, read from its own URLconf."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """A named address; `takes` are the names of what its path holds."""

    name: str
    takes: tuple[str, ...]
    view: Any

    @property
    def post_only(self) -> bool:
        """A verb: nothing is shown for a GET."""
        methods = getattr(getattr(self.view, "view_class", None), "http_method_names", None)
        return methods == ["post"]


def all_routes() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns, "", ()), key=lambda route: route.name)


def _walk(patterns: list[Any], namespace: str, held: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        takes = (*held, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, takes)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{namespace}{pattern.name}", takes, pattern.callback)
