"""The upload protocol: what each header does, who is let in, and what is refused how."""

import hashlib
import os
import time
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from casefiles.cases.models import Membership
from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from casefiles.sealing.fields import unseal
from casefiles.sealing.models import SubjectKey
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import ExhibitFile, Upload, UploadPart
from evidence.exhibits.services import attach_files, receiving
from evidence.exhibits.services.uploads import claim
from evidence.exhibits.store import StoreFailed
from evidence.exhibits.store.staging import staging_folder
from evidence.exhibits.tasks import sweep_uploads
from tests.cast import join, make_case, make_user
from tests.exhibits.material import PDF, WHY, path_of
from tests.exhibits.sending import CHUNK, TUS, Sender, checksum, metadata

pytestmark = pytest.mark.django_db
MIB = 1 << 20


@pytest.fixture
def sender(amina, case):
    return Sender(amina, case)


@pytest.fixture(autouse=True)
def _room(settings):
    settings.UPLOAD_FREE_BYTES = 0


def staged(store):
    return [path for path in staging_folder().rglob("*") if path.is_file()]


def upload_at(url):
    return Upload.objects.get(pk=url.rstrip("/").rpartition("/")[2])


def digest(content):
    return hashlib.sha256(content).hexdigest()


def age(upload, **ago):
    Upload.objects.filter(pk=upload.pk).update(**{
        name: timezone.now() - timedelta(**by) for name, by in ago.items()
    })  # fmt: skip


def test_options_tell_what_is_understood(sender, settings):
    answer = sender.client.options(sender.address)
    assert answer.status_code == 204 and answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"].split(",") == [
        "creation", "creation-with-upload", "checksum", "expiration", "termination"
    ]  # fmt: skip
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert answer["Tus-Max-Size"] == str(settings.EXHIBIT_FILE_MAX_BYTES) == str(10 * 1024**3)


def test_file_sent_in_pieces_is_stored_whole_and_read_back(sender, store, amina, case):
    content = PDF + os.urandom(3 * MIB)
    url = sender.send(content, MIB + 7, filename="the name.pdf", sha256=digest(content))
    row = upload_at(url)
    assert (row.state, row.sha256, row.media_type) == ("ready", digest(content), "application/pdf")
    with store.open(row.object_name) as stored:
        assert stored.read() == content
    assert staged(store) == [] and not UploadPart.objects.exists()
    assert not SubjectKey.objects.filter(subject=row.staging).exists()
    assert unseal(row, "original_name") == "the name.pdf" and row.user == amina


def test_head_and_status_tell_how_far_it_is(sender):
    content = os.urandom(1000)
    url = sender.begin(1000)["Location"]
    assert sender.patch(url, 0, content[:400])["Upload-Offset"] == "400"
    answer = sender.head(url)
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("400", "1000")
    assert answer["Cache-Control"] == "no-store" and answer["Upload-Expires"].endswith("GMT")
    status = sender.status(url)
    assert (status["state"], status["offset"], status["size"]) == ("receiving", 400, 1000)
    sender.patch(url, 400, content[400:])
    assert sender.status(url)["sha256"] == digest(content)


def test_creation_may_carry_the_first_bytes(sender, store):
    answer = sender.begin(6, body=b"abc")
    assert answer.status_code == 201 and answer["Upload-Offset"] == "3"
    assert sender.patch(answer["Location"], 3, b"def").status_code == 204
    with store.open(upload_at(answer["Location"]).object_name) as stored:
        assert stored.read() == b"abcdef"


def test_wrong_offset_is_refused_and_head_has_the_right_one(sender):
    url = sender.begin(10)["Location"]
    sender.patch(url, 0, b"abc")
    for offset in (0, 2, 4, 10):
        assert sender.patch(url, offset, b"xyz").status_code == 409
    assert sender.head(url)["Upload-Offset"] == "3"
    assert UploadPart.objects.count() == 1


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_piece_with_a_wrong_checksum_is_thrown_away(sender, store, algorithm):
    url = sender.begin(6)["Location"]
    wrong = checksum(b"abd", algorithm)
    answer = sender.patch(url, 0, b"abc", Upload_Checksum=wrong)
    assert answer.status_code == 460 and "changed on its way" in answer.content.decode()
    assert sender.head(url)["Upload-Offset"] == "0" and staged(store) == []
    right = checksum(b"abc", algorithm)
    assert sender.patch(url, 0, b"abc", Upload_Checksum=right).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Checksum": "md5 " + "A" * 22 + "=="}, 400),
        ({"Upload_Checksum": "sha256 ???"}, 400),
        ({"Tus_Resumable": "0.2.2"}, 412),
        ({"Upload_Offset": "-1"}, 400),
        ({"Upload_Offset": "many"}, 400),
        ({"Content_Type": "application/octet-stream"}, 415),
    ],
)
def test_unclear_patch_is_refused_in_words(sender, headers, status):
    url = sender.begin(6)["Location"]
    answer = sender.patch(url, 0, b"abc", **headers)
    assert answer.status_code == status and len(answer.content) > 10
    assert answer["Tus-Resumable"] == "1.0.0" and upload_at(url).offset == 0


