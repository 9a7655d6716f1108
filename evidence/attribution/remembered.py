"""The digests of what is there now, remembered between pages.

A digest is kept under everything it was computed from: how many changes the case has and which
is the newest, what the newest checks of files that ever failed have found, the counsels'
decisions on wording, the day (a consent runs out without anybody writing), and the very code
that computes it. What a snapshot reads and no change tells of belongs here: a test looks for
more of it. Sequences commit out of order, so the newest change alone would not tell two states
of a case apart; together with the count it does, for what one transaction after another can see
only grows. That is not so for a transaction which has itself written: what it sees may be rolled
back. Such a one neither reads nor writes here. What is remembered is signed together with its
key, so that nothing that anybody else put into the cache is believed.

Decisions, submissions, releases and dossiers never ask here: they compute.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable
from functools import cache as once
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from redis.exceptions import RedisError

from evidence.attribution.models import Hypothesis

REMEMBERED = 24 * 60 * 60
SALT = "attribution.remembered"
# One line: whether this transaction has written nothing, and what the case's facts are now.
_NOW = """
SELECT pg_current_xact_id_if_assigned() IS NULL,
       count(*), max(sequence),
       (SELECT concat(at, digest) FROM audit_change WHERE case_id = %(case)s
        ORDER BY sequence DESC LIMIT 1),
       (SELECT string_agg(concat(subject_id, result), ' ' ORDER BY subject_id) FROM (
            SELECT DISTINCT ON (subject_id) subject_id, result FROM exhibits_fixitycheck
            WHERE subject_id IN (SELECT subject_id FROM exhibits_fixitycheck
                                 WHERE case_id = %(case)s AND NOT result = 'intact')
            ORDER BY subject_id, checked_at DESC, id DESC) AS newest),
       (SELECT concat(count(*), max(decided_at)) FROM attribution_wordingdecision
        WHERE case_id = %(case)s)
FROM audit_change WHERE case_id = %(case)s
"""


def live_digests(
    case_id: uuid.UUID,
    hypotheses: Iterable[Hypothesis],
    compute: Callable[[Hypothesis], str],
) -> dict[uuid.UUID, str]:
    """The digest of each hypothesis as it is now; `compute` gives one that is not remembered."""
    hypotheses = list(hypotheses)
    mark = mark_of(case_id) if hypotheses else ""
    keys = {item.pk: _key(item.pk, mark) for item in hypotheses}
    known = _read(keys.values()) if mark else {}
    found = {pk: known[key] for pk, key in keys.items() if key in known}
    missing = [item for item in hypotheses if item.pk not in found]
    if not missing:
        return found
    new = {item.pk: compute(item) for item in missing}
    # Nothing may have been committed while it was computed, query by query.
    if mark and mark_of(case_id) == mark:
        _write({keys[pk]: digest for pk, digest in new.items()})
    return found | new


def mark_of(case_id: uuid.UUID) -> str:
    """Stands for all facts of a case as they are now; "" in a transaction that has written."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW, {"case": case_id})
        is_clean, *facts = cursor.fetchone()
    if not is_clean:
        return ""
    parts = [case_id, timezone.localdate(), code_mark(), *facts]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


@once
def code_mark() -> str:
    """Of all our own code that a snapshot could pass through, so that no release has to be told."""
    digest = hashlib.sha256()
    for room in ("casefiles", "evidence"):
        for path in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(pk: uuid.UUID, mark: str) -> str:
    return f"standing:{pk}:{mark}"


def _read(keys: Iterable[str]) -> dict[str, str]:
    """Digest by key; only of entries that we wrote under that very key."""
    try:
        entries: dict[str, Any] = cache.get_many(keys)
    except RedisError:
        return {}
    found = {}
    for key, signed in entries.items():
        try:
            of, digest = signing.loads(signed, salt=SALT)
        except (signing.BadSignature, TypeError, ValueError, AttributeError):
            continue
        if of == key:
            found[key] = digest
    return found


def _write(digests: dict[str, str]) -> None:
    entries = {key: signing.dumps((key, digest), salt=SALT) for key, digest in digests.items()}
    try:
        cache.set_many(entries, REMEMBERED)
    except RedisError:
        return  # the next page computes again
