"""Who may manage accounts. Roles in cases are the cases' own rules."""

from typing import Any

import rules


@rules.predicate
def is_administrator(user: Any, _obj: Any = None) -> bool:
    return bool(user.is_administrator and not user.is_service)


rules.add_perm("accounts.manage_accounts", is_administrator)
