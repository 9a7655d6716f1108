"""What must happen once, whatever else happens: two posts at one instant, a worker killed."""

import json
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from django.db import connections

from casefiles.audit.services import record
from casefiles.cases.models import Source
from casefiles.engines.processes import wait_until
from casefiles.jobs.models import Job
from evidence.exhibits.store import store
from reports.dossiers.contents import annexes
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


def test_change_between_two_readings_of_a_dossier_is_in_it_whole_or_not_at_all(
    committed_db, monkeypatch
):
    """Somebody renames the case and a source while the contents are being read."""
    case, elias = filled()
    source = Source.objects.get(case=case, code="UN")
    amina = case.members().get(role="lead").user
    read_sources = annexes.sources

    def change():
        source.title = case.title = "Renamed meanwhile"
        record(source, by=amina, reason="a test")
        record(case, by=amina, reason="a test")
        connections.close_all()

    changes = [change]

    def sources(of):
        if changes:
            thread = Thread(target=changes.pop())
            thread.start()
            thread.join()
        return read_sources(of)

    monkeypatch.setattr(annexes, "sources", sources)
    asked = request_dossier(case, "internal", "Once.", by=elias, token=uuid.uuid4())
    frozen = json.loads(asked.contents)
    titles = {row["code"]: row["title"] for row in frozen["sources"]}
    is_renamed = frozen["edition"]["title"] == "Renamed meanwhile"
    assert (titles["UN"] == "Renamed meanwhile") == is_renamed
    source.refresh_from_db()
    assert source.title == "Renamed meanwhile" and not changes


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
