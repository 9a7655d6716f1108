"""Makes people and cases for tests; the permanent cast itself is in tests/plugins/cast.py."""

from casefiles.accounts.models import User
from casefiles.accounts.services import create_account
from casefiles.cases.models import CaseFile
from casefiles.cases.services.cases import add_member, open_case
from casefiles.cases.vocabulary import Role

PASSWORD = "a long enough password of the cast"
WHY = "the cast of the tests"


def make_user(name: str, **flags: bool) -> User:
    """An account named `name`, at name@example.org, with PASSWORD."""
    address = f"{name.lower()}@example.org"
    return create_account(email=address, name=name, password=PASSWORD, reason=WHY, **flags)


def make_case(lead: User, reference: str = "TAJ-2019", **fields) -> CaseFile:
    fields.setdefault("title", "Airstrikes on the Daman building complex")
    return open_case(CaseFile(reference=reference, **fields), by=lead, reason=WHY)


def join(case: CaseFile, user: User, role: str) -> User:
    """Gives `user` a role in the case, by its lead."""
    lead = case.members().get(role=Role.LEAD).user
    add_member(case, user, role, by=lead, reason=WHY)
    return user
