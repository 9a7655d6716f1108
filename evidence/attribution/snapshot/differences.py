from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Difference:
    """One change between two snapshots; prints as "TAJ-POE-0004: grade B2 → C3"."""

    where: str
    label: str
    before: str
    after: str


def differences(
    before: dict[str, Any], after: dict[str, Any], user: Any = None
) -> list[Difference]:
    """What changed, in the order of the snapshot.

    With `user`, changes of exhibits which that user may not see say only that there was one.
    """
    raise NotImplementedError
