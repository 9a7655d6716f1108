"""What is shown of a file, to whom, and what is on record before it is."""

import importlib

import pytest
from django.urls import reverse

from casefiles.audit.models import Reading
from evidence.exhibits.models import Rendition
from tests.exhibits.samples import PLANTED, picture, planted_picture


@pytest.fixture
def shown(inspected, case):
    """A picture that was looked into, with the addresses of its pictures."""
    file = inspected(picture(size=(1800, 1200)))
    made = {row.variant: row for row in Rendition.objects.filter(inspection__file=file)}
    return file, {name: row.get_absolute_url() for name, row in made.items()}


def test_preview_is_shown_beside_the_file_and_never_the_original(shown, client, boris):
    file, pictures = shown
    client.force_login(boris)
    page = client.get(file.exhibit.get_absolute_url()).content.decode()
    assert pictures["thumb"] in page and pictures["view"] not in page
    answer = client.get(pictures["view"])
    content = answer.getvalue()
    assert content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    assert answer["Content-Type"] == "image/webp" and answer["Content-Disposition"] == "inline"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"


def test_each_preview_is_logged_before_its_bytes_leave(shown, client, boris, monkeypatch):
    _file, pictures = shown
    client.force_login(boris)
    client.get(pictures["thumb"])
    entry = Reading.objects.get(what="preview")
    assert (entry.actor_id, entry.object_type) == (boris.pk, "exhibits.rendition")

    def broken(*args, **kwargs):
        raise RuntimeError("the log is down")

    views = importlib.import_module("evidence.exhibits.views.inspections")
    monkeypatch.setattr(views, "log_reading", broken)
    client.raise_request_exception = False
    answer = client.get(pictures["thumb"])
    assert answer.status_code == 500 and b"WEBP" not in answer.content


def test_observers_and_strangers_get_no_preview(shown, client, case, members, chloe):
    file, pictures = shown
    client.force_login(members.dalia)
    assert client.get(pictures["thumb"]).status_code == 403
    for address in (
        file.exhibit.get_absolute_url(),
        reverse("exhibits:file_look", args=[case.pk, file.pk]),
    ):
        assert "/previews/" not in client.get(address).content.decode()
    client.force_login(chloe)
    assert client.get(pictures["thumb"]).status_code == 404


def test_closed_exhibit_is_closed_in_its_pictures_too(inspected, client, members):
    file = inspected(picture(size=(60, 40)), named_readers_only=True)
    address = Rendition.objects.filter(inspection__file=file).first().get_absolute_url()
    client.force_login(members.boris)
    assert client.get(address).status_code == 404


def test_damaged_preview_is_not_sent(shown, client, amina, store):
    from tests.exhibits.material import path_of

    path = path_of(store, Rendition.objects.get(variant="thumb").object_name)
    path.chmod(0o600)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    client.force_login(amina)
    answer = client.get(shown[1]["thumb"])
    assert answer.status_code == 500 and b"WEBP" not in answer.content


def test_graphic_picture_is_veiled_until_asked_for(inspected, client, case, amina):
    file = inspected(picture(), is_graphic=True)
    made = {row.variant: row.get_absolute_url() for row in Rendition.objects.all()}
    look = reverse("exhibits:file_look", args=[case.pk, file.pk])
    client.force_login(amina)
    page = client.get(file.exhibit.get_absolute_url()).content.decode()
    assert f'src="{made["thumb"]}"' not in page and "data:image/webp;base64," in page
    assert f'href="{look}?show=1"' in page
    assert made["view"] not in client.get(look).content.decode()
    assert made["view"] in client.get(f"{look}?show=1").content.decode()


