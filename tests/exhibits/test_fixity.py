"""Checks of stored files: every damage is found, written down, shown, and never mended."""

import base64
import hashlib
import os
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from casefiles.accounts.services import service_account
from casefiles.cases.registers import WAITING, WEAKNESSES
from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from evidence.exhibits import timestamps
from evidence.exhibits.fixity import due
from evidence.exhibits.models import CustodyEvent, FixityCheck
from evidence.exhibits.reading import Damaged, checked_chunks
from evidence.exhibits.services import add_custody_event, ask_for_check, check_stored
from evidence.exhibits.tasks import check_stored_files
from tests.answers import words_of
from tests.cast import join, make_user
from tests.exhibits.behind import damage, raw
from tests.exhibits.material import PDF, path_of
from tests.plugins.object_store import PLACES

pytestmark = pytest.mark.django_db


def check(file):
    return check_stored(
        file, by=service_account("fixity"), sweep=uuid4(), cause="asked", why="Asked for by a test."
    )


def sweep():
    """The scheduled sweep, as beat and a worker run it."""
    Job.objects.filter(kind="exhibits.fixity").delete()
    check_stored_files()
    for job in Job.objects.filter(kind="exhibits.fixity", state="queued"):
        run_job(str(job.pk))
        job.refresh_from_db()
        assert job.state == "done", job.error_code


@pytest.fixture
def file(exhibit):
    return exhibit.files.get()


@pytest.fixture
def older(monkeypatch):
    """older(days=80): what is checked from now on was checked so long ago."""

    def shift(**ago):
        then = timezone.now() - timedelta(**ago)
        monkeypatch.setattr(timestamps, "timezone", SimpleNamespace(now=lambda: then))

    return shift


def weaknesses(case, user):
    return [
        str(w.text) for source in WEAKNESSES for w in source(case, user) if "stored file" in w.text
    ]


def work(user):
    return [item for source in WAITING for item in source(user) if "Stored file" in item.text]


DAMAGE = [
    ("flipped", "altered"), ("cut", "altered"), ("emptied", "altered"), ("swapped", "altered"),
    ("gone", "missing"),
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("how", "result"), DAMAGE)
def test_damage_is_found_by_the_sweep_and_at_read_and_nothing_is_mended(
    file, log, store, how, result
):
    other = log(content=PDF).files.get()
    damage(store, file, how, other)
    before = raw(store, file.object_name)
    sweep()
    found = FixityCheck.objects.get(subject_id=file.pk)
    assert (found.result, found.expected, found.cause) == (result, file.sha256, "scheduled")
    assert FixityCheck.objects.get(subject_id=other.pk).result == "intact"
    with pytest.raises(Damaged):
        checked_chunks(file)
    assert raw(store, file.object_name) == before


def test_wrong_master_key_is_found_by_the_sweep(file, settings):
    settings.MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    assert check(file).result == "locked"


def test_disk_error_is_found_by_the_sweep(file, monkeypatch):
    def broken(self, index, sealed):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("casefiles.sealing.records.RecordReader._open", broken)
    assert check(file).result == "unreadable"


def test_object_sealed_anew_with_other_bytes_under_its_own_key_is_found(file, store):
    """Whoever has the keys can make an object that opens; the digest on record still tells."""
    import uuid

    from casefiles.sealing.keys import subject_key
    from casefiles.sealing.records import RecordWriter

    path, name = path_of(store, file.object_name), uuid.UUID(file.object_name)
    forged = PDF[:-1] + b"?"
    path.chmod(0o600)
    with path.open("wb") as out:
        writer = RecordWriter(out, subject_key(name), name)
        writer.write(forged)
        writer.close()
    found = check(file)
    assert (found.result, found.found) == ("altered", hashlib.sha256(forged).hexdigest())
    assert found.event.digest_after == found.found != found.event.digest_before
    with pytest.raises(Damaged):
        checked_chunks(file)


