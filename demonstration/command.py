"""What both commands share: when they do nothing, when they refuse, what they print."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casefiles.cases.models import CaseFile
from demonstration.accounts import accounts_file, known_cast, lines_of
from demonstration.loading import Refused, fixture, is_loaded, load


class LoadingCommand(BaseCommand):
    """Loads `fixture_name`; a subclass says when there is nothing to do."""

    fixture_name = ""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true",
            help="do nothing, and say so, where it is not wanted: 'make run' asks each time",
        )  # fmt: skip

    def handle(self, *args: Any, if_empty: bool = False, **options: Any) -> None:
        if if_empty and (why := self.why_not()):
            self.stdout.write(why)
            return
        try:
            passwords = load(self.fixture_name)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        case = fixture(self.fixture_name)["case"]
        self.stdout.write(f"Loaded {case['reference']}: {case['title']}.")
        if passwords:
            self._announce(passwords, in_full=not if_empty)

    def why_not(self) -> str:
        """Why `--if-empty` leaves everything as it is; empty if it loads."""
        raise NotImplementedError

    def _announce(self, passwords: dict[str, str], *, in_full: bool) -> None:
        """In full once; with --if-empty it is 'make run' that shows the file."""
        self.stdout.write(f"The accounts of the demonstration are in {accounts_file()}.")
        for line in lines_of(passwords) if in_full else ():
            self.stdout.write(f"  {line}")


class NothingButEmpty(LoadingCommand):
    """For the first case of a site."""

    def why_not(self) -> str:
        return "There is a case already: nothing was loaded." if CaseFile.objects.exists() else ""


class BesideTheCast(LoadingCommand):
    """For a further case of the demonstration: a site with real cases only never gets it."""

    def why_not(self) -> str:
        if is_loaded(self.fixture_name):
            return "It is here already: nothing was loaded."
        if not known_cast():
            return "This site has no demonstration: nothing was loaded."
        return ""
