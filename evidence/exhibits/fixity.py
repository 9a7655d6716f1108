"""Reads stored files again and says whether they are still those on record; repairs nothing."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from casefiles.audit.models import OperationalModel
from casefiles.sealing.keys import MalformedKey, WrongKey
from casefiles.sealing.records import AlteredFile
from evidence.exhibits.models.fixity import FixityCheck, longest_unchecked_first, with_checks
from evidence.exhibits.reading import Recorded
from evidence.exhibits.store import Missing, Unreachable, store
from evidence.exhibits.sweep import recorders
from evidence.exhibits.vocabulary import FixityResult

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class StoredKind:
    """How pages speak of the stored files of one model. Upper rooms enter theirs in `ready()`."""

    label: str  # of the model: "exhibits.exhibitfile"
    rows: Callable[[Any], QuerySet]  # those whose existence the user may know of
    case: str  # the way from a row to its case: "case"
    name: Callable[[Any], str | Promise]
    url: Callable[[Any], str]
    # Whether each was stored before that time: a condition on its row.
    stored_before: Callable[[datetime], Any]
    # Whether a person has said, since that time, what happened to it.
    is_explained: Callable[[Any, datetime], bool]
    # Whether it is out of use, so that nothing waits for it to be restored.
    is_replaced: Callable[[Any], bool]


STORED: dict[str, StoredKind] = {}


def register_stored(kind: StoredKind) -> None:
    STORED[kind.label] = kind


class Finding(NamedTuple):
    result: FixityResult
    sha256: str = ""


def examine(row: Recorded) -> Finding:
    """Reads the row's stored file to its end. `sha256` is empty if there is nothing to hash.

    Raises Unreachable where the place does not answer: that says nothing of the file.
    """
    try:
        with store().open(row.object_name) as stored:
            digest = hashlib.sha256()
            for piece in stored.chunks():
                digest.update(piece)
            size = stored.size
    except Missing:
        return Finding(FixityResult.MISSING)
    except AlteredFile:
        return Finding(FixityResult.ALTERED)
    except (WrongKey, MalformedKey):
        return Finding(FixityResult.LOCKED)
    except Unreachable:
        raise
    except OSError:
        return Finding(FixityResult.UNREADABLE)
    is_same = digest.hexdigest() == row.sha256 and size == row.size
    return Finding(FixityResult.INTACT if is_same else FixityResult.ALTERED, digest.hexdigest())


def due(limit: int) -> list[Any]:
    """Up to `limit` rows, of any room, whose file is due: the longest unchecked first.

    Due before the promise ends, at two thirds of it: what one sweep leaves is the next one's.
    """
    before = timezone.now() - timedelta(days=settings.FIXITY_DAYS) * 2 / 3
    waiting = Q(checked_at=None) | Q(checked_at__lt=before)
    rows = [
        row
        for model in recorders()
        if not issubclass(model, OperationalModel)  # on its way in, or gone within days
        for row in longest_unchecked_first(with_checks(model.objects.filter())).filter(waiting)[:limit]
    ]  # fmt: skip
    return _in_turn(rows)[:limit]


def rows_seen_by(user: Any, case: Any) -> list[Any]:
    """Every row of the case, of any room, of whose file the user may know, the longest unchecked first."""
    rows = [
        row
        for kind in STORED.values()
        for row in with_checks(kind.rows(user).filter(**{kind.case: case}))
    ]
    return _in_turn(rows)


def _in_turn(rows: list[Any]) -> list[Any]:
    """Rows of several rooms, the longest unchecked first."""
    return sorted(rows, key=lambda row: (row.checked_at is not None, row.checked_at))


def overdue(rows: QuerySet, kind: StoredKind) -> QuerySet:
    """Of rows: those that nobody has read again for longer than promised.

    Asked for sets and not file by file, for it stands on the overview of every case.
    """
    limit = timezone.now() - timedelta(days=settings.FIXITY_DAYS)
    checks = FixityCheck.objects.filter(subject_id=OuterRef("pk")).order_by()
    is_old = Q(Exists(checks)) | Q(kind.stored_before(limit))
    return rows.filter(~Exists(checks.filter(checked_at__gte=limit)), is_old)
