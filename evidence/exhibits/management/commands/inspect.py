"""`manage.py inspect`: has workers look into stored files that nobody has looked into."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casefiles.cases.models import CaseFile
from casefiles.jobs.models import Job
from casefiles.jobs.services import retry
from evidence.exhibits.inspection.asking import KIND, ask_for_first_inspection
from evidence.exhibits.models import ExhibitFile

AT_ONCE = 500


class Command(BaseCommand):
    help = (
        "Queues the inspection (scan, preview, metadata) of stored files that were never looked "
        "into, such as those of before there were previews. Files that are queued stay so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", metavar="REF", help="only files of this case")
        parser.add_argument("--failed", action="store_true",
                            help="also start again what was tried and failed")  # fmt: skip
        parser.add_argument("--status", action="store_true", help="queue nothing, only say")

    def handle(self, **options: Any) -> None:
        files = list(self.files(options["case"]))
        failed = self.failed(files)
        self.stdout.write(f"{len(files)} files never looked into, {len(failed)} of them failed.")
        if options["status"]:
            return
        for start in range(0, len(files), AT_ONCE):
            ask_for_first_inspection(files[start : start + AT_ONCE])
        for job in failed if options["failed"] else []:
            retry(job)
        left = 0 if options["failed"] else len(failed)
        self.stdout.write(f"{len(files) - left} queued or under way; workers take them in turn.")
        if left:
            self.stdout.write(f"{left} failed and stay so: say --failed to start them again.")

    def files(self, reference: str | None) -> Any:
        rows = ExhibitFile.objects.current().filter(inspections=None).order_by("pk")
        if not reference:
            return rows
        case = CaseFile.objects.filter(reference=reference).first()
        if case is None:
            raise CommandError(f"There is no case {reference}.")
        return rows.filter(exhibit__case=case)

    def failed(self, files: list[ExhibitFile]) -> list[Job]:
        jobs = Job.objects.filter(kind=KIND, state=Job.State.FAILED)
        wanted = {str(file.pk) for file in files}
        return [job for job in jobs if job.arguments.get("file") in wanted]
