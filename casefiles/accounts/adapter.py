from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up: accounts are made by an administrator."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for a wrong address, a wrong password and a disabled account alike.
        "email_password_mismatch": _(
            "This address and password do not open an account. Check both and try again; if they "
            "are right, ask an administrator whether the account may sign in."
        ),
        "too_many_login_attempts": _(
            "Too many failures in a row. Wait five minutes, then try again; until then even the "
            "right password is refused."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail yet: a reset goes through an administrator, who knows the person."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """allauth would let a disabled account through to a page that says so; here it fails."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        if user:
            self._rollback_login_failed_rl_usage()
        return user

    def is_ajax(self, request: HttpRequest) -> bool:
        """Sign-in answers with pages only; its JSON form would be a second way in to keep safe."""
        return False
