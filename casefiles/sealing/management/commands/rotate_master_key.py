"""`manage.py rotate_master_key`: from the old master key to the current one, on live data."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from casefiles.sealing.keys import MalformedKey, master_key, old_master_key
from casefiles.sealing.rotation import rotate


class Command(BaseCommand):
    help = (
        "Wraps every key that the old master key (CASEFILES_OLD_MASTER_KEY_FILE) wraps under the "
        "current one (CASEFILES_MASTER_KEY_FILE). Files and sealed texts stay as they are. May "
        "be stopped and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            old, new = old_master_key(), master_key()
        except MalformedKey as error:
            raise CommandError(str(error)) from error
        if old is None:
            raise CommandError("Name the file of the old key in CASEFILES_OLD_MASTER_KEY_FILE.")
        if old == new:
            raise CommandError("The old and the current master key are the same.")
        done = rotate(old, new)
        self.stdout.write(f"{done.rewrapped} keys are now under the current master key.")
        if done.foreign:
            self.stdout.write(f"{done.foreign} keys are under neither of the two: left alone.")
        if done.altered:
            self.stdout.write(f"{done.altered} keys name the old master key but do not open: "
                              "restore them from a backup.")  # fmt: skip
        if not done.is_complete:
            raise CommandError("Keep both master keys; not everything is under the current one.")
