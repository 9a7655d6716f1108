"""From frozen contents to one stored file: set, checked, stored; exactly once, or not at all."""

import json
from collections.abc import Callable
from itertools import chain
from typing import Any

from django.utils.translation import gettext_lazy as _

from casefiles.jobs.kinds import JobFailed
from casefiles.jobs.services import Lease
from casefiles.sealing.keys import MalformedKey, WrongKey
from evidence.exhibits.intake import only_if_recorded, write_unrecorded
from evidence.exhibits.store import StoreFailed
from reports.dossiers import fixity, leaks
from reports.dossiers.models import Frozen

FAILURES = {
    "leak": _("Something that is sealed stands in the text of the case: the name of a withheld "
              "actor, something kept about a statement, or the name that a file came with. "
              "Nothing was made. Have it taken out of the record, then ask for a new document: "
              "this one's contents are frozen with it."),
    "unchecked": _("A sealed value could not be opened to be compared, so nothing was made. "
                   "Whoever runs this server has to look at the keys; then try again."),
    "layout": _("The pages could not be set: a text is too deeply nested or too long. Try again; "
                "if it fails again, tell whoever runs this server."),
    "store": _("The file could not be stored: the disk may be full. Tell whoever runs this "
               "server, then try again."),
    "key": _("The master key of this server is missing or is another one, so the file could not "
             "be encrypted. Tell whoever runs this server, then try again."),
    "fixity": _("A stored file of an exhibit in this document is missing, altered or cannot be "
                "read, and its list of digests does not say so. The failed check is on record, "
                "with the exhibit. Have the file restored and try again, or ask for a new "
                "document: it will say which file failed."),
    "away": _("The server that keeps the files does not answer, or refuses to, so the evidence "
              "could not be read again. Try again in some minutes."),
}  # fmt: skip


# render(contents, digest, progress) → a Document of reports.dossiers.rendering.
Render = Callable[[dict[str, Any], str, Callable[[int, int, str], None]], Any]


def make(lease: Lease, asked: Frozen, render: Render, steps: dict[str, Any], why: str) -> None:
    """Makes the one file of a request. Ends with the job, or not at all.

    `steps` tells each step to the person who waits; `why` stands in the custody log if a file
    that the document vouches for fails its check. JobFailed with a key of FAILURES.
    """
    # Here, not above: WeasyPrint costs a second and 60 MB that web processes need not pay.
    from reports.dossiers.rendering.document import RENDERER
    from reports.dossiers.rendering.reading import everything_in

    contents = json.loads(asked.contents)

    def progress(step: int, of: int, code: str) -> None:
        lease.progress(step, of, str(steps[code]))

    for _step in fixity.read_again(contents, why):
        progress(0, 1, "files")
    made = render(contents, asked.digest, progress)
    progress(made.steps - 2, made.steps, "checking")
    leaks.check(asked.case, chain(leaks.strings_in(contents), everything_in(made.pdf)))
    progress(made.steps - 1, made.steps, "storing")
    _keep(lease, asked, made.pdf, pages=made.pages, renderer=RENDERER)


def _keep(lease: Lease, asked: Frozen, pdf: bytes, **facts: Any) -> None:
    """File first, then its row and the end of the job in one transaction.

    If the job was taken over meanwhile, or the row cannot be written, the file goes again; a
    crash in between leaves a file that no row names, never a row without its file.
    """
    with only_if_recorded():
        try:
            stored = write_unrecorded([pdf])
        except StoreFailed as error:
            raise JobFailed("store") from error
        except (WrongKey, MalformedKey) as error:
            raise JobFailed("key") from error
        with lease.completing():
            asked.record_file(
                object_name=stored.name, sha256=stored.sha256, size=stored.size, **facts
            )
