"""The chain of command on the days that the questions ask about, as one edition prints it."""

from datetime import date
from typing import Any

from casefiles.cases.chain.day import (
    Chain,
    Said,
    chain_on,
    party_row,
    relation_row,
    told_downward,
)
from casefiles.cases.cited import OnDay, cited_text, on_day
from casefiles.cases.models import CaseFile, Incident, Party, Relation
from evidence.attribution.models import Question
from reports.dossiers.contents.narrative import current
from reports.dossiers.contents.wording import Cites, Row, day, label, text


def chains(case: CaseFile, cites: Cites) -> list[Row]:
    """One for each day on which an incident lies that a question is about; without any such, that
    of the first incident whose day is known. Empty where the case has no relation."""
    relations = list(current(Relation, case, "from_party", "to_party", "source"))
    parties = list(current(Party, case))
    if not relations:
        return []
    return [
        {
            "day": day(when),
            "incidents": codes,
            **_printed(chain_on(when, relations, parties), cites),
        }
        for when, codes in _days(case).items()
    ]


def _days(case: CaseFile) -> dict[date, list[str]]:
    dated = current(Incident, case).exclude(earliest_date=None)
    asked = Question.objects.current().filter(case=case).values("incident")
    found: dict[date, list[str]] = {}
    for incident in dated.filter(pk__in=asked) or dated[:1]:
        found.setdefault(incident.earliest_date, []).append(incident.code)
    return found


def _printed(chain: Chain, cites: Cites) -> Row:
    return {
        "parties": [party_row(party) for party in chain.parties],
        "relations": [relation_row(row, chain.day) for row in chain.shown],
        "said": [_line(line, chain.day, cites) for line in told_downward(chain)],
        "left_out": [
            {**_sentence(row, cites), "why": str(why.label)} for row, why in chain.left_out
        ],
    }


def _line(line: Said, when: date, cites: Cites) -> Row:
    if line.relation is None:
        return {"depth": line.depth, "party": line.party.code, "name": line.party.name}
    return {
        "depth": line.depth,
        "repeated": line.repeated,
        "perhaps": on_day(line.relation, when) == OnDay.PERHAPS,
        **_sentence(line.relation, cites),
    }


def _sentence(row: Any, cites: Cites) -> Row:
    return {
        "from": row.from_party.code,
        "relation": label(row, "kind"),
        "to": row.to_party.code,
        "role": row.role,
        "status": label(row, "status"),
        "confidence": label(row, "confidence"),
        "period": cited_text(row, is_cited=bool(row.source_id or cites.of(row))),
        "source": text(row.source),
        "cites": cites.of(row),
    }
