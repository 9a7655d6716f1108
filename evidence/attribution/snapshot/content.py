from typing import Any

from evidence.attribution.models import Hypothesis


def snapshot_of(hypothesis: Hypothesis) -> dict[str, Any]:
    """Everything the hypothesis rests on, as plain JSON values."""
    raise NotImplementedError


def digest_of(snapshot: dict[str, Any]) -> str:
    """SHA-256 of the snapshot's canonical JSON."""
    raise NotImplementedError
