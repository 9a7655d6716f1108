from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.exhibits.store import Locked, StoredObject, store
from evidence.exhibits.store.staging import StagedFile, discard_staged
from evidence.exhibits.sweep import Sweep, sweep

EXPLAINED = (
    "{number} files are not of this database: it holds no key of theirs. An older copy of the "
    "database was put back, or this folder is another site's. They stay. Put back the newer copy, "
    "or keep them aside; only if nobody will ever want them: --delete --foreign {number}."
)


class Command(BaseCommand):
    help = (
        "Lists stored files that no row records (left by a crash between storing and "
        "recording) and recorded files that are not stored. Ends with an error if one is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="remove what nobody records")
        parser.add_argument("--hours", type=float, default=24, help="leave younger ones alone")
        parser.add_argument("--even-if-most", action="store_true",
                            help="remove also if more is unrecorded than recorded")  # fmt: skip
        parser.add_argument("--foreign", type=int, metavar="N",
                            help="remove the N files, too, that this database never heard of")  # fmt: skip

    def handle(self, **options: Any) -> None:
        try:
            found = sweep(store(), older_than=timedelta(hours=options["hours"]))
        except OSError as error:
            raise CommandError(f"{error.strerror}. Nothing was changed.") from error
        unrecorded: list[StoredObject | StagedFile] = [*found.orphans, *found.parts, *found.staged]
        for each in unrecorded:
            self.stdout.write(
                f"not recorded: {each.name}, since {each.modified:%Y-%m-%d %H:%M} UTC"
            )
        for each in found.foreign:
            self.stdout.write(
                f"NOT OF THIS DATABASE: {each.name}, since {each.modified:%Y-%m-%d %H:%M} UTC"
            )
        for row in found.missing:
            self.stdout.write(f"MISSING: {row._meta.verbose_name} {self.place(row)}, {row.sha256}")
        if options["delete"]:
            try:
                self.refuse_wrong(found, options["foreign"], even_if_most=options["even_if_most"])
                self.remove(found, also=found.foreign if options["foreign"] else [])
            except OSError as error:
                raise CommandError(
                    f"{error.strerror}. Some may be removed already; nothing on record was "
                    "touched. Run it again once the store answers: see manage.py doctor."
                ) from error
        if found.foreign and not options["foreign"]:
            self.stdout.write(EXPLAINED.format(number=len(found.foreign)))
        self.stdout.write(f"{found.recorded} files on record, {len(found.missing)} missing.")
        if found.missing:
            raise CommandError("Restore the missing files from a backup; nothing was changed.")

    def place(self, row: Any) -> str:
        """Where a missing file belongs: TAJ-UN-0001-1.pdf, or the id of another room's row."""
        return getattr(row, "download_name", None) or str(row.pk)

    def refuse_wrong(self, found: Sweep, foreign: int | None, *, even_if_most: bool) -> None:
        if found.looks_wrong and not even_if_most:
            raise CommandError(
                "More files are unrecorded than recorded: this looks like another site's folder "
                "or an older database. Nothing was removed. Say --even-if-most if it is right."
            )
        if foreign is not None and foreign != len(found.foreign):
            raise CommandError(
                f"{len(found.foreign)} files are not of this database, not {foreign}. Nothing "
                "was removed: read the list again."
            )

    def remove(self, found: Sweep, *, also: list[StoredObject]) -> None:
        orphans = found.orphans + also
        kept = [each.name for each in orphans if not self.discard(each.name)]
        for each in found.parts:
            store().discard_unfinished(each.name)
        for staged in found.staged:
            discard_staged(staged)
        removed = len(orphans) + len(found.parts) + len(found.staged) - len(kept)
        self.stdout.write(f"{removed} removed, {len(kept)} locked.")

    def discard(self, name: str) -> bool:
        """Whether it is gone. What is locked is told each time, until its day has come."""
        try:
            store().discard(name)
        except Locked as locked:
            until = f"until {locked.until:%Y-%m-%d %H:%M} UTC" if locked.until else "on hold"
            self.stdout.write(f"LOCKED {until}: {name}; its key is gone, so nobody can read it.")
            return False
        return True