def test_at_most_8_mib_at_once_and_never_more_than_announced(sender):
    url = sender.begin(9 * MIB)["Location"]
    assert sender.patch(url, 0, bytes(8 * MIB + 1)).status_code == 413
    assert sender.patch(url, 0, bytes(8 * MIB)).status_code == 204
    assert sender.patch(url, 8 * MIB, bytes(MIB + 1)).status_code == 413
    assert upload_at(url).offset == 8 * MIB


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": ""}, 400),
        ({"Upload-Metadata": "filename not-base64!"}, 400),
        ({"Upload-Metadata": "filename /w=="}, 400),
        ({"Upload-Metadata": metadata(filename="x" * 1001)}, 400),
        ({"Upload-Metadata": metadata(sha256="abc")}, 400),
        ({"Upload-Metadata": metadata(batch="1")}, 400),
        ({"Tus-Resumable": ""}, 412),
        ({"Upload-Length": str(10 * 1024**3 + 1)}, 413),
    ],
)
def test_unclear_announcement_begins_nothing(sender, headers, status):
    answer = sender.begin(6, headers=headers)
    assert answer.status_code == status and not Upload.objects.exists()
    assert "<" not in answer.content.decode()


def test_ten_gibibytes_may_be_announced(sender):
    assert sender.begin(10 * 1024**3).status_code == 201


def test_method_may_be_named_in_a_header(sender):
    url = sender.begin(3)["Location"]
    headers = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    answer = sender.client.post(url, b"abc", content_type=CHUNK, headers=headers)
    assert answer.status_code == 204 and upload_at(url).state == "ready"


def test_upload_that_was_ended_leaves_nothing(sender, store):
    for url in (sender.begin(9, body=b"abc")["Location"], sender.send(b"whole")):
        assert sender.delete(url).status_code == 204
        assert sender.head(url).status_code == sender.client.get(url).status_code == 404
    assert staged(store) == [] and store.names() == set() and not SubjectKey.objects.exists()


def test_nobody_else_finds_an_upload(sender, members, case, chloe):
    url = sender.begin(9, body=b"abc")["Location"]
    colleague = join(case, make_user("Colleague"), "investigator")
    for other in (colleague, members.boris, members.elias, members.dalia, chloe):
        theirs = Sender(other, case)
        answers = [theirs.head(url), theirs.patch(url, 3, b"d"), theirs.delete(url),
                   theirs.client.get(url)]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404] * 4
    assert upload_at(url).offset == 3


def test_upload_is_not_found_under_another_case(sender, amina):
    other = make_case(amina, "SYR-2020")
    url = sender.begin(9)["Location"]
    pk = upload_at(url).pk
    elsewhere = reverse("exhibits:upload_detail", args=[other.pk, pk])
    assert sender.patch(elsewhere, 0, b"abc").status_code == 404


def test_readers_begin_nothing(members, case, chloe):
    for who, status in ((members.boris, 403), (members.dalia, 403), (chloe, 404)):
        assert Sender(who, case).begin(3).status_code == status
    assert not Upload.objects.exists()


def test_who_is_removed_from_the_case_is_refused_at_the_next_request(case, amina):
    colleague = join(case, make_user("Colleague"), "investigator")
    sender = Sender(colleague, case)
    url = sender.begin(6, body=b"abc")["Location"]
    from casefiles.cases.services.cases import end_membership

    end_membership(
        Membership.objects.get(case=case, user=colleague), by=amina, reason="left the team"
    )
    assert sender.patch(url, 3, b"def").status_code == 404
    assert upload_at(url).offset == 3


def test_signed_out_sender_is_told_so_in_words(sender):
    url = sender.begin(6)["Location"]
    sender.client.logout()
    answer = sender.patch(url, 0, b"abc")
    assert answer.status_code == 401 and "Sign in again" in answer.content.decode()


