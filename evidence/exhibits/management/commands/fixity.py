"""`manage.py fixity`: reads stored files again, now, and says what was checked when."""

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casefiles.accounts.services import service_account
from casefiles.cases.models import CaseFile
from evidence.exhibits.fixity import due
from evidence.exhibits.models import FixityCheck
from evidence.exhibits.models.fixity import longest_unchecked_first, with_checks
from evidence.exhibits.services.fixity import cause_of, check_stored
from evidence.exhibits.store import Unreachable
from evidence.exhibits.sweep import recorders
from evidence.exhibits.vocabulary import FixityResult

MANY = 10**9


class Command(BaseCommand):
    help = (
        "Reads stored files from end to end, hashes them and records each check; repairs nothing. "
        "Without options those that are due. Ends with an error if one is not the one on record."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", metavar="REF", help="every file of this case")
        parser.add_argument("--all", action="store_true", help="every file of this installation")
        parser.add_argument("--status", action="store_true", help="check nothing, only say")

    def handle(self, **options: Any) -> None:
        failed = (
            0 if options["status"] else self.read_again(self.rows(options["case"], options["all"]))
        )
        self.say_status()
        if failed:
            raise CommandError(
                f"{failed} failed. Nothing was repaired: restore them from a backup, check again, "
                "and say in the custody log what happened."
            )

    def rows(self, reference: str | None, everything: bool) -> list[Any]:
        if not reference:
            return every_row() if everything else due(MANY)
        try:
            case = CaseFile.objects.get(reference=reference)
        except CaseFile.DoesNotExist:
            raise CommandError(f"There is no case {reference}.") from None
        return [row for row in every_row() if row.audit_case_id == case.pk]

    def read_again(self, rows: list[Any]) -> int:
        """Checks and names those that failed, by the id of their row; gives their number."""
        sweep, by, failed = uuid4(), service_account("fixity"), 0
        for row in rows:
            try:
                check = check_stored(row, sweep=sweep, by=by, **cause_of("manage.py fixity"))
            except Unreachable as error:
                raise CommandError(f"{error.strerror}. See manage.py doctor.") from error
            if check.is_failed:
                failed += 1
                kind = row._meta.verbose_name
                self.stdout.write(f"FAILED: {kind} {row.pk}: {check.get_result_display()}")
        self.stdout.write(f"{len(rows)} checked, {failed} failed.")
        return failed

    def say_status(self) -> None:
        rows = every_row()
        checked = sorted(row.checked_at for row in rows if row.checked_at)
        failing = sum(row.check_result not in {None, FixityResult.INTACT} for row in rows)
        self.stdout.write(
            f"{len(rows)} files on record, {len(rows) - len(checked)} never checked, "
            f"{failing} failing, {FixityCheck.objects.failed().count()} failures on record."
        )
        if checked:
            self.stdout.write(f"The longest unchecked was read on {checked[0]:%Y-%m-%d %H:%M} UTC, "
                              f"the latest on {checked[-1]:%Y-%m-%d %H:%M} UTC.")  # fmt: skip


def every_row() -> list[Any]:
    """Every row of every room that names a stored file, the longest unchecked first."""
    return [row for model in recorders()
            for row in longest_unchecked_first(with_checks(model.objects.filter()))]  # fmt: skip
