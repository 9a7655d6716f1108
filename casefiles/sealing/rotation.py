"""Wraps every subject's key anew under another master key; what they seal stays as it is."""

import logging
from dataclasses import dataclass

from django.db import transaction

from casefiles.sealing.keys import WrongKey, key_id, unwrap, wrap
from casefiles.sealing.models import SubjectKey

logger = logging.getLogger(__name__)
BATCH = 500


@dataclass
class Rotation:
    """`altered` keys name the old master key but do not open; `foreign` ones name a third."""

    rewrapped: int = 0
    altered: int = 0
    foreign: int = 0

    @property
    def is_complete(self) -> bool:
        return not self.altered and not self.foreign


def rotate(old: bytes, new: bytes, *, batch: int = BATCH) -> Rotation:
    """Wraps under `new` every key that is wrapped under `old`, `batch` of them a transaction.

    May be stopped and started again at any time: each key says which master key wraps it. The
    site works on meanwhile if it is given both.
    """
    result, last = Rotation(), None
    while rows := _rotate_batch(old, new, last, batch, result):
        last = rows[-1].pk
    others = SubjectKey.objects.exclude(wrapped=None)
    result.foreign = others.exclude(master_key_id__in=[key_id(old), key_id(new)]).count()
    return result


@transaction.atomic
def _rotate_batch(
    old: bytes, new: bytes, last: object, batch: int, result: Rotation
) -> list[SubjectKey]:
    """Locked, so that a key which is being destroyed does not come back."""
    waiting = SubjectKey.objects.filter(master_key_id=key_id(old)).exclude(wrapped=None)
    if last is not None:
        waiting = waiting.filter(pk__gt=last)
    rows = list(waiting.select_for_update().order_by("pk")[:batch])
    done = []
    for row in rows:
        try:
            row.wrapped = wrap(new, unwrap(old, row), row.subject)
        except WrongKey:
            logger.error("the key of %s does not open under the old master key", row.subject)  # noqa: TRY400
            continue
        row.master_key_id = key_id(new)
        done.append(row)
    SubjectKey.objects.bulk_update(done, ["wrapped", "master_key_id"])
    result.rewrapped += len(done)
    result.altered += len(rows) - len(done)
    return rows