def test_patch_without_the_token_is_refused(amina, case):
    from django.test import Client

    sender = Sender(amina, case)
    url = sender.begin(6)["Location"]
    sender.client = Client(enforce_csrf_checks=True)
    sender.client.force_login(amina)
    assert sender.patch(url, 0, b"abc").status_code == 403
    assert sender.delete(url).status_code == sender.begin(3).status_code == 403
    assert upload_at(url).offset == 0


def test_quotas_are_asked_at_every_request(sender, settings):
    settings.UPLOAD_BYTES_A_USER = 100
    assert sender.begin(101).status_code == 413
    url = sender.begin(60)["Location"]
    answer = sender.begin(41)
    assert answer.status_code == 413 and "waiting to be attached" in answer.content.decode()
    settings.UPLOAD_BYTES_A_USER = 50
    assert sender.patch(url, 0, b"abc").status_code == 413
    settings.UPLOAD_BYTES_A_USER, settings.UPLOAD_BYTES_A_CASE = 100, 50
    assert sender.patch(url, 0, b"abc").status_code == 413
    settings.UPLOAD_BYTES_A_CASE, settings.UPLOADS_A_USER = 100, 1
    assert sender.patch(url, 0, b"abc").status_code == 204
    assert sender.begin(1).status_code == 413


def test_disk_keeps_its_reserve(sender, settings):
    url = sender.begin(6)["Location"]
    settings.UPLOAD_FREE_BYTES = 1 << 60
    for answer in (sender.begin(6), sender.patch(url, 0, b"abc")):
        assert answer.status_code == 507 and "no room" in answer.content.decode()
    settings.UPLOAD_FREE_BYTES = 0
    assert sender.patch(url, 0, b"abcdef").status_code == 204


def test_room_is_kept_for_parts_and_object_of_every_upload(sender, settings, monkeypatch):
    from collections import namedtuple

    usage = namedtuple("usage", "free")
    monkeypatch.setattr("evidence.exhibits.quotas.shutil.disk_usage", lambda _path: usage(1000))
    assert sender.begin(501).status_code == 507
    assert sender.begin(300).status_code == 201
    assert sender.begin(201).status_code == 507
    assert sender.begin(200).status_code == 201


def test_expired_upload_is_gone_and_says_so(sender, store, settings):
    ready, begun = sender.send(b"whole"), sender.begin(9, body=b"abc")["Location"]
    for url in (ready, begun):
        age(upload_at(url), expires_at={"seconds": 1})
        assert sender.head(url).status_code == sender.patch(url, 3, b"d").status_code == 410
    sweep_uploads()
    assert staged(store) == [] and store.names() == set() and not SubjectKey.objects.exists()
    assert [sender.head(url).status_code for url in (ready, begun)] == [410, 410]
    assert sender.status(ready)["state"] == "expired"
    age(upload_at(begun), expires_at={"days": 31})
    sweep_uploads()
    assert Upload.objects.count() == 1


def test_large_upload_is_put_together_by_a_worker(
    sender, store, django_capture_on_commit_callbacks
):
    content = os.urandom(9 * MIB)
    url = sender.send(content, 4 * MIB)
    assert sender.status(url)["state"] == "assembling" and store.names() == set()
    job = Job.objects.get()
    assert job.kind == "exhibits.upload"
    run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.step, job.steps) == ("done", 18, 18)
    assert sender.status(url)["sha256"] == digest(content)
    run_job(str(job.pk))
    assert store.names() == {upload_at(url).object_name}


def test_announced_hash_that_does_not_fit_fails_the_upload(sender, store):
    url = sender.begin(6, sha256=digest(b"abcdeg"))["Location"]
    sender.patch(url, 0, b"abcdef")
    status = sender.status(url)
    assert status["state"] == "failed" and "SHA-256 is another one" in status["error"]
    assert not status["can_retry"] and sender.head(url).status_code == 410
    assert store.names() == set()


def test_every_flipped_byte_in_staging_fails_that_upload(sender, store):
    """Never wrong bytes: whatever is changed in what waits, its upload fails by name."""
    other = sender.begin(6, body=b"ghi")["Location"]
    [theirs] = staged(store)
    url = sender.begin(6, body=b"abc")["Location"]
    [part] = [path for path in staged(store) if path != theirs]
    whole = part.read_bytes()
    assert b"abc" not in whole and part.stat().st_mode & 0o777 == 0o600
    changed = [whole[:n] + bytes([whole[n] ^ 1]) + whole[n + 1 :] for n in range(len(whole))]
    changed += [whole[:-1], whole + b"x", b"", theirs.read_bytes()]
    for content in changed:
        part.write_bytes(content)
        row = upload_at(url)
        row.parts.exclude(start=0).delete()
        Upload.objects.filter(pk=row.pk).update(state="receiving", offset=3, error_code="")
        assert sender.patch(url, 3, b"def").status_code == 204
        assert upload_at(url).error_code == "damaged_part" and store.names() == set()
    assert sender.patch(url, 6, b"").status_code == 410
    assert sender.patch(other, 3, b"jkl").status_code == 204
    assert upload_at(other).state == "ready"


