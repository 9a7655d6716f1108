"""The bucket: nothing visible before it is whole, ranges and no more, locks, and a server away.

The server is moto's, an emulator that speaks HTTP: see tests/plugins/object_store.py.
"""

import hashlib
import logging
import os
import socket
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse

from casefiles.config import object_store as configuration
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.records import HEADER, RECORD, TAG
from evidence.exhibits.models import Exhibit, FixityCheck
from evidence.exhibits.services.fixity import ask_for_check
from evidence.exhibits.store import StoreFailed, Unreachable
from evidence.exhibits.store.multipart import PART
from tests.exhibits.behind import grow_old, raw
from tests.exhibits.material import upload
from tests.plugins.object_store import settings_for, use_bucket

pytestmark = pytest.mark.django_db
LARGE = 2 * PART + 5 * RECORD + 17


@pytest.fixture
def place():
    return "bucket"


def large():
    """Of three parts, so that it goes up in parts."""
    return [os.urandom(RECORD)] * (LARGE // RECORD) + [b"the last bytes"]


@pytest.fixture
def asked(store):
    """Every request that the store makes, by its name, as it is made."""
    made = []
    events = store.place.client.meta.events
    events.register("before-call.s3", lambda model, params, **_: made.append((model.name, params)))
    return made


def failing(store, name, error, *, after=0, times=99):
    """Requests of that name fail, from the one that comes `after` so many."""
    count = iter(range(10_000))

    def fail(**_words):
        if after <= next(count) < after + times:
            raise error

    store.place.client.meta.events.register(f"before-call.s3.{name}", fail)


def test_large_object_goes_up_in_parts_and_comes_back_whole(store, asked):
    content = large()
    written = store.write(content)
    whole = b"".join(content)
    assert written.sha256 == hashlib.sha256(whole).hexdigest() and written.size == len(whole)
    assert [name for name, _ in asked] == [
        "CreateMultipartUpload", "UploadPart", "UploadPart", "UploadPart",
        "CompleteMultipartUpload", "HeadObject",
    ]  # fmt: skip
    assert all("Content-MD5" in params["headers"] for name, params in asked if name == "UploadPart")
    with store.open(written.name) as stored:
        assert stored.read() == whole and stored.size == len(whole)
    assert list(store.unfinished()) == []


def test_memory_holds_a_part_and_no_more(store):
    import tracemalloc

    def chunks():
        for _number in range(6 * PART // RECORD):
            yield bytes(RECORD)

    store.write([b"so that every library is loaded"])
    tracemalloc.start()
    store.write(chunks())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * PART


def test_range_asks_for_the_records_that_hold_it_and_for_nothing_else(store, asked):
    name = store.write(large()).name
    asked.clear()
    with store.open(name) as stored:
        assert len(b"".join(stored.chunks(3 * RECORD - 5, 10))) == 10
    ranges = [params["headers"]["Range"] for name, params in asked if name == "GetObject"]
    first = HEADER + 2 * (RECORD + TAG)
    assert ranges == ["bytes=0-19", f"bytes={first}-{first + 2 * (RECORD + TAG) - 1}"]
    assert {name for name, _ in asked} == {"GetObject"}


@pytest.mark.parametrize("after", [0, 1, 2])
def test_write_that_fails_half_way_shows_no_object_and_leaves_no_part(store, after):
    failing(store, "UploadPart", OSError(5, "Input/output error"), after=after)
    with pytest.raises(StoreFailed):
        store.write(large())
    assert store.names() == set() and list(store.unfinished()) == []
    assert not SubjectKey.objects.exists()


def test_chunks_that_break_off_leave_no_part(store):
    def breaks_off():
        yield from large()
        raise EOFError

    with pytest.raises(EOFError):
        store.write(breaks_off())
    assert store.names() == set() and list(store.unfinished()) == []


def test_lost_answer_to_the_last_request_leaves_no_object(store):
    """It is there, but the writer cannot know: it was refused, so nothing may stay."""
    lost = OSError(104, "Connection reset by peer")
    failing(store, "HeadObject", lost, times=1)
    with pytest.raises(StoreFailed):
        store.write(large())
    assert store.names() == set()


def test_server_that_keeps_other_bytes_is_found_out_at_once(store):
    def altered(params, **_words):
        params["body"] = b"other bytes"
        params["headers"].pop("Content-MD5")  # which a real server would have compared

    store.place.client.meta.events.register("before-call.s3.PutObject", altered)
    with pytest.raises(StoreFailed, match="other bytes than were sent"):
        store.write([b"content"])
    assert store.names() == set()


def test_killed_writers_upload_is_listed_and_swept(store, capsys):
    draft = store.place.draft("0" * 32)
    draft.write(bytes(PART + 1))
    del draft
    assert store.names() == set()
    call_command("sweep_store", "--delete")
    assert "0" * 32 in capsys.readouterr().out
    assert list(store.unfinished()) == []


def test_prefix_keeps_two_sites_of_a_bucket_apart(store, settings):
    settings.STORAGES["evidence"]["OPTIONS"]["location"] = "site-a"
    settings.STORAGES = {**settings.STORAGES}
    from evidence.exhibits.store import store as made

    beside, here = store.write([b"beside"]), made().write([b"here"])
    assert made().names() == {here.name} and made().open(here.name).read() == b"here"
    assert raw(store, f"site-a/{here.name}") is not None and store.names() == {beside.name}


def test_object_replaced_while_it_is_read_is_no_mixture(store):
    from casefiles.sealing.records import AlteredFile

    one, other = store.write([b"one" * 100]), store.write([b"other" * 100])
    with store.open(one.name) as stored:
        client, place = store.place.client, store.place
        client.put_object(**place.address(one.name), Body=raw(store, other.name))
        with pytest.raises(AlteredFile):
            stored.read()


def test_stretch_that_breaks_off_is_asked_for_again_where_it_ended(store, monkeypatch):
    content = b"".join(large())
    name = store.write([content]).name
    from botocore.response import StreamingBody

    read, calls = StreamingBody.read, []

    def breaks_off(body, amt=None):
        calls.append(amt)
        return b"" if len(calls) == 4 else read(body, amt)

    monkeypatch.setattr(StreamingBody, "read", breaks_off)
    assert store.open(name).read() == content
    calls.clear()
    monkeypatch.setattr(StreamingBody, "read", lambda body, amt=None: calls.append(amt) or b"")
    with pytest.raises(Unreachable):
        list(store.place.open(name).pieces(0, 2 * RECORD, RECORD))


# --- locks


@pytest.fixture
def locked(object_store, settings, monkeypatch, store):
    """The store in a bucket with object lock, each object for three days."""
    from evidence.exhibits.store import store as made

    use_bucket(object_store, "locked bucket", settings, monkeypatch)
    return made()


@pytest.mark.parametrize("content", [[b"small"], large()], ids=["in one", "in parts"])
def test_object_is_locked_for_the_days_that_are_set(locked, content):
    name = locked.write(content).name
    found = locked.place.client.head_object(**locked.place.address(name))
    assert found["ObjectLockMode"] == "GOVERNANCE"
    days = found["ObjectLockRetainUntilDate"] - datetime.now(UTC)
    assert timedelta(days=2, hours=23) < days < timedelta(days=3, minutes=1)


def test_discarded_object_that_is_locked_is_told_and_its_key_is_gone(locked, capsys, caplog):
    orphan = locked.write([b"never recorded"])
    grow_old()
    call_command("sweep_store", "--delete", "--hours=0")
    said = capsys.readouterr().out
    assert f"LOCKED until {datetime.now(UTC) + timedelta(days=3):%Y-%m-%d}" in said
    assert orphan.name in said and "0 removed, 1 locked." in said
    # The place of the key stays for as long as the object: the next sweep knows it by that.
    assert locked.names() == {orphan.name} and not SubjectKey.objects.exclude(wrapped=None)
    call_command("sweep_store", "--delete", "--hours=0")
    assert "0 removed, 1 locked." in capsys.readouterr().out
    with caplog.at_level(logging.WARNING):
        locked.discard_quietly(orphan.name)
    assert "is locked" in caplog.text


def test_discard_removes_the_version_and_does_not_only_hide_it(object_store, locked, settings):
    settings.STORE_LOCK = None
    from evidence.exhibits.store import store as made

    written = made().write([b"never recorded"])
    made().discard(written.name)
    place = made().place
    left = place.client.list_object_versions(Bucket=place.bucket)
    assert not left.get("Versions") and not left.get("DeleteMarkers")


def test_lock_that_the_bucket_cannot_give_refuses_the_object(store, settings):
    settings.STORE_LOCK = ("COMPLIANCE", 3)
    from evidence.exhibits.store import store as made

    with pytest.raises(StoreFailed):
        made().write([b"content"])
    with pytest.raises(StoreFailed):
        made().write(large())
    assert store.names() == set() and list(store.unfinished()) == []


# --- the server slow or away


@pytest.fixture
def away(settings):
    """Calling it takes the server away; it refuses connections from then on."""

    def leave(address="http://127.0.0.1:9"):
        settings.STORAGES["evidence"]["OPTIONS"]["endpoint_url"] = address
        settings.STORAGES = {**settings.STORAGES}

    return leave


@pytest.fixture
def silent():
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept = []
        thread = threading.Thread(target=lambda: _take(server, kept), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _take(server, kept):
    try:
        while True:
            kept.append(server.accept())
    except OSError:
        pass


def test_upload_while_the_server_is_away_is_refused_in_words(store, away, fill_in, post_new):
    fields = fill_in(files=[upload()])
    away()
    response = post_new(fields)
    assert response.status_code == 422 and "Nothing was saved" in response.content.decode()
    assert not Exhibit.objects.exists() and not SubjectKey.objects.exists()


def test_download_while_the_server_is_away_is_503_and_says_that_nothing_is_known_wrong(
    client, exhibit, case, boris, away
):
    away()
    client.force_login(boris)
    file = exhibit.files.get()
    response = client.get(reverse("exhibits:file_download", args=[case.pk, file.pk]))
    page = response.content.decode()
    assert response.status_code == 503
    assert "does not answer now" in page and "no longer match" not in page


def test_server_that_never_answers_is_given_up(store, away, silent, settings, monkeypatch):
    monkeypatch.setenv("CASEFILES_S3_TIMEOUT", "1")
    settings.STORAGES["evidence"] = configuration.storages()["evidence"]
    away(silent)
    from evidence.exhibits.store import store as made

    with pytest.raises(StoreFailed, match="does not answer"):
        made().write([b"content"])
    with pytest.raises(Unreachable):
        made().open("0" * 32)


def test_checks_while_the_server_is_away_record_nothing(exhibit, away, amina, capsys):
    from casefiles.jobs.tasks import run_job

    away()
    job = ask_for_check(exhibit, by=amina)
    run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "away")
    with pytest.raises(CommandError, match="does not answer"):
        call_command("fixity", "--all")
    with pytest.raises(CommandError, match="does not answer"):
        call_command("sweep_store", "--delete")
    assert not FixityCheck.objects.exists()


def test_server_that_goes_away_while_orphans_are_removed_is_said(store, away, monkeypatch):
    from evidence.exhibits.management.commands import sweep_store

    store.write([b"nobody's"])
    look = sweep_store.sweep

    def look_and_lose(*args, **words):
        found = look(*args, **words)
        away()
        return found

    monkeypatch.setattr(sweep_store, "sweep", look_and_lose)
    with pytest.raises(CommandError, match=r"does not answer.*Run it again"):
        call_command("sweep_store", "--delete", "--hours=0")


def test_bucket_that_is_gone_is_no_missing_file(exhibit, settings):
    """Or a mistyped name would put every file of the house on record as lost."""
    from evidence.exhibits.fixity import examine

    settings.STORAGES["evidence"]["OPTIONS"]["bucket_name"] = "another-bucket"
    settings.STORAGES = {**settings.STORAGES}
    with pytest.raises(Unreachable, match="NoSuchBucket"):
        examine(exhibit.files.get())


# --- settings and doctor


def doctor():
    from evidence.exhibits.store.fitness import object_store

    return object_store()


def test_doctor_writes_reads_and_leaves_nothing(store):
    verdict = doctor()
    assert verdict.fit and "versions off, lock off" in verdict.found
    assert store.place.client.list_objects_v2(Bucket=store.place.bucket)["KeyCount"] == 0
    assert list(store.unfinished()) == []


def test_doctor_tells_of_the_lock(locked):
    verdict = doctor()
    assert verdict.fit and "versions on, lock GOVERNANCE for 3 days" in verdict.found
    left = locked.place.client.list_object_versions(Bucket=locked.place.bucket)
    assert not left.get("Versions")


def test_doctor_says_which_probe_a_buckets_own_lock_keeps(locked, settings):
    settings.STORE_LOCK = None
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 2}}
    locked.place.client.put_object_lock_configuration(
        Bucket=locked.place.bucket,
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule},
    )
    verdict = doctor()
    assert verdict.fit and "COMPLIANCE, the bucket's own; the probe doctor-" in verdict.found
    assert locked.names() == set()  # the sweep does not take it for an object