def test_browser_fetches_nothing_sharp_before_it_is_asked(committed_db, store, live_site, new_page):
    """With our script in place, without it on a page of its own."""
    from tests.cast import PASSWORD, make_case, make_user
    from tests.exhibits.samples import attach, look_into

    amina = make_user("Amina")
    case = make_case(amina)
    file = look_into(attach(case, amina, picture(), is_graphic=True))
    for scripted in (True, False):
        page, fetched = new_page(java_script_enabled=scripted), []
        page.on("request", lambda request, kept=fetched: kept.append(request.url))
        page.goto(f"{live_site}/sign-in/")
        page.fill("[name=login]", amina.email)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(live_site + file.exhibit.get_absolute_url())
        assert not [url for url in fetched if "/previews/" in url]
        # Asked from outside: in a page without scripts nothing can be waited for.
        with page.expect_response("**/previews/**") as answered:
            page.get_by_role("link", name="Show it").click()
        assert answered.value.ok and answered.value.headers["content-type"] == "image/webp"
        page.locator("img[src*='/previews/']").wait_for()
        assert len([url for url in fetched if "/previews/" in url]) == 1
        assert ("look" in page.url) is not scripted


def test_mismatch_is_said_without_the_name(inspected, client, amina):
    file = inspected(b"<!DOCTYPE html><script>alert(1)</script>", f"{PLANTED}.jpg")
    client.force_login(amina)
    page = client.get(file.exhibit.get_absolute_url()).content.decode()
    assert "Named as a picture, but its bytes are a web page" in page and PLANTED not in page


def test_failure_is_said_in_words_and_the_original_stays(inspected, client, case, amina):
    file = inspected(picture()[:2000])
    client.force_login(amina)
    page = client.get(file.exhibit.get_absolute_url()).content.decode()
    assert "No preview: it is incomplete or damaged." in page
    assert client.get(reverse("exhibits:file_download", args=[case.pk, file.pk])).status_code == 200


def test_missing_tool_is_named_and_nothing_else_stops(inspected, client, amina, monkeypatch):
    import shutil

    confinement = importlib.import_module("evidence.exhibits.inspection.confinement")
    which = shutil.which
    monkeypatch.setattr(
        confinement.shutil,
        "which",
        lambda name, *a: None if name == "exiftool" else which(name, *a),
    )
    file = inspected(picture())
    rows = {row.kind: row.outcome for row in file.inspections.all()}
    assert rows["metadata"] == "tool_missing" and rows["preview"] == "done"
    from evidence.exhibits.doctor import inspection_tools

    verdict = inspection_tools()
    assert (
        not verdict.fit
        and "exiftool" in verdict.found
        and "libimage-exiftool-perl" in verdict.advice
    )
    client.force_login(amina)
    assert (
        "a program is missing"
        in client.get(file.exhibit.get_absolute_url()).content.decode().lower()
    )


def test_metadata_opens_to_those_who_open_names_and_is_logged_first(
    inspected, client, case, members, monkeypatch
):
    file = inspected(planted_picture(), f"{PLANTED}.jpg")
    address = reverse("exhibits:file_metadata", args=[case.pk, file.pk])
    for person in (members.boris, members.dalia):
        client.force_login(person)
        assert client.post(address).status_code == 403
    client.force_login(members.elias)
    assert client.get(address).status_code == 405
    page = client.post(address).content.decode()
    for source in ("EXIF", "XMP", "comment", "GPS"):
        assert f"{PLANTED} by {source}" in page, source
    assert "32 deg 52" in page and page.count("may identify") > 4
    assert Reading.objects.get(what="embedded metadata").object_id == file.pk
    views = importlib.import_module("evidence.exhibits.views.inspections")
    monkeypatch.setattr(views, "log_reading", lambda *a, **k: 1 / 0)
    client.raise_request_exception = False
    answer = client.post(address)
    assert answer.status_code == 500 and PLANTED not in answer.content.decode()


def test_no_picture_that_we_serve_holds_the_planted_name(inspected):
    from evidence.exhibits.reading import checked_chunks

    inspected(planted_picture())
    for row in Rendition.objects.all():
        content = b"".join(checked_chunks(row)) + bytes(row.veil)
        assert PLANTED.encode() not in content and b"EXIF" not in content and b"XMP" not in content


def test_previews_are_found_by_sweep_and_fixity(inspected, store):
    from evidence.exhibits.fixity import due
    from evidence.exhibits.sweep import recorders, sweep

    inspected(picture(size=(60, 40)))
    assert Rendition in recorders()
    found = sweep(store)
    assert not found.orphans and not found.missing and found.recorded >= 3
    assert {type(row).__name__ for row in due(10)} >= {"Rendition", "ExhibitFile"}