def test_missing_part_fails_that_upload(sender, store):
    url = sender.begin(6, body=b"abc")["Location"]
    for path in staged(store):
        path.unlink()
    sender.patch(url, 3, b"def")
    assert "damaged on the server's disk" in sender.status(url)["error"]
    assert store.names() == set()


def test_object_that_reads_back_otherwise_is_not_kept(sender, store, monkeypatch):
    from evidence.exhibits.store import FileStore

    written = FileStore.write

    def write_and_damage(self, chunks):
        stored = written(self, chunks)
        path = path_of(self, stored.name)
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:-1] + b"?")
        return stored

    monkeypatch.setattr(FileStore, "write", write_and_damage)
    url = sender.send(b"abcdef")
    assert upload_at(url).error_code == "read_back" and store.names() == set()
    monkeypatch.undo()
    assert sender.patch(url, 6, b"").status_code == 204
    assert upload_at(url).sha256 == digest(b"abcdef")


def test_full_store_is_told_and_recovers(sender, store, monkeypatch):
    def full(self, chunks):
        raise StoreFailed("No space left on device")

    monkeypatch.setattr("evidence.exhibits.store.FileStore.write", full)
    url = sender.begin(6)["Location"]
    answer = sender.patch(url, 0, b"abcdef")
    assert answer.status_code == 507 and "no room" in answer.content.decode()
    assert sender.status(url)["can_retry"] and sender.head(url)["Upload-Offset"] == "6"
    monkeypatch.undo()
    assert sender.patch(url, 6, b"").status_code == 204
    assert upload_at(url).sha256 == digest(b"abcdef") and staged(store) == []


def test_lost_key_of_parts_is_told(sender, store):
    url = sender.begin(6, body=b"abc")["Location"]
    sender_row = upload_at(url)
    SubjectKey.objects.filter(subject=sender_row.staging).update(master_key_id="another")
    from casefiles.sealing.keys import WrongKey

    with pytest.raises(WrongKey):
        receiving.receive_part(sender_row, 3, [b"def"])
    assert upload_at(url).offset == 3 and len(staged(store)) == 1


def test_request_that_died_before_the_end_is_taken_over(sender, store):
    url = sender.begin(6, body=b"abc")["Location"]
    receiving.receive_part(upload_at(url), 3, [b"def"])  # and the process dies here
    sweep_uploads()
    assert not Job.objects.exists()  # it may be at work still
    age(upload_at(url), touched_at={"minutes": 1})
    sweep_uploads()
    sweep_uploads()
    run_job(str(Job.objects.get().pk))
    assert upload_at(url).sha256 == digest(b"abcdef")


def test_lost_worker_is_an_error_that_can_be_tried_again(
    sender, django_capture_on_commit_callbacks
):
    content = bytes(9 * MIB)
    url = sender.send(content, 5 * MIB)
    Job.objects.update(state="failed", error_code="worker_lost")
    status = sender.status(url)
    assert status["state"] == "failed" and status["can_retry"]
    assert "three times" in status["error"]
    sender.patch(url, len(content), b"")
    run_job(str(Job.objects.get(state="queued").pk))
    assert sender.status(url)["sha256"] == digest(content)


def test_sweep_finds_what_a_crash_left_in_staging(sender, store, capsys):
    kept = sender.begin(6, body=b"abc")["Location"]
    gone = sender.begin(6, body=b"abc")["Location"]
    mine = staged(store)
    row = upload_at(gone)
    Upload.objects.filter(pk=row.pk).delete()
    unnamed = staging_folder() / upload_at(kept).staging.hex / uuid.uuid4().hex
    unnamed.write_bytes(b"written, and not recorded")
    for path in staging_folder().rglob("*"):
        os.utime(path, (0, 0))
    call_command("sweep_store")
    said = capsys.readouterr().out
    assert unnamed.name in said and row.staging.hex in said
    assert upload_at(kept).parts.get().pk.hex not in said
    call_command("sweep_store", "--delete")
    assert {path for path in mine if path.parent.name != row.staging.hex} == {*staged(store)}
    assert not SubjectKey.objects.filter(subject=row.staging).exists()