def test_each_check_is_one_custody_event_with_both_digests(exhibit, file):
    before = exhibit.custody.count()
    sweep()
    event = exhibit.custody.last()
    assert exhibit.custody.count() == before + 1
    assert (event.kind, event.digest_before, event.digest_after) == (
        "fixity",
        file.sha256,
        file.sha256,
    )
    assert event.condition == "File 1: the same bytes as on record." and event.actor.is_service
    sweep()
    assert exhibit.custody.count() == before + 1  # not due again


def test_job_that_is_begun_again_records_a_file_once(exhibit, amina):
    job = ask_for_check(exhibit, by=amina)
    run_job(str(job.pk))
    Job.objects.filter(pk=job.pk).update(state="queued")
    run_job(str(job.pk))
    assert FixityCheck.objects.count() == 1
    assert exhibit.custody.last().why == "Asked for by Amina."


def test_longest_unchecked_comes_first_and_each_within_the_promise(log, older, settings):
    first, second, third = (log(content=b"%d" % number).files.get() for number in range(3))
    older(days=61)
    check(second)
    older(days=89)
    check(first)
    assert [row.pk for row in due(9)] == [third.pk, first.pk, second.pk]
    assert [row.pk for row in due(1)] == [third.pk]
    older(days=59)
    check(third)
    assert [row.pk for row in due(9)] == [first.pk, second.pk]


def test_sweep_is_bounded_and_the_next_one_goes_on(log, monkeypatch):
    monkeypatch.setattr("evidence.exhibits.jobs.FILES", 2)
    for number in range(3):
        log(content=b"%d" % number)
    sweep()
    assert FixityCheck.objects.count() == 2
    sweep()
    assert FixityCheck.objects.count() == 3 and due(9) == []


def test_sweep_stops_when_its_time_is_over(log, monkeypatch):
    monkeypatch.setattr("evidence.exhibits.jobs.SECONDS", 0)
    for number in range(3):
        log(content=b"%d" % number)
    sweep()
    assert FixityCheck.objects.count() == 1


def test_two_beats_in_one_hour_queue_one_sweep(exhibit):
    check_stored_files()
    check_stored_files()
    assert Job.objects.filter(kind="exhibits.fixity").count() == 1


def test_failure_alarms_on_every_page_that_should_say_so(
    client, exhibit, file, case, members, store
):
    damage(store, file, "flipped")
    sweep()
    assert weaknesses(case, members.boris) == [
        "1 stored file is not the one on record, or cannot be read."
    ]
    (item,) = work(members.amina)
    assert (
        "TAJ-UN-0001-1.pdf failed its check" in item.text and item.url == exhibit.get_absolute_url()
    )
    assert work(members.boris) == work(members.elias) == []  # they mend nothing
    client.force_login(members.amina)
    pages = {
        reverse("exhibits:exhibit_list", args=[case.pk]) + "?lacks=remark": "failed a check",
        exhibit.get_absolute_url(): "A check of the stored bytes failed",
        reverse("exhibits:fixity", args=[case.pk]): "not the bytes on record",
        reverse("cases:case_detail", args=[case.pk]): "1 stored file is not the one on record",
        reverse("cases:my_work"): "TAJ-UN-0001-1.pdf failed its check",
    }
    for address, words in pages.items():
        assert words in client.get(address).content.decode(), address


def test_later_pass_does_not_hide_an_earlier_failure(client, exhibit, file, case, amina, store):
    path = path_of(store, file.object_name)
    right = path.read_bytes()
    damage(store, file, "flipped")
    check(file)
    path.write_bytes(right)
    check(file)
    assert weaknesses(case, amina) == ["1 stored file failed a check earlier; it matches again."]
    (item,) = work(amina)
    assert "say in the custody log what happened" in item.why
    client.force_login(amina)
    page = client.get(exhibit.get_absolute_url()).content.decode()
    assert "It matched again later" in page
    page = client.get(reverse("exhibits:fixity", args=[case.pk])).content.decode()
    assert "not the bytes on record" in page and "the same bytes as on record" in page

    told = CustodyEvent(exhibit=exhibit, kind="examined", happened_at=timezone.now(),
                        why="Restored from the backup of yesterday.")  # fmt: skip
    add_custody_event(told, by=amina)
    assert work(amina) == []
    assert weaknesses(case, amina) != []


