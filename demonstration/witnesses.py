"""Enters witnesses under codes, their statements and their answers. Only fictional cases have any."""

from typing import Any

from casefiles.accounts.models import User
from demonstration.desk import Desk
from demonstration.entering import WHY, FixtureError, filled
from evidence.witnesses.consents import ConsentMatrixForm
from evidence.witnesses.forms import StatementForm, StatementReaderForm, WitnessForm
from evidence.witnesses.models import Witness
from evidence.witnesses.services import set_consents


def enter_witnesses(desk: Desk, fixture: dict[str, Any]) -> None:
    for row in fixture.get("witnesses", []):
        own = {key: row[key] for key in ("connection", "is_child")}
        witness = desk.enter(WitnessForm, own)
        for statement in row["statements"]:
            _statement(desk, witness, statement)
        for asked in row["consents"]:
            _answers(desk, witness, asked)


def _statement(desk: Desk, witness: Witness, row: dict[str, Any]) -> None:
    own = {key: value for key, value in row.items() if key != "readers"}
    data = desk.resolved(own, recordings=desk.exhibits)
    statement = desk.enter(StatementForm, data, witness=witness)
    for name in row.get("readers", []):
        reader: User = desk.person(name)
        desk.enter(StatementReaderForm, {"user": reader}, statement=statement)


def _answers(desk: Desk, witness: Witness, asked: dict[str, Any]) -> None:
    """One visit to the matrix: what was answered on one day."""
    data: dict[str, Any] = {"given_on": asked["on"], "reason": asked.get("reason", WHY)}
    for purpose, answer in asked["answers"].items():
        given = {"status": answer} if isinstance(answer, str) else answer
        data |= {f"{purpose}-{part}": value for part, value in given.items()}
    form: Any = filled(ConsentMatrixForm, data, witness=witness, case=desk.case, user=desk.writer)
    if not form.is_valid():
        raise FixtureError(f"consents of {witness}: {form.errors.as_text()}")
    set_consents(
        witness, form.changed, version=form.cleaned_data["version"], by=desk.writer,
        reason=form.reason_given,
    )  # fmt: skip
