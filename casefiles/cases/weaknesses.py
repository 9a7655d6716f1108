"""What this room finds weak in a case, for its overview."""

from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from casefiles.cases.models import CaseFile
from casefiles.cases.registers import ROW_PARTS, WEAKNESSES, Weakness
from casefiles.cases.relation_rows import relations_seen_by


def weak_relations(case: CaseFile, user: Any) -> list[Weakness]:
    """How many relations of parties have neither a source nor an exhibit behind them."""
    rows = list(relations_seen_by(user).filter(case=case, source=None))
    resting = set().union(*(part.rests(rows) for part in ROW_PARTS)) if rows else set()
    count = len([row for row in rows if row.pk not in resting])
    text = ngettext("%d relation of parties rests on nothing.",
                    "%d relations of parties rest on nothing.", count)  # fmt: skip
    address = f"{reverse('cases:party_list', args=[case.pk])}#relations"
    return [Weakness(text % count, address)] if count else []


WEAKNESSES += [weak_relations]
