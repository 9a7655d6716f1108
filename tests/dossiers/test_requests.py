"""Asking, waiting, taking away: who may, once, and on record."""

import base64
import hashlib
import re
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from casefiles.audit.models import Reading
from casefiles.audit.services import record
from casefiles.cases.vocabulary import Role
from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from evidence.exhibits.alarms import failed_files
from evidence.exhibits.models import ExhibitReader, FixityCheck
from evidence.exhibits.store import StoreFailed, store
from evidence.exhibits.tasks import check_stored_files
from reports.dossiers.models import Dossier, DossierFile
from reports.dossiers.services import request_dossier
from tests.cast import join, make_user
from tests.dossiers.casework import CANARY, WHY


@pytest.fixture
def url(work):
    return lambda name, *args: reverse(f"dossiers:{name}", args=[work.case.pk, *args])


@pytest.fixture
def asked(work, elias):
    return request_dossier(work.case, "internal", "For advice.", by=elias, token=uuid.uuid4())


@pytest.fixture
def made(asked):
    run_job(str(asked.job_id))
    return Dossier.objects.get(pk=asked.pk)


@pytest.fixture
def people(amina, boris, elias, dalia, chloe):
    return {
        "lead": amina,
        "reviewer": boris,
        "counsel": elias,
        "observer": dalia,
        "outsider": chloe,
    }


def token_in(response):
    return re.search(r'name="token" value="([^"]+)"', response.content.decode()).group(1)


def test_counsel_asks_and_gets_a_numbered_dossier(client, work, url, elias):
    client.force_login(elias)
    token = token_in(client.get(url("dossier_create")))
    told = {"audience": "un", "why": "For the Panel.", "token": token}
    answer = client.post(url("dossier_create"), told)
    dossier = Dossier.objects.get()
    assert answer.url == dossier.get_absolute_url()
    assert (dossier.number, dossier.audience, dossier.requested_by) == (1, "un", elias)
    assert dossier.job.state == Job.State.QUEUED and len(dossier.digest) == 64
    assert hashlib.sha256(dossier.contents.encode()).hexdigest() == dossier.digest


def test_form_posted_twice_makes_one_dossier(client, url, elias):
    client.force_login(elias)
    token = token_in(client.get(url("dossier_create")))
    told = {"audience": "internal", "why": "Once.", "token": token}
    first, second = (client.post(url("dossier_create"), told) for _ in range(2))
    assert first.url == second.url
    assert Dossier.objects.count() == Job.objects.exclude(kind="exhibits.inspection").count() == 1


def test_next_dossier_has_the_next_number(asked, work, elias):
    other = request_dossier(work.case, "internal", "Again.", by=elias, token=uuid.uuid4())
    assert (asked.number, other.number) == (1, 2)


def test_form_of_someone_else_is_refused_with_what_was_typed_kept(client, url, elias, amina):
    client.force_login(elias)
    token = token_in(client.get(url("dossier_create")))
    client.force_login(amina)
    told = {"audience": "internal", "why": "Kept words.", "token": token}
    answer = client.post(url("dossier_create"), told)
    assert answer.status_code == 422 and b"Kept words." in answer.content
    assert not Dossier.objects.exists()


def test_audience_below_the_case_is_refused_in_words(client, url, elias):
    client.force_login(elias)
    page = client.get(url("dossier_create") + "?audience=public")
    token = token_in(page)
    told = {"audience": "public", "why": "For all.", "token": token}
    answer = client.post(url("dossier_create"), told)
    assert "this audience may see no more than" in page.content.decode()
    assert answer.status_code == 422 and not Dossier.objects.exists()


def test_form_says_what_will_be_inside_and_what_consent_keeps_out(client, url, elias):
    client.force_login(elias)
    page = client.get(url("dossier_create")).content.decode()
    assert "1 statement: a witness did not consent to this use" in page
    assert "5 hypotheses are not approved" in page
    part = client.get(url("dossier_create") + "?audience=court", headers={"HX-Request": "true"})
    assert "2 statements: a witness did not consent" in part.content.decode()
    assert b"<html" not in part.content


def test_only_lead_and_counsel_ask(client, url, people):
    expected = {"lead": 200, "counsel": 200, "reviewer": 403, "observer": 403, "outsider": 404}
    for role, status in expected.items():
        client.force_login(people[role])
        assert client.get(url("dossier_create")).status_code == status


def test_page_shows_progress_and_then_what_was_made(client, asked, elias, url):
    client.force_login(elias)
    waiting = client.get(asked.get_absolute_url()).content.decode()
    assert "Waiting for a worker" in waiting and 'http-equiv="refresh"' in waiting
    polled = client.get(asked.get_absolute_url(), headers={"HX-Request": "true"})
    assert b"<progress" in polled.content and b"<html" not in polled.content
    run_job(str(asked.job_id))
    file = DossierFile.objects.get()
    page = client.get(asked.get_absolute_url()).content.decode()
    assert f"sha256sum dossier-{file.sha256[:8]}.pdf" in page and file.sha256 in page
    assert asked.digest in page and 'http-equiv="refresh"' not in page
    again = client.get(asked.get_absolute_url(), headers={"HX-Request": "true"})
    assert again.headers["HX-Refresh"] == "true"


def test_download_is_the_file_on_record_and_is_logged_first(client, made, url, elias):
    client.force_login(elias)
    answer = client.get(url("dossier_download", made.pk))
    pdf = b"".join(answer.streaming_content)
    assert pdf.startswith(b"%PDF") and hashlib.sha256(pdf).hexdigest() == made.file.sha256
    assert len(pdf) == made.file.size == int(answer.headers["Content-Length"])
    name = f"dossier-{made.file.sha256[:8]}.pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    reading = Reading.objects.filter(object_id=made.pk).get()
    assert (reading.actor_id, reading.what) == (elias.pk, "dossier file")


