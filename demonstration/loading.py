"""Loads a fixture as one transaction, through the forms and services that people use."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from casefiles.accounts.models import User
from casefiles.cases.forms.casefile import CaseForm
from casefiles.cases.models import CaseFile
from casefiles.cases.services.cases import add_member
from demonstration.accounts import CAST, demonstrator, known_cast, make_cast, write_accounts
from demonstration.analysis import enter_analysis
from demonstration.desk import Desk
from demonstration.entering import WHY, enter
from demonstration.exhibits import enter_exhibits
from demonstration.facts import enter_facts
from demonstration.witnesses import enter_witnesses
from evidence.exhibits.intake import only_if_recorded

DATA = Path(__file__).parent / "data"


class Refused(Exception):
    """The demonstration cannot be loaded here, in words for the person at the keyboard."""


def fixture(name: str) -> dict[str, Any]:
    """A fixture of this folder: tajoura, training."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def is_loaded(name: str) -> bool:
    return CaseFile.objects.filter(reference=fixture(name)["case"]["reference"]).exists()


def load(name: str) -> dict[str, str]:
    """Loads one fixture, all of it or nothing; the passwords of the accounts it made, by name.

    Refused where real cases could be: the accounts it makes are known to whoever can read the
    terminal, which is right on a laptop and wrong on a server.
    """
    if not settings.EMBEDDED:
        raise Refused(
            "The demonstration is loaded only on the embedded engines, those that 'make run' "
            "starts by itself. This site uses its own database, so nothing was loaded."
        )
    if is_loaded(name):
        reference = fixture(name)["case"]["reference"]
        raise Refused(f"The case {reference} is here already. Nothing was changed.")
    with only_if_recorded(), transaction.atomic():
        passwords = make_cast()
        enter_case(fixture(name))
        if passwords:
            # Before the commit: accounts whose passwords nobody can read would be worse than a
            # file of accounts that do not exist.
            write_accounts(passwords)
    return passwords


def enter_case(given: dict[str, Any]) -> CaseFile:
    """Opens the case as Amina, gives each of the cast their roles, and enters all that is in it."""
    cast = known_cast()
    desk = Desk(_open(given["case"], cast["Amina"]), cast)
    _join(desk)
    enter_facts(desk, given)
    enter_exhibits(desk, given)
    enter_witnesses(desk, given)
    enter_analysis(desk, given)
    return desk.case


def _open(row: dict[str, Any], lead: User) -> CaseFile:
    own = {key: value for key, value in row.items() if key != "is_training"}
    case = CaseFile(is_training=row.get("is_training", False))
    return enter(CaseForm, own, instance=case, case=None, user=lead)


def _join(desk: Desk) -> None:
    """Nobody gives themselves a role, so Amina's second one comes from the service account."""
    for person in CAST:
        for role in person.roles:
            user = desk.cast[person.name]
            by = demonstrator() if user == desk.writer else desk.writer
            add_member(desk.case, user, role, by=by, reason=WHY)
