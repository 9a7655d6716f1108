"""The parts of a dossier that are told: from the methodology to the positions of the parties."""

from itertools import groupby
from typing import Any

from casefiles.cases.cited import cited_text
from casefiles.cases.models import (
    AccessObstacle,
    CaseFile,
    CasualtyFigure,
    Incident,
    IncidentFact,
    OpenQuestion,
    Party,
    Position,
    PositionAccused,
    Recommendation,
    Relation,
)
from casefiles.cases.vocabulary import LIKELIHOOD_RANGES, Likelihood, StandardOfProof
from evidence.exhibits.vocabulary import Credibility, Reliability
from reports.dossiers.contents.wording import Cites, Row, day, label, text, when, where


def current(model: Any, case: CaseFile, *related: str) -> Any:
    return model.objects.current().filter(case=case).select_related(*related)


def methodology(case: CaseFile) -> Row:
    """The text of the case, its standard among all, and every scale that the document uses."""
    return {
        "text": case.methodology,
        "standards": [
            {"label": str(step.label), "reached": step.value == case.standard_of_proof}
            for step in StandardOfProof
        ],
        "likelihoods": [
            {"label": str(step.label), "low": low, "high": high}
            for step, (low, high) in ((step, LIKELIHOOD_RANGES[step]) for step in Likelihood)
        ],
        "reliability": [str(step.label) for step in Reliability],
        "credibility": [str(step.label) for step in Credibility],
    }


def obstacles(case: CaseFile, cites: Cites) -> list[Row]:
    return [
        {
            "date": day(row.date),
            "text": row.text,
            "source": text(row.source),
            "cites": cites.of(row),
        }
        for row in current(AccessObstacle, case, "source")
    ]


def parties(case: CaseFile, cites: Cites) -> list[Row]:
    """A withheld party carries its placeholder; its sealed name is never opened here."""
    return [
        {"code": row.code, "name": row.name, "kind": label(row, "kind"), "note": row.note,
         "withheld": row.withheld, "cites": cites.of(row)}
        for row in current(Party, case)
    ]  # fmt: skip


def relations(case: CaseFile, cites: Cites) -> list[Row]:
    rows = current(Relation, case, "from_party", "to_party", "source")
    return [
        {
            "from": row.from_party.code,
            "relation": label(row, "kind"),
            "to": row.to_party.code,
            "status": label(row, "status"),
            "confidence": label(row, "confidence"),
            "role": row.role,
            "period": cited_text(row, is_cited=bool(row.source_id or cites.of(row))),
            "source": text(row.source),
            "note": row.note,
            "cites": cites.of(row),
        }
        for row in rows
    ]


def facts(case: CaseFile, cites: Cites) -> list[Row]:
    sentences = list(current(IncidentFact, case, "source"))
    return [
        {"code": incident.code, "title": incident.title, "when": when(incident),
         "date_note": incident.date_note, "where": where(incident),
         "description": incident.description, "cites": cites.of(incident),
         "facts": [_fact(row, cites) for row in sentences if row.incident_id == incident.pk]}
        for incident in current(Incident, case)
    ]  # fmt: skip


def _fact(row: IncidentFact, cites: Cites) -> Row:
    source = {"source": text(row.source), "source_note": row.source_note}
    return {"text": row.text, **source, "cites": cites.of(row)}


def casualties(case: CaseFile, cites: Cites) -> list[Row]:
    """By incident and outcome, every source's figure beside the others'; none is averaged."""
    rows = current(CasualtyFigure, case, "incident", "source").order_by(
        "incident__earliest_date", "incident__earliest_time", "incident__code", "outcome",
        "source__code", "as_of", "id",
    )  # fmt: skip
    found = []
    for incident, group in groupby(rows, key=lambda row: row.incident):
        outcomes = []
        for outcome, figures in groupby(group, key=lambda row: label(row, "outcome")):
            printed = [_figure(row, cites) for row in figures]
            differ = len({row["figure"] for row in printed}) > 1
            outcomes.append({"outcome": outcome, "figures": printed, "differ": differ})
        found.append({"code": incident.code, "title": incident.title, "outcomes": outcomes})
    return found


def _figure(row: CasualtyFigure, cites: Cites) -> Row:
    return {
        "figure": row.range_text(),
        "basis": label(row, "basis"),
        "breakdown": [{"label": name, "number": number} for name, number in row.breakdown()],
        "status": label(row, "status"),
        "source": row.source.code,
        "source_title": row.source.title,
        "as_of": day(row.as_of),
        "note": row.note,
        "cites": cites.of(row),
    }


def positions(case: CaseFile, cites: Cites) -> list[Row]:
    """Grouped by party, in the parties' own words as dated rows; never merged into findings."""
    accused: dict[Any, list[str]] = {}
    for row in current(PositionAccused, case, "party").order_by("party__code"):
        accused.setdefault(row.position_id, []).append(row.party.code)
    rows = current(Position, case, "party", "incident", "source").order_by(
        "party__code", "stated_on", "reported_on", "id"
    )
    return [
        {"party": party.code, "name": party.name,
         "positions": [_position(row, accused.get(row.pk, []), cites) for row in group]}
        for party, group in groupby(rows, key=lambda row: row.party)
    ]  # fmt: skip


def _position(row: Position, accused: list[str], cites: Cites) -> Row:
    return {
        "about": row.incident.code if row.incident else row.about,
        "value": label(row, "value"),
        "accused": accused,
        "stated_on": day(row.stated_on),
        "reported_on": day(row.reported_on),
        "text": row.text,
        "note": row.note,
        "source": text(row.source),
        "cites": cites.of(row),
    }


def open_questions(case: CaseFile, cites: Cites) -> list[Row]:
    return [
        {"text": row.text, "answer": row.answer, "cites": cites.of(row)}
        for row in current(OpenQuestion, case)
    ]


def recommendations(case: CaseFile, cites: Cites) -> list[Row]:
    return [
        {"addressee": row.addressee, "text": row.text, "source": text(row.source),
         "deadline": day(row.deadline), "follow_up": label(row, "follow_up"),
         "cites": cites.of(row)}
        for row in current(Recommendation, case, "source")
    ]  # fmt: skip
