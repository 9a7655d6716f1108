"""The job that makes a dossier's file: set, joined, checked, stored; exactly once."""

import json
from itertools import chain
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from casefiles.jobs.kinds import JobFailed, JobKind
from casefiles.jobs.models import Job
from casefiles.jobs.services import Lease
from casefiles.sealing.keys import MalformedKey, WrongKey
from evidence.exhibits.store import Stored, StoreFailed, store
from reports.dossiers import leaks
from reports.dossiers.models import Dossier, DossierFile

KIND = "dossiers.render"
FAILURES = {
    "leak": _("Something that is sealed stands in the text of the case: the name of a withheld "
              "actor, something kept about a statement, or the name that a file came with. "
              "Nothing was made. Have it taken out of the record, then ask for a new dossier: "
              "this one's contents are frozen with it."),
    "unchecked": _("A sealed value could not be opened to be compared, so nothing was made. "
                   "Whoever runs this server has to look at the keys; then try again."),
    "layout": _("The pages could not be set: a text is too deeply nested or too long. Try again; "
                "if it fails again, tell whoever runs this server."),
    "store": _("The file could not be stored: the disk may be full. Tell whoever runs this "
               "server, then try again."),
    "key": _("The master key of this server is missing or is another one, so the file could not "
             "be encrypted. Tell whoever runs this server, then try again."),
}  # fmt: skip


def run(lease: Lease, dossier: str) -> None:
    """Makes the one file of a dossier from its frozen contents. Ends with the job, or not at all."""
    # Here, not above: WeasyPrint costs a second and 60 MB that web processes need not pay.
    from reports.dossiers.rendering.document import RENDERER, render
    from reports.dossiers.rendering.reading import everything_in
    from reports.dossiers.rendering.sections import STEPS

    wanted = Dossier.objects.select_related("case").get(pk=UUID(dossier))
    contents = json.loads(wanted.contents)

    def progress(step: int, steps: int, code: str) -> None:
        lease.progress(step, steps, str(STEPS[code]))

    made = render(contents, wanted.digest, progress)
    progress(made.steps - 2, made.steps, "checking")
    leaks.check(wanted.case, chain(leaks.strings_in(contents), everything_in(made.pdf)))
    progress(made.steps - 1, made.steps, "storing")
    _keep(lease, wanted, made.pdf, pages=made.pages, renderer=RENDERER)


def _keep(lease: Lease, dossier: Dossier, pdf: bytes, **facts: Any) -> None:
    """File first, then its row and the end of the job in one transaction.

    If the job was taken over meanwhile, or the row cannot be written, the file goes again; a
    crash in between leaves a file that no row names, never a row without its file.
    """
    try:
        stored = store().write([pdf])
    except StoreFailed as error:
        raise JobFailed("store") from error
    except (WrongKey, MalformedKey) as error:
        raise JobFailed("key") from error
    try:
        with lease.completing():
            DossierFile.objects.create(
                dossier=dossier, object_name=stored.name, sha256=stored.sha256,
                size=stored.size, **facts,
            )  # fmt: skip
    except BaseException:
        _discard_unless_recorded(stored)
        raise


def _discard_unless_recorded(stored: Stored) -> None:
    """Asks the database: a commit whose answer was lost keeps its file."""
    if not DossierFile.objects.filter(object_name=stored.name).exists():
        store().discard_quietly(stored.name)


def page_of(job: Job) -> str:
    dossier = Dossier.objects.filter(job=job).first()
    return dossier.get_absolute_url() if dossier else ""


RENDERING = JobKind(KIND, _("Dossier"), run, page_of, FAILURES)
