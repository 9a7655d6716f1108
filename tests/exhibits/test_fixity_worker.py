"""Checks of stored files by a real worker, woken through the queue."""

from casefiles.engines.processes import wait_until


def test_worker_checks_what_was_asked_for_and_what_is_due(committed_db, store, live_worker):
    from casefiles.jobs.models import Job
    from evidence.exhibits.models import FixityCheck
    from evidence.exhibits.services import ask_for_check
    from evidence.exhibits.tasks import check_stored_files
    from tests.cast import make_case, make_user
    from tests.exhibits.material import damage, log

    amina = make_user("Amina")
    case = make_case(amina)
    asked, due = (log(case, amina, content=content) for content in (b"one", b"two"))
    damage(store, due.files.get(), "flipped")

    def ended(job):
        def look():
            job.refresh_from_db()
            return job.is_finished

        return wait_until(look, seconds=40) and job.state == Job.State.DONE

    assert ended(ask_for_check(asked, by=amina))
    assert FixityCheck.objects.get().event.exhibit == asked
    check_stored_files.delay()
    checks = Job.objects.filter(kind="exhibits.fixity")
    assert wait_until(lambda: checks.count() == 2, seconds=40)
    assert ended(checks.exclude(requester=amina).get())
    results = dict(FixityCheck.objects.values_list("event__exhibit", "result"))
    assert results == {asked.pk: "intact", due.pk: "altered"}
