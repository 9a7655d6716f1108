"""Pages of jobs: mine alone, progress, a failure that says what to do, the way to what was made."""

import uuid

import pytest
from django.urls import reverse

from casefiles.cases.services.cases import end_membership
from casefiles.jobs.kinds import FAILURES, KINDS, JobKind
from casefiles.jobs.models import Job
from casefiles.jobs.services import claim, enqueue


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    own = {"no_font": "The font is missing. Ask for it to be installed."}
    monkeypatch.setitem(
        KINDS,
        "test",
        JobKind("test", "Case summary", lambda lease: None, lambda job: "/made/", own),
    )


def a_job(by, **fields):
    job = enqueue("test", {}, by=by, key=str(uuid.uuid4()), case_id=fields.pop("case_id", None))
    Job.objects.filter(pk=job.pk).update(**fields)
    return Job.objects.get(pk=job.pk)


def show(client, user, job, **headers):
    client.force_login(user)
    return client.get(reverse("jobs:job_detail", args=[job.pk]), headers=headers)


def test_list_shows_my_jobs_and_nobody_elses(client, amina, chloe):
    mine, hers = a_job(amina), a_job(chloe)
    client.force_login(amina)
    page = client.get("/jobs/").content.decode()
    assert str(mine.pk) in page and str(hers.pk) not in page


def test_empty_list_says_what_belongs_there(client, amina):
    client.force_login(amina)
    assert "No jobs yet" in client.get("/jobs/").content.decode()


def test_job_of_another_is_not_found(client, amina, chloe):
    job = a_job(amina, state="failed", error_code="unexpected")
    assert show(client, chloe, job).status_code == 404
    assert client.post(reverse("jobs:job_retry", args=[job.pk])).status_code == 404
    job.refresh_from_db()
    assert job.state == "failed"


def test_job_of_a_case_closes_with_the_membership(client, case, amina, boris):
    job = a_job(boris, case_id=case.pk)
    assert show(client, boris, job).status_code == 200
    end_membership(case.members().get(user=boris), by=amina, reason="left")
    assert show(client, boris, job).status_code == 404
    assert str(job.pk) not in client.get("/jobs/").content.decode()


def test_running_job_shows_its_step_and_asks_again_with_and_without_script(client, amina):
    job = a_job(amina)
    lease = claim(job.pk)
    lease.progress(3, 11, "The matrix")
    page = show(client, amina, job).content.decode()
    assert 'value="3" max="11"' in page and "The matrix" in page
    assert f'hx-get="/jobs/{job.pk}/"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page


def test_watching_page_gets_the_progress_alone(client, amina):
    job = a_job(amina)
    part = show(client, amina, job, **{"HX-Request": "true"}).content.decode()
    assert "Waiting for a worker" in part and "<html" not in part


def test_watching_page_reloads_at_the_end(client, amina):
    job = a_job(amina, state="done")
    response = show(client, amina, job, **{"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"


def test_finished_job_leads_to_what_it_made_and_asks_no_more(client, amina):
    page = show(client, amina, a_job(amina, state="done", step=2, steps=2)).content.decode()
    assert 'href="/made/"' in page and "hx-get" not in page and "http-equiv" not in page


@pytest.mark.parametrize("code", [*FAILURES, "no_font", "never heard of"])
def test_failure_says_what_to_do_and_offers_another_try(client, amina, code):
    page = show(client, amina, a_job(amina, state="failed", error_code=code)).content.decode()
    expected = KINDS["test"].failures.get(code) or FAILURES.get(code) or FAILURES["unexpected"]
    assert str(expected) in page and "Try again</button>" in page and "hx-get" not in page


def test_failed_job_starts_over_when_its_requester_asks(client, amina):
    job = a_job(amina, state="failed", error_code="worker_lost", attempt=3, label="half")
    client.force_login(amina)
    response = client.post(reverse("jobs:job_retry", args=[job.pk]))
    assert response.url == reverse("jobs:job_detail", args=[job.pk])
    job.refresh_from_db()
    assert (job.state, job.attempt, job.label, job.error_code) == ("queued", 0, "", "")


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_only_a_failed_job_starts_over(client, amina, state):
    job = a_job(amina, state=state, attempt=2)
    client.force_login(amina)
    client.post(reverse("jobs:job_retry", args=[job.pk]))
    job.refresh_from_db()
    assert (job.state, job.attempt) == (state, 2)


def test_retry_takes_a_post(client, amina):
    client.force_login(amina)
    assert client.get(reverse("jobs:job_retry", args=[a_job(amina).pk])).status_code == 405


def test_kind_that_is_no_longer_known_still_has_a_page(client, amina):
    job = a_job(amina, kind="gone", state="done")
    assert show(client, amina, job).status_code == 200
