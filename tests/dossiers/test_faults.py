"""What must happen once, whatever else happens: two posts at one instant, a worker killed."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from casefiles.engines.processes import wait_until
from casefiles.jobs.models import Job
from evidence.exhibits.store import store
from reports.dossiers.models import Dossier, DossierFile
from reports.dossiers.services import request_dossier
from tests.cast import join, make_case, make_user
from tests.dossiers.casework import fill


def filled():
    amina = make_user("Amina")
    case = make_case(amina)
    elias = join(case, make_user("Elias"), "counsel")
    fill(case, amina)
    return case, elias


def test_two_posts_at_the_same_instant_make_one_dossier(committed_db):
    case, elias = filled()
    token = uuid.uuid4()

    def ask(_number):
        try:
            return request_dossier(case, "internal", "Once.", by=elias, token=token).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [1, 1, 1, 1]
    assert Dossier.objects.count() == Job.objects.exclude(kind="exhibits.inspection").count() == 1
    assert request_dossier(case, "internal", "Next.", by=elias, token=uuid.uuid4()).number == 2


def test_killed_worker_ends_with_exactly_one_finished_dossier(live_beat, live_worker):
    case, elias = filled()
    before = store().names()
    asked = request_dossier(case, "internal", "For advice.", by=elias, token=uuid.uuid4())

    def job():
        return Job.objects.get(pk=asked.job_id)

    assert wait_until(lambda: job().state == Job.State.RUNNING and job().step >= 2, seconds=40)
    live_worker.kill()
    assert job().state == Job.State.RUNNING and not DossierFile.objects.exists()
    live_worker.start()
    assert wait_until(lambda: job().is_finished, seconds=90), job()
    time.sleep(1)
    assert (job().state, job().attempt) == (Job.State.DONE, 2)
    file = DossierFile.objects.get()
    assert file.dossier == asked and store().names() - before == {file.object_name}
