"""What tests of exhibits are made from. Imported late: Django has no settings before."""

from django.core.files.uploadedfile import SimpleUploadedFile

from casefiles.cases.models import CaseFile
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit
from evidence.exhibits.services import log_exhibit
from tests.exhibits.behind import damage  # noqa: F401 - one of the things tests are made from

WHY = "logged by a test"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
# What log_exhibit takes; the rest of the words are fields of the exhibit.
GIVEN = {"derives_from", "new_origin", "new_origin_kind", "grading", "number", "readers", "files"}


def log(
    case: CaseFile, by, title="Site visit", *, code="UN", content=None, kind="document", **words
):
    """A logged exhibit, with one file if there is `content`."""
    given = {name: words.pop(name) for name in GIVEN & set(words)}
    if content is not None:
        given["files"] = [NewFile.of_bytes(content, "report.pdf")]
    exhibit = Exhibit(case=case, title=title, provider_code=code, kind=kind, **words)
    return log_exhibit(exhibit, by=by, reason=WHY, **given)


def upload(content=PDF, name="report.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def path_of(store, name):
    return store.place.path(name)