def test_parts_that_only_a_newer_copy_of_the_database_knows_stay_for_their_time(
    sender, store, settings
):
    upload = upload_at(sender.begin(6, body=b"abc")["Location"])
    SubjectKey.objects.filter(subject=upload.staging).delete()
    upload.delete()
    for hours, left in ((settings.UPLOAD_HOURS - 1, 1), (settings.UPLOAD_HOURS + 1, 0)):
        old = time.time() - hours * 3600
        for path in [*staging_folder().rglob("*")]:
            os.utime(path, (old, old))
        call_command("sweep_store", "--delete")
        assert len(staged(store)) == left


def test_young_parts_are_left_alone_by_the_sweep(sender, store):
    url = sender.begin(6, body=b"abc")["Location"]
    Upload.objects.all().delete()
    call_command("sweep_store", "--delete")
    assert len(staged(store)) == 1 and url


def test_duplicate_is_named_only_to_who_may_see_it(sender, case, closed, exhibit):
    seen = sender.status(sender.send(b"for two"))["already_in"]
    assert seen["number"] == closed.number and closed.number in seen["sentence"]
    other = Sender(join(case, make_user("Colleague"), "investigator"), case)
    assert other.status(other.send(b"for two"))["already_in"] is None
    assert other.status(other.send(PDF))["already_in"]["number"] == exhibit.number
    announced = other.begin(len(PDF), sha256=digest(PDF))["Location"]
    assert other.status(announced)["already_in"]["number"] == exhibit.number


def test_status_never_tells_the_files_name(sender):
    url = sender.begin(6, filename="SEALED-DEMO-NAME.pdf")["Location"]
    assert "SEALED-DEMO-NAME" not in str(sender.status(url)) + str(sender.head(url).headers)
    assert b"SEALED-DEMO-NAME" not in bytes(upload_at(url).original_name.ciphertext)


def test_ready_uploads_are_claimed_in_order_and_attached_once(sender, case, amina, store, exhibit):
    rows = [upload_at(sender.send(text, filename=f"{text}.txt")) for text in (b"one", b"two")]
    ids = [row.pk for row in rows]
    files = claim(ids, case=case, by=amina)
    assert [file.name for file in files] == ["b'one'.txt", "b'two'.txt"]
    before = store.names()
    attached = attach_files(exhibit, files, by=amina, reason=WHY)
    assert [row.sha256 for row in attached] == [digest(b"one"), digest(b"two")]
    assert [unseal(row, "original_name") for row in attached] == ["b'one'.txt", "b'two'.txt"]
    assert store.names() == before and not Upload.objects.exists()
    assert not SubjectKey.objects.filter(subject__in=ids).exists()
    with pytest.raises(ValidationError, match="attached or removed already"):
        claim(ids, case=case, by=amina)
    with transaction.atomic(), pytest.raises(ValidationError, match="attached or removed already"):
        attach_files(exhibit, files, by=amina, reason=WHY)
    assert ExhibitFile.objects.filter(exhibit=exhibit).count() == 3


def test_failed_attaching_keeps_the_upload(sender, case, amina, exhibit, store):
    row = upload_at(sender.send(b"one"))
    files = [*claim([row.pk], case=case, by=amina), NewFile.of_bytes(b"", "empty.txt")]
    with pytest.raises(ValidationError, match=r"empty\.txt"):
        attach_files(exhibit, files, by=amina, reason=WHY)
    assert upload_at(str(row.pk)).object_name in store.names()
    [file] = claim([row.pk], case=case, by=amina)
    assert file.stored.sha256 == digest(b"one")


def test_unfinished_upload_cannot_be_claimed(sender, case, amina):
    half = upload_at(sender.begin(6, body=b"abc", filename="half.mp4")["Location"])
    bad = upload_at(sender.begin(1, body=b"x", filename="bad.mp4", sha256="0" * 64)["Location"])
    late = upload_at(sender.send(b"late"))
    age(late, expires_at={"seconds": 1})
    with pytest.raises(ValidationError) as caught:
        claim([half.pk, bad.pk, late.pk, uuid.uuid4()], case=case, by=amina)
    said = " ".join(caught.value.messages)
    assert "“half.mp4” has not arrived whole yet" in said and "“bad.mp4”: What arrived" in said
    assert "ran out" in said and "attached or removed already" in said


def test_upload_of_another_is_not_claimed(sender, case, amina):
    row = upload_at(sender.send(b"mine"))
    other = join(case, make_user("Colleague"), "investigator")
    with pytest.raises(ValidationError):
        claim([row.pk], case=case, by=other)
    with pytest.raises(ValidationError):
        claim([row.pk], case=make_case(amina, "SYR-2020"), by=amina)
