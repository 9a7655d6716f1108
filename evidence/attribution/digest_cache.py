"""The digests of what is there now, remembered between pages.

A digest is kept under everything it was computed from: the moment since which the case has not
changed, what the newest checks of files that ever failed have found, the counsels' decisions on
wording, the day (a consent runs out without anybody writing), and the very code that computes it.
What a snapshot reads and no change tells of belongs here: a test looks for more of it. What a
transaction sees that has itself written may be rolled back: such a one neither reads nor writes
here. What is remembered is signed together with its key, so that nothing that anybody else put
into the cache is believed.

Decisions, submissions, releases and dossiers never ask here: they compute.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import cache as once
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from redis.exceptions import RedisError

from casefiles.audit.moments import Moment, changes_since
from evidence.attribution.models import Hypothesis

REMEMBERED = 24 * 60 * 60
SALT = "attribution.remembered"
# What a snapshot reads and no change of the case tells of.
_SILENT = """
SELECT (SELECT string_agg(concat(subject_id, result), ' ' ORDER BY subject_id) FROM (
            SELECT DISTINCT ON (subject_id) subject_id, result FROM exhibits_fixitycheck
            WHERE subject_id IN (SELECT subject_id FROM exhibits_fixitycheck
                                 WHERE case_id = %(case)s AND NOT result = 'intact')
            ORDER BY subject_id, checked_at DESC, id DESC) AS newest),
       (SELECT concat(count(*), max(decided_at)) FROM attribution_wordingdecision
        WHERE case_id = %(case)s)
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
    """Stands for all facts of a case as they are now; "" in a transaction that has written.

    Two queries, whatever the size of the case.
    """
    moment = _unchanged_since(case_id)
    if moment is None:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_SILENT, {"case": case_id})
        silent = cursor.fetchone()
    parts = [case_id, *moment, timezone.localdate(), code_mark(), *silent]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _unchanged_since(case_id: uuid.UUID) -> Moment | None:
    """A moment that all pages name until the case changes; None in a transaction that has
    written."""
    key = f"moment:{case_id}"
    found = _read([key]).get(key)
    known = Moment(*found) if found else None
    since = changes_since(case_id, known, most=0)
    if not since.is_settled:
        return None
    if since.changed == set():
        return known
    _write({key: since.now})
    return since.now


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


def _read(keys: Iterable[str]) -> dict[str, Any]:
    """By key; only of entries that we wrote under that very key."""
    try:
        entries: dict[str, Any] = cache.get_many(keys)
    except RedisError:
        return {}
    found = {}
    for key, signed in entries.items():
        try:
            of, value = signing.loads(signed, salt=SALT)
        except (signing.BadSignature, TypeError, ValueError, AttributeError):
            continue
        if of == key:
            found[key] = value
    return found


def _write(values: Mapping[str, Any]) -> None:
    entries = {key: signing.dumps((key, value), salt=SALT) for key, value in values.items()}
    try:
        cache.set_many(entries, REMEMBERED)
    except RedisError:
        return  # the next page computes again
