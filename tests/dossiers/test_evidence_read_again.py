"""A dossier reads its evidence again: what is not there any more is found, and said in it."""

import json
import uuid

import pytest

from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from evidence.exhibits.models import FixityCheck
from evidence.exhibits.store import store
from reports.dossiers.models import Dossier, DossierFile
from reports.dossiers.services import request_dossier
from tests.exhibits.behind import damage

HOW = ["flipped", "cut", "gone", "swapped", "emptied"]
SAID = {"gone": "the file is gone"}


@pytest.fixture
def ask(work, elias):
    """ask() → a dossier that a worker has made, or failed to make."""

    def make():
        asked = request_dossier(work.case, "internal", "Advice.", by=elias, token=uuid.uuid4())
        run_job(str(asked.job_id))
        return Dossier.objects.get(pk=asked.pk)

    return make


@pytest.fixture
def files(work, amina):
    """Two stored files of exhibits that are printed."""
    from evidence.exhibits.intake import NewFile
    from evidence.exhibits.models import Exhibit
    from evidence.exhibits.services import log_exhibit

    def logged(content):
        exhibit = Exhibit(case=work.case, title="Report", provider_code="UN", kind="document")
        given = [NewFile.of_bytes(content, "report.pdf")]
        log_exhibit(exhibit, by=amina, reason="For the dossier.", files=given)
        return exhibit.files.get()

    return [logged(b"one" * 1000), logged(b"other" * 1000)]


@pytest.mark.parametrize("how", HOW)
def test_damage_is_found_before_a_dossier_vouches_for_it_and_the_next_one_says_so(
    files, ask, words, how
):
    file, other = files
    damage(store(), file, how, other)
    refused = ask()
    assert (refused.job.state, refused.job.error_code) == (Job.State.FAILED, "fixity")
    assert not DossierFile.objects.exists()
    found = FixityCheck.objects.get()
    assert found.subject_id == file.pk and found.is_failed
    assert found.event.why == f"Read again for dossier {refused.number}."

    told = ask()
    assert told.job.state == Job.State.DONE
    said = words(store().open(told.file.object_name).read())
    assert "1 file failed when it was last read" in said
    assert f"FAILED on {found.checked_at:%-d %B %Y}" in said
    assert SAID.get(how, "not the bytes on record") in said


def test_restored_file_lets_the_same_dossier_be_made(files, ask):
    from casefiles.jobs.services import retry
    from tests.exhibits.behind import raw, replace

    right = raw(store(), files[0].object_name)
    damage(store(), files[0], "flipped")
    asked = ask()
    replace(store(), files[0].object_name, right)
    retry(asked.job)
    run_job(str(asked.job_id))
    asked.job.refresh_from_db()
    assert asked.job.state == Job.State.DONE


def test_manifest_says_which_file_was_read_again_and_when(files, ask, words):
    from casefiles.accounts.services import service_account
    from evidence.exhibits.services import check_stored

    check_stored(files[0], by=service_account("fixity"), sweep=uuid.uuid4(), cause="asked", why="x")
    made = ask()
    checks = [
        file["check"]
        for row in json.loads(made.contents)["evidence"]
        for file in row.get("files", ())
        if uuid.UUID(file["id"]) in {each.pk for each in files}
    ]
    assert [check and check["failed"] for check in checks] in ([False, None], [None, False])
    said = words(store().open(made.file.object_name).read())
    assert "Read again on" in said and "FAILED on" not in said
    # That all is well is the dossier's own statement, and no entry in a custody log.
    assert FixityCheck.objects.count() == 1
