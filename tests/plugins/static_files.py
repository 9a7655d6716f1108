"""The static files are looked at once, and not again for each client.

Every test client has a chain of middleware of its own, and in it a WhiteNoise that asks the disk
about each file and works out its headers. The files stay as they are for the whole run.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from whitenoise.base import WhiteNoise


@pytest.fixture(autouse=True, scope="session")
def _static_files_seen_once() -> Iterator[None]:
    """A folder that changed is looked at anew."""
    look, seen = WhiteNoise.update_files_dictionary, {}

    def remember(self: WhiteNoise, root: str, prefix: str) -> None:
        key: tuple[Any, ...] = (
            type(self),
            root,
            prefix,
            self.max_age,
            Path(root).stat().st_mtime_ns,
        )
        if key not in seen:
            before, self.files = self.files, {}
            look(self, root, prefix)
            seen[key], self.files = self.files, before
        self.files.update(seen[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", remember)
        yield
