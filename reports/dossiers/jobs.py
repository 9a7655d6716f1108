"""The jobs of this room: what each makes, and the page that shows it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casefiles.jobs.kinds import JobKind
from casefiles.jobs.models import Job
from casefiles.jobs.services import Lease
from reports.dossiers.making import FAILURES, make
from reports.dossiers.models import CustodySheet, Dossier

KIND = "dossiers.render"
SHEET_KIND = "dossiers.custody_sheet"
# As long as a check of stored files may take: every file that it vouches for is read.
SECONDS = 50 * 60


def run(lease: Lease, dossier: str) -> None:
    from reports.dossiers.rendering.document import render
    from reports.dossiers.rendering.sections import STEPS

    asked = Dossier.objects.select_related("case").get(pk=UUID(dossier))
    make(lease, asked, render, STEPS, gettext("Read again for dossier %d.") % asked.number)


def run_sheet(lease: Lease, sheet: str) -> None:
    from reports.dossiers.rendering.custody import STEPS, render_sheet

    asked = CustodySheet.objects.select_related("case").get(pk=UUID(sheet))
    why = gettext("Read again for custody sheet %d.") % asked.number
    make(lease, asked, render_sheet, STEPS, why)


def page_of(job: Job) -> str:
    model: Any = CustodySheet if job.kind == SHEET_KIND else Dossier
    asked = model.objects.filter(job=job).first()
    return asked.get_absolute_url() if asked else ""


RENDERING = JobKind(KIND, _("Dossier"), run, page_of, FAILURES, seconds=SECONDS, is_waited_for=True)
SHEETS = JobKind(
    SHEET_KIND, _("Custody sheet"), run_sheet, page_of, FAILURES, seconds=SECONDS,
    is_waited_for=True,
)  # fmt: skip
