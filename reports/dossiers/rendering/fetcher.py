"""What a dossier may load while it is set: nothing but what is written inside it."""

from typing import Any

from weasyprint.urls import URLFetcher


class SealedFetcher(URLFetcher):
    """Admits `data:` alone: no file of the server, no host, no redirect.

    Style sheets and fonts are read by the renderer itself, from its own folder.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.update(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=False)
        super().__init__(**kwargs)

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Raises ValueError for any other scheme; the renderer then leaves the resource out."""
        if not url.lower().startswith("data:"):
            raise ValueError("a dossier loads nothing from outside")
        return super().fetch(url, headers)
