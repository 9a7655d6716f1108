"""Who may do what in a case. The table at the end is the whole of it."""

from typing import Any

import rules

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile
from casefiles.cases.vocabulary import Role, State

# What a reviewer does to a record without being one of its authors.
REVIEW_ACTS = ("begin_review", "return", "approve")
OPEN_STATES = {State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED}


def has_role(*roles: str) -> Any:
    """Predicate: the user holds one of these roles in the case now."""

    @rules.predicate(f"has_role:{','.join(roles)}")
    def check(user: Any, case: CaseFile | None) -> bool:
        return case is not None and bool(case.roles_of(user).intersection(roles))

    return check


@rules.predicate
def is_open(_user: Any, case: CaseFile | None) -> bool:
    """Approved, released, superseded and withdrawn cases take no more entries."""
    return case is not None and case.state in OPEN_STATES


@rules.predicate
def sees_case(user: Any, case: CaseFile | None) -> bool:
    return case is not None and CaseFile.objects.visible_to(user).filter(pk=case.pk).exists()


@rules.predicate
def wrote_of_it(user: Any, case: CaseFile | None) -> bool:
    """The user entered, changed or submitted anything of the case, now or in an earlier role."""
    if case is None:
        return False
    own = Change.objects.in_case(case.pk).filter(actor=user)
    return own.exclude(action__in=REVIEW_ACTS).exists()


@rules.predicate
def is_administrator(user: Any, _obj: Any = None) -> bool:
    return bool(user.is_administrator)


@rules.predicate
def may_open_cases(user: Any, _obj: Any = None) -> bool:
    """Anyone with an account; whoever opens a case leads it."""
    return bool(user.is_authenticated and not user.is_service)


writes = has_role(Role.LEAD, Role.INVESTIGATOR)

rules.add_perm("cases.create_case", may_open_cases)
rules.add_perm("cases.view_case", sees_case)
rules.add_perm("cases.change_case", has_role(Role.LEAD) & is_open)
rules.add_perm("cases.manage_members", has_role(Role.LEAD))
rules.add_perm("cases.write_records", writes & is_open)
rules.add_perm("cases.name_readers", has_role(Role.LEAD))
rules.add_perm("cases.submit_case", has_role(Role.LEAD))
rules.add_perm("cases.review_case", has_role(Role.REVIEWER) & ~has_role(Role.LEAD) & ~wrote_of_it)
rules.add_perm("cases.view_history", sees_case)
rules.add_perm("cases.replace_lead", is_administrator)
