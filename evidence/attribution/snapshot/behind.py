"""What lies behind exhibits and can change without them: stored files, and witnesses' consent.

Both are in a snapshot only where there is something to say: nothing of a file that passed its
newest check, nothing of an exhibit that no statement stands behind.
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from casefiles.cases.models import CaseFile
from evidence.exhibits.models import ExhibitFile, FixityCheck
from evidence.exhibits.sources import SourceGraph
from evidence.exhibits.vocabulary import FixityResult
from evidence.witnesses.models import Consent, StatementExhibit, Witness

Plain = dict[str, Any]


def failed_files(
    case: CaseFile, files: Iterable[ExhibitFile]
) -> dict[uuid.UUID, dict[str, FixityResult]]:
    """By exhibit: what the newest check found, by the SHA-256 of each file that failed it."""
    known = {file.pk: file for file in files}
    # Failures are nearly always none, and have an index of their own.
    ever = FixityCheck.objects.failed().filter(case=case).values("subject_id")
    newest = (
        FixityCheck.objects.filter(subject_id__in=ever)
        .order_by("subject_id", "-checked_at", "-pk")
        .distinct("subject_id")
        .values_list("subject_id", "result")
    )
    found: dict[uuid.UUID, dict[str, FixityResult]] = defaultdict(dict)
    for pk, result in newest:
        if pk in known and result != FixityResult.INTACT:
            found[known[pk].exhibit_id][known[pk].sha256] = FixityResult(result)
    return found


@dataclass(frozen=True)
class Behind:
    """A witness whose words an exhibit holds, itself or through what it derives from."""

    witness: Witness
    recordings: list[StatementExhibit]
    consents: list[Consent]

    @property
    def plain(self) -> Plain:
        """Code, purposes and answers as they count today; of conditions only a digest."""
        return {
            "recordings": {str(row.pk): row.exhibit.number for row in self.recordings},
            "consents": {row.purpose: _answer(row) for row in self.consents},
            **({"is_withdrawn": True} if self.witness.is_withdrawn else {}),
        }


def _answer(row: Consent) -> Plain:
    """An answer whose last day is over counts as expired, though nobody wrote that down."""
    found: Plain = {"status": row.status_today, "until": row.expires_on}
    if row.conditions:
        found["conditions_sha256"] = hashlib.sha256(row.conditions.encode()).hexdigest()
    return {key: value for key, value in found.items() if value is not None}


def witnesses_behind(
    case: CaseFile, exhibits: Collection[uuid.UUID]
) -> dict[uuid.UUID, dict[str, Behind]]:
    """By exhibit, then by code. One query in a case without recorded statements."""
    links = list(
        StatementExhibit.objects.current()
        .filter(case=case, statement__withdrawn_at=None)
        .select_related("statement__witness", "exhibit")
        .order_by("pk")
    )
    if not links:
        return {}
    recorded: dict[uuid.UUID, list[StatementExhibit]] = defaultdict(list)
    for link in links:
        recorded[link.exhibit_id].append(link)
    consents: dict[uuid.UUID, list[Consent]] = defaultdict(list)
    witnesses = {link.statement.witness_id for link in links}
    for row in Consent.objects.current().filter(witness__in=witnesses):
        consents[row.witness_id].append(row)
    graph = SourceGraph.above(exhibits)
    found: dict[uuid.UUID, dict[str, Behind]] = {}
    for pk in exhibits:
        line = [link for each in graph.ancestors(pk) | {pk} for link in recorded.get(each, ())]
        if line:
            found[pk] = _by_code(line, consents)
    return found


def _by_code(
    links: list[StatementExhibit], consents: dict[uuid.UUID, list[Consent]]
) -> dict[str, Behind]:
    grouped: dict[Witness, list[StatementExhibit]] = defaultdict(list)
    for link in links:
        grouped[link.statement.witness].append(link)
    return {
        witness.code: Behind(witness, rows, consents[witness.pk])
        for witness, rows in grouped.items()
    }
