"""Upper rooms that follow up on changes of a case, shortly after these are committed.

What is called here only wakes something: whoever needs to know surely looks by themselves from
time to time, since a process may die between the commit and the call.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

WATCHERS: list[Callable[[UUID], None]] = []


def changed(case_id: UUID | None) -> None:
    """Calls the watchers once this transaction is committed; what they raise harms nobody."""
    if case_id is None:
        return
    for watcher in WATCHERS:
        transaction.on_commit(lambda watch=watcher: watch(case_id), robust=True)  # type: ignore[misc]
