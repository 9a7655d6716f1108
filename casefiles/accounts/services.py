"""Accounts are made and changed here."""

import secrets
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.accounts.models import User
from casefiles.audit.services import record

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as another


def create_account(
    *,
    email: str,
    name: str,
    password: str | None,
    by: User | None = None,
    reason: str,
    **flags: bool,
) -> User:
    """A new account; the very first one of a site is recorded as its own author.

    `password=None` makes an account that cannot sign in (a service). Flags are the boolean
    fields of `User`. Raises IntegrityError if the address is taken.
    """  # fmt: skip
    user = User(email=email.strip().lower(), name=name, **flags)
    user.set_password(password)
    record(user, by=by or user, reason=reason, action="create_account")
    return user


def service_account(name: str) -> User:
    """The account under which a worker acts, such as `dossier-renderer`; made at first use."""
    address = f"{name}@service.invalid"
    known = User.objects.filter(email=address).first()
    if known:
        return known
    reason = "worker's own account, so that its acts are not anyone's"
    return create_account(email=address, name=name, password=None, is_service=True, reason=reason)


def initial_password() -> str:
    """A random password that can be read out: five groups of five, about 124 bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _letter in range(5)) for _group in range(5))
    return "-".join(groups)


def invite(*, email: str, name: str, by: User, reason: str) -> tuple[User, str]:
    """A new account and the password its owner has to replace; it is shown once and not kept."""
    _require_manager(by)
    password = initial_password()
    user = create_account(
        email=email, name=name, password=password, by=by, reason=reason, password_is_initial=True
    )
    return user, password


@transaction.atomic
def renew_invitation(user: User, *, by: User, reason: str) -> str:
    """Another initial password, only while the account was never used.

    Later it would let an administrator sign in as someone who sees cases: PermissionDenied.
    """
    _require_manager(by)
    locked = _locked(user)
    if not locked.password_is_initial or locked.last_login:
        raise PermissionDenied(_("This account is in use: only its owner sets its password."))
    password = initial_password()
    locked.set_password(password)
    record(locked, by=by, reason=reason, action="renew_invitation")
    return password


def set_own_password(user: User, password: str) -> None:
    """Replaces the password and ends every session; the caller keeps its own alive.

    ValidationError when the password is too short, common or like the name.
    """
    validate_password(password, user)
    user.set_password(password)
    user.password_is_initial = False
    user.save(update_fields=["password", "password_is_initial"])


@transaction.atomic
def reset_password(user: User, password: str, *, by: User, reason: str) -> None:
    """A new initial password for someone who lost theirs; from the server's console only."""
    validate_password(password, user)
    locked = _locked(user)
    locked.set_password(password)
    locked.password_is_initial = True
    record(locked, by=by, reason=reason, action="reset_password")


@transaction.atomic
def disable_account(user: User, *, by: User, reason: str) -> None:
    """Ends the account's sessions at once; nobody disables their own, so one remains."""
    _require_manager(by)
    locked = _locked(user)
    if locked == by:
        raise ValidationError(_("You cannot disable your own account; another administrator can."))
    if not locked.is_active:
        return
    locked.is_active = False
    locked.session_epoch += 1  # or enabling it again would bring old sessions back
    record(locked, by=by, reason=reason, action="disable_account")


@transaction.atomic
def change_account(user: User, *, by: User, reason: str, action: str, **values: Any) -> None:
    """Sets recorded fields of an account for an administrator; unchanged values record nothing."""
    _require_manager(by)
    locked = _locked(user)
    changed = {name: value for name, value in values.items() if getattr(locked, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(locked, name, value)
    record(locked, by=by, reason=reason, action=action)


@transaction.atomic
def choose_language(user: User, language: str) -> None:
    """The language in which this person reads the pages."""
    locked = _locked(user)
    if locked.language == language:
        return
    locked.language = language
    record(locked, by=user, reason="own choice", action="choose_language")


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)


def _require_manager(by: User) -> None:
    if not by.has_perm("accounts.manage_accounts"):
        raise PermissionDenied
