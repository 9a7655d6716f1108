"""People who sign in, and the named services that act without one."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from rules.permissions import has_perm

from casefiles.audit.models import Audited, Records


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Audited):
    """Signs in with an e-mail address; roles are per case, in `cases.Membership`."""

    UNRECORDED_FIELDS = ("password", "last_login", "password_is_initial", "session_epoch")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(
        _("may sign in"),
        default=True,
        help_text=_("Accounts are never deleted: their history must keep its author."),
    )
    is_service = models.BooleanField(_("service account"), default=False)
    is_administrator = models.BooleanField(
        _("administrator"),
        default=False,
        help_text=_("Manages accounts and settings; sees no case by that."),
    )
    is_protection_officer = models.BooleanField(
        _("protection officer"),
        default=False,
        help_text=_("Keeps the identities of witnesses in the cases they belong to."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    # Made by an administrator, who has seen it: its owner replaces it before anything else.
    password_is_initial = models.BooleanField(default=False, editable=False)
    # Raised to end every session of the account; part of what a session is checked against.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    history = Records(excluded_fields=list(UNRECORDED_FIELDS))
    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session was opened under; a new password or epoch makes it void."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(
            "casefiles.session", value, secret=secret, algorithm="sha256"
        ).hexdigest()

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Asks the room's table of rules; an inactive account may do nothing."""
        return self.is_active and has_perm(perm, self, obj)
