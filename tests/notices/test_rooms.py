"""What the rooms of evidence, jobs and dossiers tell, and whom."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles.audit.services import record
from casefiles.jobs.kinds import KINDS, JobFailed, JobKind
from casefiles.jobs.models import MAX_ATTEMPTS, Job
from casefiles.jobs.services import claim, enqueue, retry, sweep
from casefiles.jobs.tasks import run_job
from casefiles.notices.lines import lines_of
from casefiles.notices.models import Notice
from evidence.exhibits.models import FixityCheck, Inspection
from evidence.exhibits.notices import tell_failed, tell_held
from evidence.exhibits.services import change_exhibit
from evidence.witnesses.models import Consent, Witness
from evidence.witnesses.notices import SOON, tell_of_expiring
from evidence.witnesses.services import add_witness
from tests.attribution.scenes import an_exhibit
from tests.cast import WHY, join, make_user
from tests.exhibits.samples import attach


@pytest.fixture(autouse=True)
def _nothing_told_before(request):
    names = {"case", "boris", "elias", "dalia"} & {*request.fixturenames}
    for name in names:
        request.getfixturevalue(name)
    if names:
        Notice.objects.all().delete()


def told(user):
    rows = Notice.objects.visible_to(user).unread().order_by("created_at", "pk")
    return [(line.text, line.more) for line in lines_of(rows, user)]


def add_kind(monkeypatch, run, **more):
    kind = JobKind("test", "Test", run, lambda job: "/made/", {"named": "It was named."}, **more)
    monkeypatch.setitem(KINDS, "test", kind)


def finishes(lease):
    with lease.completing():
        pass


def fails(lease):
    raise JobFailed("named")


def test_end_of_a_job_is_told_to_who_asked_for_it(monkeypatch, amina):
    add_kind(monkeypatch, finishes, is_waited_for=True)
    job = enqueue("test", {}, by=amina, key="k")
    for _time in range(2):
        run_job(str(job.pk))
    assert told(amina) == [("Test: it is ready.", "")]


def test_failure_is_told_with_what_to_do_and_again_when_it_fails_again(monkeypatch, amina):
    add_kind(monkeypatch, fails, is_waited_for=True)
    job = enqueue("test", {}, by=amina, key="k")
    run_job(str(job.pk))
    assert told(amina) == [("Test: it could not be made.", "It was named.")]
    job.refresh_from_db()
    retry(job)
    run_job(str(job.pk))
    assert len(told(amina)) == 2


def test_job_that_lost_its_workers_is_told(monkeypatch, amina):
    add_kind(monkeypatch, fails, is_waited_for=True)
    job = enqueue("test", {}, by=amina, key="k")
    for _attempt in range(MAX_ATTEMPTS):
        claim(job.pk)
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        sweep()
    assert [text for text, _more in told(amina)] == ["Test: it could not be made."]


def test_job_that_nobody_waits_for_is_not_told(monkeypatch, amina):
    add_kind(monkeypatch, finishes)
    run_job(str(enqueue("test", {}, by=amina, key="k").pk))
    assert told(amina) == []


def test_dossiers_and_custody_sheets_are_waited_for():
    waited = {name for name, kind in KINDS.items() if kind.is_waited_for}
    assert waited == {"dossiers.render", "dossiers.custody_sheet"}


def a_check(case, file, result, by):
    return FixityCheck.objects.create(
        sweep=uuid.uuid4(), case=case, kind=file._meta.label_lower, subject_id=file.pk,
        cause="scheduled", result=result, expected=file.sha256, found="", actor=by,
    )  # fmt: skip


def test_file_that_fails_its_check_is_told_once_to_who_can_act(case, amina, boris):
    file = attach(case, amina, b"bytes of a report", "report.txt")
    Notice.objects.all().delete()
    for _time in range(2):
        tell_failed(a_check(case, file, "missing", amina))
    assert [text for text, _more in told(amina)] == ["A stored file of this case failed its check"]
    assert told(boris) == []


def test_virus_is_told_to_the_leads_who_may_see_the_exhibit(case, amina, boris):
    second = join(case, make_user("Second"), "lead")
    file = attach(case, amina, b"bytes of a report", "report.txt")
    exhibit = file.exhibit
    exhibit.named_readers_only = True
    change_exhibit(exhibit, by=amina, reason=WHY)
    Notice.objects.all().delete()
    look = Inspection.objects.create(
        case=case, file=file, kind="virus", attempt=99, outcome="infected", found="Eicar",
        parent_sha256=file.sha256,
    )  # fmt: skip
    tell_held(look)
    said = f"The virus scanner found something in a file of {exhibit}"
    assert [text for text, _more in told(amina)] == [said]
    assert told(second) == told(boris) == []


def test_exhibit_kept_from_a_reader_later_is_not_named(case, amina, boris):
    from evidence.exhibits.services import name_reader

    exhibit = an_exhibit(case, amina, 5)
    name_reader(exhibit, boris, by=amina, reason=WHY)
    assert told(boris) == [(f"You were named as a reader of {exhibit}", "")]


def a_consent(case, by, days):
    witness = add_witness(Witness(case=case), by=by, reason=WHY)
    consent = Consent(
        case=case, witness=witness, purpose="share_international_court", status="granted",
        expires_on=timezone.localdate() + timedelta(days=days),
    )  # fmt: skip
    record(consent, by=by, reason=WHY)
    return witness


def test_consent_that_ends_soon_is_told_to_the_protection_officer_once(case, amina, boris, dalia):
    witness = a_consent(case, amina, 10)
    a_consent(case, amina, SOON.days + 1)
    assert [tell_of_expiring(), tell_of_expiring()] == [1, 1]
    ((text, _more),) = told(dalia)
    assert text.startswith(f"A consent of {witness.code} ends on ")
    assert told(amina) == told(boris) == []


def test_consent_is_told_to_the_lead_of_a_case_without_an_officer(case, amina):
    a_consent(case, amina, 10)
    tell_of_expiring()
    assert len(told(amina)) == 1
