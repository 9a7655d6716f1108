"""Logs the exhibits, each with a file of our own in place of an original that we do not hold."""

from typing import Any

from demonstration.checks import enter_checks, enter_versions
from demonstration.desk import Desk
from demonstration.entering import WHY
from evidence.exhibits.forms import CustodyForm, PhysicalItemForm
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import CustodyEvent, Exhibit, Grading, PhysicalItem
from evidence.exhibits.services import cite, log_exhibit, make_origin

NOT_OF_THE_EXHIBIT = {"number", "grade", "why", "derives_from", "not_rated", "times",
                      "verifications", "translation", "redaction"}  # fmt: skip


def enter_exhibits(desk: Desk, fixture: dict[str, Any]) -> None:
    for row in fixture.get("origins", []):
        desk.origins[row["name"]] = make_origin(
            desk.case, row["name"], row["kind"], by=desk.writer, reason=WHY
        )
    for row in fixture.get("exhibits", []):
        desk.exhibits[row["number"]] = _exhibit(desk, row)
    for row in fixture.get("items", []):
        _item(desk, row)
    for row in fixture.get("custody", []):
        _entry(desk, row)
    for row in fixture.get("exhibits", []):
        enter_versions(desk, desk.exhibits[row["number"]], row)
        enter_checks(desk, desk.exhibits[row["number"]], row)
    for row in fixture.get("citations", []):
        cite(
            desk.figures[tuple(row["casualty"])], desk.exhibits[row["exhibit"]], row["field"],
            by=desk.writer, reason=WHY,
        )  # fmt: skip


def _item(desk: Desk, row: dict[str, Any]) -> None:
    """The thing itself, through its form; the exhibit that shows it in place is cited for it."""
    exhibit = desk.exhibits[row["exhibit"]]
    own = {key: value for key, value in row.items() if key not in {"exhibit", "shown_by"}}
    item = desk.enter(PhysicalItemForm, own, instance=PhysicalItem(case=desk.case, exhibit=exhibit))
    cite(item, desk.exhibits[row["shown_by"]], "in_place", by=desk.writer, reason=WHY)


def _entry(desk: Desk, row: dict[str, Any]) -> None:
    """One entry of a custody log, about the thing."""
    own = {key: value for key, value in row.items() if key not in {"exhibit", "at"}}
    event = CustodyEvent(case=desk.case, exhibit=desk.exhibits[row["exhibit"]])
    data = {**own, "happened_on": row["at"], "concerns": "item"}
    desk.enter(CustodyForm, data, instance=event)


def _exhibit(desk: Desk, row: dict[str, Any]) -> Exhibit:
    """The number is the fixture's: TAJ-2019 has no 7, which became the obstacles to access."""
    from demonstration.files import files_for  # WeasyPrint: a second, for nothing if all is loaded

    own = {key: value for key, value in row.items() if key not in NOT_OF_THE_EXHIBIT}
    known: dict[str, dict[Any, Any]] = {"origin": desk.origins, "interested_party": desk.parties}
    exhibit = Exhibit(case=desk.case, **desk.resolved(own, **known))
    exhibit.full_clean(exclude=["number"])
    number = f"{desk.case.prefix}-{row['provider_code']}-{row['number']:04d}"
    return log_exhibit(
        exhibit, by=desk.writer, reason=WHY, number=row["number"],
        grading=_grading(row), derives_from=[desk.exhibits[n] for n in row.get("derives_from", [])],
        files=[NewFile.of_bytes(file.content, file.name) for file in files_for(exhibit, number)],
    )  # fmt: skip


def _grading(row: dict[str, Any]) -> Grading:
    reliability, credibility = row["grade"]
    return Grading(reliability=reliability, credibility=credibility, why=row["why"])
