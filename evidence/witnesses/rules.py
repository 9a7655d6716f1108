"""Who may do what with witnesses and statements. The table at the end is the whole of it."""

from typing import Any

import rules

from casefiles.cases.models import CaseFile
from casefiles.cases.rules import writes
from evidence.witnesses.models import Statement, cases_with_witnesses_open_to


@rules.predicate
def sees_witnesses(user: Any, case: CaseFile | None) -> bool:
    return case is not None and cases_with_witnesses_open_to(user).filter(pk=case.pk).exists()


@rules.predicate
def keeps_witnesses_safe(user: Any, case: CaseFile | None) -> bool:
    """The protection officer of a case they belong to."""
    return case is not None and user.is_protection_officer and bool(case.roles_of(user))


@rules.predicate
def sees_statement(user: Any, statement: Statement | None) -> bool:
    return statement is not None and (
        Statement.objects.visible_to(user).filter(pk=statement.pk).exists()
    )


@rules.predicate
def works_on_its_case(user: Any, statement: Statement | None) -> bool:
    if statement is None:
        return False
    return writes(user, statement.case) or keeps_witnesses_safe(user, statement.case)


rules.add_perm("witnesses.view", sees_witnesses)
rules.add_perm("witnesses.open_details", sees_statement & works_on_its_case)
# Whoever may lift a statement's restriction may as well name one reader.
rules.add_perm("witnesses.name_readers", writes | keeps_witnesses_safe)
