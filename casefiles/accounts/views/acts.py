"""What an administrator can do with an account, as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from casefiles.accounts.models import User
from casefiles.accounts.services import change_account, disable_account, renew_invitation


@dataclass(frozen=True)
class Act:
    """`carry_out(person, by=, reason=)` may give an initial password to show once."""

    label: Any
    text: Any
    done: Any
    offered: Callable[[User, User], bool]
    carry_out: Callable[..., str | None]
    is_destructive: bool = False


def _set(action: str, **values: Any) -> Callable[..., None]:
    return partial(change_account, action=action, **values)


ACTS: dict[str, Act] = {
    "disable": Act(
        _("Disable the account"),
        _("Signs the person out everywhere at once. Nothing they wrote is lost."),
        _("The account is disabled and signed out everywhere."),
        lambda person, by: person.is_active and person != by,
        disable_account,
        is_destructive=True,
    ),
    "enable": Act(
        _("Enable the account"),
        _("The person can sign in again, with the password and the cases they had."),
        _("The account is enabled."),
        lambda person, _by: not person.is_active,
        _set("enable_account", is_active=True),
    ),
    "appoint_officer": Act(
        _("Make protection officer"),
        _("Protection officers keep the identities of witnesses in the cases they belong to."),
        _("The person is a protection officer now."),
        lambda person, _by: person.is_active and not person.is_protection_officer,
        _set("appoint_officer", is_protection_officer=True),
    ),
    "dismiss_officer": Act(
        _("End as protection officer"),
        _("The person keeps their roles in cases, and loses what only an officer may do."),
        _("The person is no protection officer any more."),
        lambda person, _by: person.is_protection_officer,
        _set("dismiss_officer", is_protection_officer=False),
        is_destructive=True,
    ),
    "renew": Act(
        _("Make another initial password"),
        _("For an account that was never used. The earlier password stops working."),
        "",
        lambda person, _by: person.password_is_initial and not person.last_login,
        renew_invitation,
    ),
}
