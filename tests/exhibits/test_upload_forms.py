"""Files that were sent piece by piece end in the same form as those that come with it."""

import hashlib
import json

import pytest
from django.urls import reverse

from casefiles.sealing.fields import unseal
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile, Upload
from tests.exhibits.material import PDF, upload
from tests.exhibits.sending import Sender
from tests.exhibits.test_uploads import errors_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sender(amina, case, settings):
    settings.UPLOAD_FREE_BYTES = 0
    return Sender(amina, case)


def line(url, content=None, **words):
    """A line of the manifest, as our script writes it."""
    said = {"id": url.rstrip("/").rpartition("/")[2]}
    if content is not None:
        said |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return said | words


def manifest(*lines):
    return json.dumps(lines)


def test_uploads_become_files_of_a_new_exhibit(sender, fill_in, post_new, store):
    film, note = sender.send(b"film", filename="film.mp4"), sender.send(b"note", filename="n.txt")
    uploads = manifest(line(note, b"note"), line(film, b"film"))
    fields = fill_in(uploads=uploads, files=[upload()], file_role="working_copy")
    response = post_new(fields)
    exhibit = Exhibit.objects.get()
    assert response.url == exhibit.get_absolute_url()
    rows = list(exhibit.files.order_by("position"))
    assert [unseal(row, "original_name") for row in rows] == ["report.pdf", "n.txt", "film.mp4"]
    assert {row.role for row in rows} == {"working_copy"}
    assert {row.object_name for row in rows} == store.names() and not Upload.objects.exists()
    event = CustodyEvent.objects.filter(exhibit=exhibit).last()
    assert event.digest_before == event.digest_after == hashlib.sha256(b"film").hexdigest()


def test_uploads_are_added_to_an_exhibit_without_any_other_file(sender, exhibit, client, case):
    url = reverse("exhibits:file_create", args=[case.pk, exhibit.pk])
    client.force_login(exhibit.changes().first().actor)
    token = client.get(url).context["form"]["token"].value()
    fields = {"token": token, "upload_complete": "1", "file_role": "evidentiary_copy",
              "reason": "brought by hand"}  # fmt: skip
    assert "Choose at least one file" in errors_of(client.post(url, fields))
    fields["uploads"] = manifest(line(sender.send(b"film")))
    assert client.post(url, fields).status_code == 302
    assert exhibit.files.get(position=2).sha256 == hashlib.sha256(b"film").hexdigest()
    # The same form once more gives what the first post made.
    assert client.post(url, fields).status_code == 302
    assert exhibit.files.count() == 2


def test_form_that_is_refused_keeps_the_uploads(sender, fill_in, post_new):
    uploads = manifest(line(sender.send(b"film"), b"film"))
    fields = fill_in(uploads=uploads, title="")
    response = post_new(fields)
    assert response.status_code == 422 and Upload.objects.get().state == "ready"
    assert response.context["form"]["uploads"].value() == uploads
    assert post_new({**fields, "title": "Film"}).status_code == 302
    assert Exhibit.objects.get().files.count() == 1


def test_second_post_of_a_form_gets_the_record_of_the_first(sender, fill_in, post_new):
    fields = fill_in(uploads=manifest(line(sender.send(b"film"))))
    first = post_new(fields)
    assert post_new(fields).url == first.url and ExhibitFile.objects.count() == 1


def test_upload_is_attached_by_one_form_only(sender, fill_in, post_new):
    uploads = manifest(line(sender.send(b"film")))
    assert post_new(fill_in(uploads=uploads)).status_code == 302
    response = post_new(fill_in(uploads=uploads))
    assert response.status_code == 422
    assert "attached or removed already" in errors_of(response)
    assert Exhibit.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"size": 5}, {"sha256": "0" * 64}])
def test_manifest_that_does_not_match_names_the_file(sender, fill_in, post_new, wrong):
    good, bad = sender.send(b"good", filename="a.mp4"), sender.send(b"film", filename="b.mp4")
    response = post_new(fill_in(uploads=manifest(line(good, b"good"), line(bad, b"film", **wrong))))
    assert response.status_code == 422 and not Exhibit.objects.exists()
    assert "“b.mp4” is not the file that was chosen" in errors_of(response)
    assert "“a.mp4”" not in errors_of(response) and Upload.objects.count() == 2


def test_file_that_is_not_whole_is_named(sender, fill_in, post_new):
    url = sender.begin(6, body=b"abc", filename="half.mp4")["Location"]
    response = post_new(fill_in(uploads=manifest(line(url))))
    assert response.status_code == 422 and not Exhibit.objects.exists()
    assert "“half.mp4” has not arrived whole yet" in errors_of(response)


@pytest.mark.parametrize(
    "garbage",
    ["[", "{}", "7", '["x"]', '[{"id": 7}]', '[{"id": "x"}]', "[" * 5000, '[{"size": 4}]', '"a"',
     '[{"id": "00000000-0000-4000-8000-000000000000", "size": "4"}]'],
)  # fmt: skip
def test_list_that_cannot_be_read_is_an_error(fill_in, post_new, garbage):
    response = post_new(fill_in(uploads=garbage))
    assert response.status_code == 422 and not Exhibit.objects.exists()
    assert "cannot be read" in errors_of(response)


def test_duplicates_are_found_among_both_ways(sender, fill_in, post_new, exhibit):
    again, twice = sender.send(PDF, filename="a.pdf"), sender.send(PDF, filename="b.pdf")
    response = post_new(fill_in(uploads=manifest(line(again), line(twice))))
    assert f"“a.pdf” is already in this case, in {exhibit.number}." in errors_of(response)
    assert "choose the files again" not in errors_of(response)
    fields = fill_in(uploads=manifest(line(again), line(twice)), attach_anyway="on")
    assert post_new(fields).status_code == 302