def test_explanation_alone_does_not_end_the_work_while_the_file_fails(exhibit, file, amina, store):
    damage(store, file, "gone")
    check(file)
    told = CustodyEvent(exhibit=exhibit, kind="other", happened_at=timezone.now(), why="Looking.")
    add_custody_event(told, by=amina)
    assert len(work(amina)) == 1


def test_file_that_was_never_checked_in_time_is_a_weakness(exhibit, case, amina, settings):
    assert weaknesses(case, amina) == []
    settings.FIXITY_DAYS = 0
    assert weaknesses(case, amina) == ["1 stored file was not checked for more than 0 days."]


def test_what_was_not_checked_in_time_is_a_weakness(file, case, amina, older):
    older(days=91)
    check(file)
    assert weaknesses(case, amina) == ["1 stored file was not checked for more than 90 days."]
    older(days=0)
    check(file)
    assert weaknesses(case, amina) == []


def test_hidden_exhibits_failure_is_told_to_nobody_else(client, closed, case, members, store):
    file = closed.files.get()
    damage(store, file, "gone")
    check(file)
    other = join(case, make_user("Investigator"), "investigator")
    assert work(other) == [] and weaknesses(case, other) == []
    client.force_login(other)
    page = client.get(reverse("exhibits:fixity", args=[case.pk])).content.decode()
    assert closed.number not in page and "No check of a file that you may see" in page
    assert len(work(members.amina)) == 1


def test_writer_asks_for_a_check_once_however_often_they_press(client, exhibit, case, amina):
    client.force_login(amina)
    address = reverse("exhibits:exhibit_check", args=[case.pk, exhibit.pk])
    for _press in range(2):
        assert client.post(address).status_code == 302
    (job,) = Job.objects.filter(kind="exhibits.fixity")
    run_job(str(job.pk))
    assert FixityCheck.objects.get().result == "intact"
    page = client.get(exhibit.get_absolute_url()).content.decode()
    assert "Read again on" in page and address in page
    client.post(address)
    assert Job.objects.filter(kind="exhibits.fixity").count() == 2


@pytest.mark.parametrize("who", ["boris", "elias", "dalia"])
def test_only_writers_ask_for_a_check(client, exhibit, case, members, who):
    client.force_login(getattr(members, who))
    address = reverse("exhibits:exhibit_check", args=[case.pk, exhibit.pk])
    assert client.post(address).status_code == 403
    assert not Job.objects.filter(kind="exhibits.fixity").exists()
    assert address not in client.get(exhibit.get_absolute_url()).content.decode()


def test_nobody_enters_a_check_by_hand(client, exhibit, case, amina):
    client.force_login(amina)
    page = client.get(reverse("exhibits:custody_create", args=[case.pk, exhibit.pk]))
    assert "fixity" not in dict(page.context["form"].fields["kind"].choices)
    assert "examined" in dict(page.context["form"].fields["kind"].choices)


def test_failure_is_logged_without_content(file, store, caplog):
    damage(store, file, "gone")
    check(file)
    assert f"stored file {file.pk} failed its check: missing" in caplog.text
    assert file.exhibit.number not in caplog.text and "report.pdf" not in caplog.text


