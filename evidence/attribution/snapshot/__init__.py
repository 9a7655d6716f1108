"""What a submission freezes, its digest, what changed since, and who wrote it."""

from evidence.attribution.snapshot.content import digest_of, snapshot_of
from evidence.attribution.snapshot.contributors import contributors
from evidence.attribution.snapshot.differences import Difference, differences

__all__ = ["Difference", "contributors", "differences", "digest_of", "snapshot_of"]
