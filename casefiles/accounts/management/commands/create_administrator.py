"""Makes the first account of a fresh site, at the server's console."""

import getpass
import os
import sys
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from casefiles.accounts.models import User
from casefiles.accounts.services import create_account

FILE_VARIABLE = "CASEFILES_ADMIN_PASSWORD_FILE"


def read_password() -> str:
    """From the file that CASEFILES_ADMIN_PASSWORD_FILE names, else typed twice, else from stdin.

    Never an argument: those stand in the list of processes and in the shell's history.
    """
    if path := os.environ.get(FILE_VARIABLE):
        return Path(path).read_text(encoding="utf-8").rstrip("\n")
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password (at least 15 characters): ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two passwords differ; nothing was made.")
    return password


class Command(BaseCommand):
    help = (
        "Makes an administrator: someone who manages accounts and sees no case by that. The "
        f"password is asked for, or read from standard input or the file in {FILE_VARIABLE}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name", help="as it shall stand in histories")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        if User.objects.filter(email__iexact=email.strip()).exists():
            raise CommandError(f"{email} has an account already; nothing was changed.")
        password = read_password()
        try:
            validate_email(email.strip())
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        reason = "made at the server's console"
        create_account(
            email=email, name=name, password=password, reason=reason, is_administrator=True
        )
        self.stdout.write(f"{email} can sign in now and make the other accounts.")