def test_doctor_misses_a_lock_that_is_asked_for(store, settings):
    settings.STORE_LOCK = ("GOVERNANCE", 3)
    assert not doctor().fit


def test_doctor_says_that_the_server_is_away(store, away):
    away()
    verdict = doctor()
    assert not verdict.fit and "does not answer" in verdict.found


@pytest.mark.parametrize(
    "name", ["CASEFILES_S3_BUCKET", "CASEFILES_S3_ACCESS_KEY", "CASEFILES_S3_SECRET_KEY"]
)
def test_incomplete_settings_refuse_to_start(monkeypatch, name):
    for known, value in settings_for("http://127.0.0.1:9", "bucket").items():
        monkeypatch.setenv(known, value)
    monkeypatch.delenv(name)
    with pytest.raises(ImproperlyConfigured, match=f"CASEFILES_STORE=s3 needs {name}"):
        configuration.storages()


@pytest.mark.parametrize(
    ("name", "value"),
    [("CASEFILES_STORE", "ftp"), ("CASEFILES_S3_LOCK_DAYS", "-1"),
     ("CASEFILES_S3_LOCK_MODE", "strict"), ("CASEFILES_S3_TIMEOUT", "soon")],
)  # fmt: skip
def test_settings_that_say_nothing_known_refuse_to_start(monkeypatch, name, value):
    for known, given in settings_for("http://127.0.0.1:9", "bucket").items():
        monkeypatch.setenv(known, given)
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        configuration.storages(), configuration.lock()


def test_secrets_of_the_bucket_come_from_files(monkeypatch, tmp_path):
    for known, given in settings_for("http://127.0.0.1:9", "bucket").items():
        monkeypatch.setenv(known, given)
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("CASEFILES_S3_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert configuration.storages()["evidence"]["OPTIONS"]["secret_key"] == "from a file"
