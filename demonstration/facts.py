"""Enters what happened: sources, incidents, figures, parties, positions, what is open."""

from typing import Any

from casefiles.cases.forms.findings import (
    AccessObstacleForm,
    OpenQuestionForm,
    RecommendationForm,
)
from casefiles.cases.forms.incidents import (
    CasualtyFigureForm,
    IncidentFactForm,
    IncidentForm,
    SourceForm,
)
from casefiles.cases.forms.parties import (
    PartyForm,
    PositionForm,
    WithheldReaderForm,
)
from casefiles.cases.forms.relations import RelationForm
from demonstration.desk import Desk


def enter_facts(desk: Desk, fixture: dict[str, Any]) -> None:
    _sources(desk, fixture.get("sources", []))
    _incidents(desk, fixture.get("incidents", []))
    _figures(desk, fixture.get("casualties", []))
    _parties(desk, fixture.get("parties", []))
    _name_readers(desk, fixture.get("name_readers", {}))
    _relations(desk, fixture.get("relations", []))
    _positions(desk, fixture.get("positions", []))
    _findings(desk, fixture)


def _sources(desk: Desk, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        desk.sources[row["code"]] = desk.enter(SourceForm, row)


def _incidents(desk: Desk, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        own = {key: value for key, value in row.items() if key != "facts"}
        incident = desk.incidents[row["code"]] = desk.enter(IncidentForm, own)
        for fact in row.get("facts", []):
            data = desk.resolved(fact, source=desk.sources)
            desk.enter(IncidentFactForm, {**data, "incident": incident})


def _figures(desk: Desk, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        data = desk.resolved(row, incident=desk.incidents, source=desk.sources)
        figure = desk.enter(CasualtyFigureForm, data)
        desk.figures[row["outcome"], row["source"]] = figure


def _parties(desk: Desk, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        desk.parties[row["code"]] = desk.enter(PartyForm, row)


def _name_readers(desk: Desk, readers: dict[str, list[str]]) -> None:
    for code, names in readers.items():
        for name in names:
            data = {"party": desk.parties[code], "user": desk.person(name)}
            desk.enter(WithheldReaderForm, data)


def _relations(desk: Desk, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        known = {"from": "from_party", "to": "to_party"}
        data = {known.get(key, key): value for key, value in row.items()}
        parties = {"from_party": desk.parties, "to_party": desk.parties}
        desk.enter(RelationForm, desk.resolved(data, source=desk.sources, **parties))


def _positions(desk: Desk, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        data = desk.resolved(
            row, party=desk.parties, accused=desk.parties, incident=desk.incidents,
            source=desk.sources,
        )  # fmt: skip
        desk.enter(PositionForm, data)


def _findings(desk: Desk, fixture: dict[str, Any]) -> None:
    for row in fixture.get("obstacles", []):
        desk.enter(AccessObstacleForm, desk.resolved(row, source=desk.sources))
    for text in fixture.get("open_questions", []):
        desk.enter(OpenQuestionForm, {"text": text})
    for row in fixture.get("recommendations", []):
        desk.enter(RecommendationForm, desk.resolved(row, source=desk.sources))
