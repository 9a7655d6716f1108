"""The five people of the demonstration, with passwords that nobody chose."""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from casefiles.accounts.models import User
from casefiles.accounts.services import create_account, service_account
from casefiles.cases.vocabulary import Role

# No l, o, 0, 1 and the like: a password is read from a screen and typed by hand.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
WHY = "account of the demonstration"


@dataclass(frozen=True)
class Person:
    """Someone of the cast, and the roles they hold in each demonstration case."""

    name: str
    does: str
    roles: tuple[str, ...] = ()
    is_protection_officer: bool = False

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@demo.invalid"


CAST = (
    Person("Amina", "leads the case and investigates", (Role.LEAD, Role.INVESTIGATOR)),
    Person("Boris", "reviews what Amina submits", (Role.REVIEWER,)),
    Person("Dalia", "protection officer; observes the case", (Role.OBSERVER,), True),
    Person("Elias", "counsel: decides too, and makes dossiers", (Role.COUNSEL,)),
    Person("Chloe", "belongs to no case, and sees none"),
)


def demonstrator() -> User:
    """The service account that makes the accounts: they are nobody's own act."""
    return service_account("demonstration")


def known_cast() -> dict[str, User]:
    """Accounts of the cast that exist, by name."""
    addresses = {person.email: person.name for person in CAST}
    users = User.objects.filter(email__in=addresses)
    return {addresses[user.email]: user for user in users}


def make_cast() -> dict[str, str]:
    """Makes the accounts that do not exist yet; their new passwords, by name."""
    known, passwords = known_cast(), {}
    for person in CAST:
        if person.name not in known:
            passwords[person.name] = new_password()
            create_account(
                email=person.email, name=person.name, password=passwords[person.name],
                by=demonstrator(), reason=WHY, is_protection_officer=person.is_protection_officer,
            )  # fmt: skip
    return passwords


def new_password() -> str:
    """Four groups of five: 20 characters of 31, about 99 bits, and three hyphens."""
    groups = ("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(4))
    return "-".join(groups)


def accounts_file() -> Path:
    return settings.DATA_DIR / "demo-accounts.txt"


def lines_of(passwords: dict[str, str]) -> Iterable[str]:
    for person in CAST:
        if person.name in passwords:
            yield f"{person.email:<20} {passwords[person.name]}   {person.does}"


def write_accounts(passwords: dict[str, str]) -> None:
    """Writes the file that only its owner can read; an older one is replaced whole."""
    target = accounts_file()
    draft = target.with_suffix(".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines_of(passwords)) + "\n")
    draft.replace(target)