def test_nothing_is_handed_out_if_the_reading_cannot_be_logged(
    client, made, url, elias, monkeypatch
):
    def fail(*args, **kwargs):
        raise RuntimeError("the log is down")

    monkeypatch.setattr("reports.dossiers.views.log_reading", fail)
    client.force_login(elias)
    with pytest.raises(RuntimeError):
        client.get(url("dossier_download", made.pk))


def test_who_may_take_it_away(client, made, url, people):
    people["investigator"] = join(made.case, make_user("Investigator"), Role.INVESTIGATOR)
    takers = {"lead": 200, "reviewer": 200, "counsel": 200}
    expected = {**takers, "investigator": 403, "observer": 403, "outsider": 404}
    for role, status in expected.items():
        client.force_login(people[role])
        assert client.get(url("dossier_download", made.pk)).status_code == status
        seen = client.get(url("dossier_list")).status_code
        assert seen == (404 if role == "outsider" else 200)


def test_nobody_takes_away_what_they_may_not_see_in_the_file(client, work, made, url, people):
    work.add(ExhibitReader, exhibit=work.panel, user=people["counsel"])
    work.panel.named_readers_only = True
    record(work.panel, by=people["lead"], reason=WHY)
    for role, status in {"counsel": 200, "reviewer": 403, "lead": 403}.items():
        client.force_login(people[role])
        assert client.get(url("dossier_download", made.pk)).status_code == status
    assert b"You cannot take this document away" in client.get(made.get_absolute_url()).content


def test_damaged_file_is_not_handed_out(client, made, url, elias):
    path = store().place.path(made.file.object_name)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    client.force_login(elias)
    answer = client.get(url("dossier_download", made.pk), follow=True)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"not the one on record" in answer.content


def test_file_is_checked_by_the_sweep_and_its_failure_is_told(client, made, work, amina):
    check_stored_files()
    run_job(str(Job.objects.get(kind="exhibits.fixity").pk))
    found = FixityCheck.objects.get(subject_id=made.file.pk)
    assert (found.result, found.case, found.event) == ("intact", work.case, None)
    store().place.path(made.file.object_name).unlink()
    with pytest.raises(CommandError, match="Nothing was repaired"):
        call_command("fixity", "--all")
    name = f"Dossier {made.number}"
    (item,) = failed_files(amina)
    assert (item.text, item.url) == (
        f"Stored file {name} failed its check",
        made.get_absolute_url(),
    )
    client.force_login(amina)
    page = client.get(reverse("exhibits:fixity", args=[work.case.pk])).content.decode()
    assert name in page and "the file is gone" in page


def test_range_of_a_dossier_is_those_bytes(client, made, url, elias):
    client.force_login(elias)
    whole = client.get(url("dossier_download", made.pk)).getvalue()
    part = client.get(url("dossier_download", made.pk), headers={"Range": "bytes=5-99"})
    assert part.status_code == 206 and part.getvalue() == whole[5:100]


def test_wrong_master_key_is_refused_in_words(client, made, url, elias, settings):
    settings.MASTER_KEY = base64.b64encode(bytes(range(32))).decode()
    client.force_login(elias)
    answer = client.get(url("dossier_download", made.pk))
    assert answer.status_code == 503 and b"The key does not fit" in answer.content


def test_leak_ends_readably_and_stores_nothing(client, work, elias, amina, url):
    work.lna.note = f"It is said that {CANARY} helped."
    record(work.lna, by=amina, reason=WHY)
    before = store().names()
    asked = request_dossier(work.case, "internal", "Why.", by=elias, token=uuid.uuid4())
    run_job(str(asked.job_id))
    asked.job.refresh_from_db()
    client.force_login(elias)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert (asked.job.state, asked.job.error_code) == (Job.State.FAILED, "leak")
    assert "Something that is sealed stands in the text" in page and CANARY not in page
    assert "Try again" not in page  # its contents are frozen with the leak inside
    assert not DossierFile.objects.exists() and store().names() == before


def test_failed_rendering_is_readable_and_can_be_tried_again(
    client, asked, url, elias, monkeypatch
):
    def full(self, chunks):
        raise StoreFailed("the store could not write: no space left")

    with monkeypatch.context() as patched:
        patched.setattr("evidence.exhibits.store.FileStore.write", full)
        run_job(str(asked.job_id))
    client.force_login(elias)
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "the disk may be full" in page and "Try again" in page and "<progress" in page
    client.post(url("dossier_retry", asked.pk))
    run_job(str(asked.job_id))
    asked.job.refresh_from_db()
    assert asked.job.state == Job.State.DONE and DossierFile.objects.get().dossier == asked


def test_retry_is_for_those_who_may_ask(client, asked, url, people):
    for role in ("reviewer", "observer"):
        client.force_login(people[role])
        assert client.post(url("dossier_retry", asked.pk)).status_code == 403
    client.force_login(people["counsel"])
    assert client.get(url("dossier_retry", asked.pk)).status_code == 405


def test_worker_that_lost_its_job_leaves_no_file(asked, monkeypatch):
    before = store().names()
    write = type(store()).write

    def taken_over(self, chunks):
        stored = write(self, chunks)
        Job.objects.filter(pk=asked.job_id).update(fence=99)
        return stored

    monkeypatch.setattr("evidence.exhibits.store.FileStore.write", taken_over)
    run_job(str(asked.job_id))
    assert not DossierFile.objects.exists() and store().names() == before
