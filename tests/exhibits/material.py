"""What tests of exhibits are made from. Imported late: Django has no settings before."""

from django.core.files.uploadedfile import SimpleUploadedFile

from casefiles.cases.models import CaseFile
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit
from evidence.exhibits.services import log_exhibit

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


def damage(store, file, how, other=None):
    """What can happen to a stored object; `other` is another file, for "swapped"."""
    path = path_of(store, file.object_name)
    if how == "gone":
        path.unlink()
        return
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    if how == "flipped":
        content[len(content) // 2] ^= 1
    elif how == "swapped":
        content = path_of(store, other.object_name).read_bytes()
    elif how == "emptied":
        content.clear()
    else:
        del content[-1:]
    path.write_bytes(content)


def path_of(store, name):
    return store.folder / name[:2] / name[2:4] / name
