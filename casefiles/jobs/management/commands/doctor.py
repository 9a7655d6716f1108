"""`manage.py doctor`: says of each engine, font, folder, key and setting whether it is fit."""

from typing import Any

from django.core.management.base import BaseCommand

from casefiles.jobs.doctor import Verdict, examine


class Command(BaseCommand):
    help = "Says whether this installation is fit, and what to do where it is not."
    # It must speak above all when something is wrong: no check may stop it beforehand.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        verdicts = [self._say(verdict) for verdict in examine()]
        unfit = [verdict for verdict in verdicts if not verdict.fit]
        if unfit:
            self.stdout.write(self.style.ERROR(f"\n{len(unfit)} of {len(verdicts)} unfit."))
            raise SystemExit(1)
        self.stdout.write(self.style.SUCCESS("\nFit."))

    def _say(self, verdict: Verdict) -> Verdict:
        mark = self.style.SUCCESS("fit  ") if verdict.fit else self.style.ERROR("UNFIT")
        self.stdout.write(f"{mark}  {verdict.what:<15} {verdict.found}")
        if verdict.advice:
            self.stdout.write(f"       {'':<15} → {verdict.advice}")
        return verdict
