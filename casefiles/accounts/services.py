"""Accounts are made and changed here."""

from casefiles.accounts.models import User
from casefiles.audit.services import record


def create_account(*, email: str, name: str, password: str | None, by: User | None = None, reason: str,
                   **flags: bool) -> User:
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
