"""The keys of many subjects at once: in a few statements, where one by one takes some for each."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from casefiles.sealing.keys import PRELOADED, WrongKey, key_of_row, make_keys
from casefiles.sealing.models import SubjectKey

BATCH = 1000


@contextmanager
def preloaded_keys(subjects: Iterable[UUID], *, create: bool = False) -> Iterator[None]:
    """Inside, `subject_key()` has these keys without asking for each.

    `create` makes those that are missing: call it then inside of the transaction that uses them,
    or a rollback would leave keys at hand that no row holds. A key that is destroyed, or that
    does not open, is left out: whoever needs it asks, and is told. Raises WrongKey and
    MalformedKey where keys are to be made, and none could be.
    """
    wanted = list(dict.fromkeys(subjects))
    found: dict[UUID, bytes] = {}
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        found |= _known(some)
        if create and (missing := [each for each in some if each not in found]):
            make_keys(missing)
            found |= _known(missing)
    token = PRELOADED.set((*PRELOADED.get(), found))
    try:
        yield
    finally:
        PRELOADED.reset(token)


def _known(subjects: Iterable[UUID]) -> dict[UUID, bytes]:
    keys = {}
    for row in SubjectKey.objects.filter(subject__in=subjects).exclude(wrapped=None):
        try:
            keys[row.subject] = key_of_row(row)
        except WrongKey:
            continue
    return keys
