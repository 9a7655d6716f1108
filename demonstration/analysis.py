"""Enters the question, its rival answers, the matrix, what we conclude; submits one of them."""

from typing import Any

from casefiles.cases.models import Position
from demonstration.desk import Desk
from demonstration.entering import WHY, FixtureError
from evidence.attribution.forms.assessments import OtherBodyFindingForm
from evidence.attribution.forms.hypotheses import ActorForm, HypothesisForm, QuestionForm
from evidence.attribution.forms.law import QualificationForm
from evidence.attribution.forms.positions import TestedPositionForm
from evidence.attribution.models import Question
from evidence.attribution.services import (
    Place,
    Stated,
    answer_contrary,
    assess,
    assess_elements,
    item_to_answer,
    place_in_matrix,
    rate,
    submit_hypothesis,
)


def enter_analysis(desk: Desk, fixture: dict[str, Any]) -> None:
    if "question" not in fixture:
        return
    given = desk.resolved(fixture["question"], incident=desk.incidents)
    question = desk.enter(QuestionForm, given)
    _hypotheses(desk, question, fixture["hypotheses"])
    _matrix(desk, question, fixture)
    _conclusions(desk, fixture)
    _answers(desk, fixture)
    if submission := fixture.get("submit"):
        hypothesis = desk.hypotheses[submission["hypothesis"]]
        submit_hypothesis(hypothesis, by=desk.writer, note=submission["note"])


def _hypotheses(desk: Desk, question: Question, rows: list[dict[str, Any]]) -> None:
    for position, row in enumerate(rows):
        own = {key: value for key, value in row.items() if key not in ("actors", "tests")}
        data = {**desk.resolved(own, parent=desk.hypotheses), "position": position}
        hypothesis = desk.enter(HypothesisForm, data, question=question)
        desk.hypotheses[row["code"]] = hypothesis
        for actor in row["actors"]:
            known = desk.resolved(actor, party=desk.parties)
            desk.enter(ActorForm, known, hypothesis=hypothesis)
        for said in row.get("tests", []):
            tested = _position(desk, question, said)
            desk.enter(TestedPositionForm, {"hypothesis": hypothesis}, position=tested)


def _matrix(desk: Desk, question: Question, fixture: dict[str, Any]) -> None:
    for number, row in fixture.get("matrix", {}).items():
        exhibit = desk.exhibits[number]
        place_in_matrix(question, exhibit, row["relevance"], by=desk.writer, reason=WHY)
        for code, rating in row.items():
            if code != "relevance":
                rate(desk.hypotheses[code], exhibit, *rating, by=desk.writer, reason=WHY)
    for row in fixture.get("exhibits", []):
        if why := row.get("not_rated"):
            exhibit = desk.exhibits[row["number"]]
            place_in_matrix(question, exhibit, not_rated_why=why, by=desk.writer, reason=WHY)


def _conclusions(desk: Desk, fixture: dict[str, Any]) -> None:
    for row in fixture.get("assessments", []):
        fields = {key: value for key, value in row.items() if key != "hypothesis"}
        assess(desk.hypotheses[row["hypothesis"]], by=desk.writer, reason=WHY, **fields)
    for row in fixture.get("other_findings", []):
        data = desk.resolved(row, source=desk.sources)
        hypothesis = desk.hypotheses[data.pop("hypothesis")]
        desk.enter(OtherBodyFindingForm, data, hypothesis=hypothesis)
    for row in fixture.get("legal", []):
        _law(desk, row)


def _law(desk: Desk, row: dict[str, Any]) -> None:
    """A qualification, and of its elements those that the exhibits say something of."""
    own = {key: row[key] for key in row if key not in ("hypothesis", "elements")}
    hypothesis = desk.hypotheses[row["hypothesis"]]
    qualification = desk.enter(QualificationForm, own, hypothesis=hypothesis)
    stated = {
        code: Stated(status, why, tuple(Place(desk.exhibits[number]) for number in numbers))
        for code, (status, why, numbers) in row.get("elements", {}).items()
    }
    if stated:
        assess_elements(qualification, stated, by=desk.writer, reason=WHY)


def _answers(desk: Desk, fixture: dict[str, Any]) -> None:
    for row in fixture.get("answers", []):
        hypothesis = desk.hypotheses[row["hypothesis"]]
        kind, target = _answered(desk, row)
        item = item_to_answer(hypothesis, kind, target.pk)
        if item is None:
            raise FixtureError(f"{target} does not speak against {hypothesis}")
        answer_contrary(
            hypothesis, kind, target.pk, row["text"], seen=item.digest, by=desk.writer, reason=WHY
        )


def _answered(desk: Desk, row: dict[str, Any]) -> tuple[str, Any]:
    """What it answers: an exhibit by its number, or a position by what tells it from others."""
    if "exhibit" in row:
        return "exhibit", desk.exhibits[row["exhibit"]]
    question = desk.hypotheses[row["hypothesis"]].question
    return "position", _position(desk, question, row["position"])


def _position(desk: Desk, question: Question, row: dict[str, Any]) -> Position:
    """What a party says of the question's incident, by what tells it from others."""
    known = desk.resolved(row, party=desk.parties)
    return Position.objects.current().get(incident=question.incident, **known)
