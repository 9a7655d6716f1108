"""What changed in a case since a moment, at a price that does not grow with the case.

Numbers of changes are handed out before they are committed, so a change with an earlier number can
appear later, and the newest number does not tell two states of a case apart. A moment is therefore
the database's own account of which transactions were over then. Every change carries the
transaction that wrote it, in a column that the database fills (`xact`, migration 0002): those that
were not over at that moment are a few neighbours in an index.
"""

import uuid
from typing import NamedTuple

from django.db import connection

# A table that was put back from a copy, on this server or another, is another one: its file, or the
# server's start, differs. Of changes from such a copy none has a transaction of the future.
_SINCE = """
SELECT pg_current_xact_id_if_assigned() IS NULL,
       concat(pg_postmaster_start_time(), ' ', pg_relation_filepath('audit_change')),
       pg_current_snapshot()::text,
       ARRAY(SELECT concat(content_type_id, ' ', object_id) FROM audit_change
             WHERE case_id = %(case)s AND xact >= pg_snapshot_xmin(%(since)s::pg_snapshot)
             AND NOT pg_visible_in_snapshot(xact, %(since)s::pg_snapshot)
             AND (xact < pg_snapshot_xmax(pg_current_snapshot())
                  OR xact = pg_current_xact_id_if_assigned())
             LIMIT %(most)s)
"""
NEVER = "1:1:"  # nothing was over


class Moment(NamedTuple):
    database: str
    snapshot: str


class Since(NamedTuple):
    """What changed since a moment, and the moment of asking."""

    now: Moment
    is_settled: bool  # this transaction has written nothing: what it sees is committed for good
    changed: set[tuple[int, uuid.UUID]] | None  # (content type, id); None: too much, or unknown


def changes_since(case_id: uuid.UUID, moment: Moment | None, most: int) -> Since:
    """The records of a case that changed since, its own transaction's included. One query.

    `changed` is None for more than `most` changes, without a moment, and for a moment of another
    database than this. A moment of a transaction that has written says nothing to anybody else,
    because what it sees may be rolled back: keep only what `is_settled`.
    """
    since, wanted = (moment.snapshot, most + 1) if moment else (NEVER, 0)
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, {"case": case_id, "since": since, "most": wanted})
        is_settled, database, snapshot, found = cursor.fetchone()
    known = moment is not None and moment.database == database and len(found) <= most
    pairs = (line.split(" ") for line in found)
    changed = {(int(kind), uuid.UUID(pk)) for kind, pk in pairs} if known else None
    return Since(Moment(database, snapshot), is_settled, changed)
