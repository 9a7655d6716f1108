"""All that a document freezes is read from one state of the database, however many queries it takes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import SerializationFailure

from casefiles.cases.models import CaseCounter, CaseFile

TRIES = 8
Made = TypeVar("Made")


def in_one_snapshot(case: CaseFile, counter: str, work: Callable[[], Made]) -> Made:
    """What `work` gives, in a transaction that sees one state and holds the case's counter.

    Whoever asks at the same instant waits for the counter, finds that its own state is too old,
    and begins again. Call it outside of any transaction: within one the level stays as it is,
    and there it only holds the counter.
    """
    CaseCounter.objects.get_or_create(case=case, name=counter)
    for _ in range(TRIES - 1):
        try:
            return _once(case, counter, work)
        except OperationalError as error:
            if connection.in_atomic_block or not isinstance(error.__cause__, SerializationFailure):
                raise
    return _once(case, counter, work)


def _once(case: CaseFile, counter: str, work: Callable[[], Made]) -> Made:
    with _snapshot():
        CaseCounter.objects.select_for_update().get(case=case, name=counter)
        return work()


@contextmanager
def _snapshot() -> Iterator[None]:
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