def test_command_checks_a_case_and_ends_with_an_error_on_failure(file, log, store, capsys):
    log(content=b"other")
    call_command("fixity", "--case", "TAJ-2019")
    said = capsys.readouterr().out
    assert "2 checked, 0 failed." in said and "2 files on record, 0 never checked" in said
    damage(store, file, "flipped")
    with pytest.raises(CommandError, match="Nothing was repaired"):
        call_command("fixity", "--all")
    assert f"FAILED: file {file.pk}: not the bytes on record" in capsys.readouterr().out
    call_command("fixity")
    assert "0 checked, 0 failed." in capsys.readouterr().out
    call_command("fixity", "--status")
    assert "1 failing, 1 failures on record" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no case"):
        call_command("fixity", "--case", "NONE-1")


def test_page_takes_the_same_queries_for_few_and_many(client, case, amina, log):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(amina)
    address = reverse("exhibits:fixity", args=[case.pk])

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    log(content=b"0")
    client.get(address)
    few = queries()
    for number in range(1, 6):
        log(content=b"%d" % number)
    assert queries() == few


def test_pages_of_the_list_join_without_a_gap(client, case, amina, log, monkeypatch):
    monkeypatch.setattr("evidence.exhibits.views.fixity.PAGE", 2)
    names = {log(content=b"%d" % number).files.get().download_name for number in range(5)}
    client.force_login(amina)
    shown = []
    for number in (1, 2, 3):
        page = client.get(reverse("exhibits:fixity", args=[case.pk]), {"page": number})
        shown += [row["name"] for row in page.context["page"].object_list]
    assert len(shown) == 5 and set(shown) == names


def ask_for_all(client, case):
    assert client.post(reverse("exhibits:case_check", args=[case.pk])).status_code == 302
    return Job.objects.filter(kind="exhibits.fixity", arguments__has_key="case")


def fixity_page(client, case):
    return words_of(client.get(reverse("exhibits:fixity", args=[case.pk])))


def test_writer_has_all_files_of_a_case_checked_once_at_a_time(client, log, case, members, store):
    log(content=b"one")
    damaged = log(content=b"two").files.get()
    damage(store, damaged, "flipped")
    client.force_login(members.amina)
    for _press in range(2):
        (job,) = ask_for_all(client, case)
    assert "Waiting for a worker" in fixity_page(client, case)
    client.force_login(members.boris)
    said = fixity_page(client, case)
    assert "Amina asked for it" in said and "Check all now" not in said
    run_job(str(job.pk))
    client.force_login(members.amina)
    said = fixity_page(client, case)
    assert "2 files were read again. 1 failed." in said and "Check all now" in said
    ask_for_all(client, case)
    assert Job.objects.filter(state="queued", arguments__has_key="case").count() == 1


def test_check_of_a_case_reads_only_what_its_asker_knows_of(client, closed, log, case):
    log(content=b"open to all")
    other = join(case, make_user("Investigator"), "investigator")
    client.force_login(other)
    (job,) = ask_for_all(client, case)
    run_job(str(job.pk))
    assert "1 file was read again." in fixity_page(client, case)
    assert not FixityCheck.objects.filter(subject_id=closed.files.get().pk).exists()


def test_check_of_a_case_lets_others_have_their_turn_and_goes_on(
    client, log, case, amina, monkeypatch
):
    monkeypatch.setattr("evidence.exhibits.jobs.SECONDS", 0)
    for number in range(3):
        log(content=b"%d" % number)
    client.force_login(amina)
    (job,) = ask_for_all(client, case)
    seen = []
    for _turn in range(3):
        run_job(str(job.pk))
        job.refresh_from_db()
        seen.append((job.state, FixityCheck.objects.count()))
    assert seen == [("queued", 1), ("queued", 2), ("done", 3)]
    assert FixityCheck.objects.values("sweep").distinct().count() == 1


@pytest.mark.parametrize("who", ["boris", "elias", "dalia"])
def test_only_writers_have_a_case_checked(client, exhibit, case, members, who):
    client.force_login(getattr(members, who))
    assert client.post(reverse("exhibits:case_check", args=[case.pk])).status_code == 403
    assert not Job.objects.filter(kind="exhibits.fixity").exists()
    assert "Check all now" not in fixity_page(client, case)
