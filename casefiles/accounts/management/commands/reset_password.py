"""A new initial password for someone who lost theirs, at the server's console."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casefiles.accounts.models import User
from casefiles.accounts.services import initial_password, reset_password


class Command(BaseCommand):
    help = (
        "Sets and prints a new initial password, which its owner has to replace at the next "
        "sign-in. It signs the account out everywhere and stands in its history. There is no page "
        "for this: an administrator could use one to sign in as someone who sees cases."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--by", required=True, help="address of the administrator who does it")
        parser.add_argument("--reason", required=True, help="goes into the account's history")

    def handle(self, *args: Any, email: str, by: str, reason: str, **options: Any) -> None:
        user = User.objects.filter(email__iexact=email, is_service=False).first()
        actor = User.objects.filter(email__iexact=by, is_administrator=True).first()
        if user is None or actor is None:
            raise CommandError("No such account, or --by is no administrator.")
        if not reason.strip():
            raise CommandError("Say why: --reason goes into the account's history.")
        password = initial_password()
        reset_password(user, password, by=actor, reason=reason)
        self.stdout.write(password)
