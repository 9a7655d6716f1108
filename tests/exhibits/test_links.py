"""Pasted links: found, told apart, never opened; each an exhibit that waits for its capture."""

import socket
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casefiles.audit.models import Reading
from casefiles.cases.models import CaseFile
from evidence.exhibits.capture import court_minimum
from evidence.exhibits.intake import NewFile
from evidence.exhibits.links import comparable, find_links, problem_of
from evidence.exhibits.models import Exhibit, WebCapture
from evidence.exhibits.services import attach_files, log_links
from tests.exhibits.material import PDF, WHY

HTML = b"<!DOCTYPE html><html><head><title>Post</title></head><body>text</body></html>"


def urls(text):
    return [link.url for link in find_links(text)[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://example.org/a", ["https://example.org/a"]),
        ("see https://example.org/a, and (http://example.org/b).",
         ["https://example.org/a", "http://example.org/b"]),
        ("https://en.wikipedia.org/wiki/Tajoura_(town)", ["https://en.wikipedia.org/wiki/Tajoura_(town)"]),
        ("<https://example.org/x?q=1&b=%D8%A7#t>", ["https://example.org/x?q=1&b=%D8%A7#t"]),
        ("HTTPS://Example.ORG/A", ["HTTPS://Example.ORG/A"]),
        ("«https://example.org/ا»", ["https://example.org/ا"]),
        ("https://[2001:db8::1]:8080/x", ["https://[2001:db8::1]:8080/x"]),
        ("only words here", []),
    ],
)  # fmt: skip
def test_links_are_found_in_prose_exactly_as_they_stand(text, found):
    assert urls(text) == found and find_links(text)[1] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ftp://example.org/a", "does not begin with"),
        ("javascript://example.org/%0aalert(1)", "does not begin with"),
        ("www.example.org/a", "does not begin with"),
        ("example.org/video/1", "does not begin with"),
        ("https:/example.org/a", "does not begin with"),
        ("https://", "no host"),
        ("https://localhost/a", "no host"),
        ("https://user:secret@example.org/", "user name or password"),
        ("https://example.org:99999/", "cannot be read"),
        ("https://example.org/\u202eexe.mp4", "invisible"),
        ("https://example.org/" + "a" * 2000, "longer than"),
    ],
)
def test_lines_that_are_no_address_to_keep_are_named(text, why):
    links, problems = find_links(f"first\n{text}")
    assert links == [] or why == "no host"
    told = problems or [problem_of(text)]
    assert why in told[0]
    if problems:
        assert "Line 2" in told[0]


def test_what_looks_different_and_leads_to_one_page_compares_as_one():
    same = [
        "https://example.org/a%20b?x=1", "http://EXAMPLE.org:80/a b?x=1",
        "https://example.org/a%20b?utm_source=feed&x=1", "https://example.org./a%20b?x=1#part",
    ]  # fmt: skip
    assert len({comparable(url) for url in same}) == 1
    others = ["https://example.org/A%20b?x=1", "https://example.org/a%20b?x=2",
              "https://example.org:8080/a%20b?x=1", "https://example.org/a%20b/?x=1",
              "https://example.org/a%2Fb", "https://example.org/a/b",
              "https://example.org/#/one", "https://example.org/#/two"]  # fmt: skip
    assert len({comparable(url) for url in [same[0], *others]}) == len(others) + 1


@pytest.fixture
def paste(client, case, amina):
    """paste("text", …) → the answer of the page, the form opened once for each call."""

    def send(text, by=amina, **changed):
        client.force_login(by)
        url = reverse("exhibits:link_create", args=[case.pk])
        form = client.get(url).context["form"]
        fields = {"kind": "web_capture", "provider_code": "web", "confidentiality": "confidential",
                  "token": form["token"].value(), "links": text,
                  "relevance": "the second strike"}  # fmt: skip
        send.posted = {**fields, **changed}
        return client.post(url, send.posted, follow=True)

    return send


def test_each_link_becomes_an_exhibit_that_waits_for_its_capture(paste, case):
    text = "Video of the hangar: https://Example.org/v/1?t=5\nhttps://example.org/post/2\nwords"
    answer = paste(text, kind="social_media_post")
    first, second = Exhibit.objects.order_by("sequence")
    assert [first.number, second.number] == ["TAJ-WEB-0001", "TAJ-WEB-0002"]
    assert [first.title, second.title] == ["Video of the hangar", "example.org/post/2"]
    assert first.web_capture.url == "https://Example.org/v/1?t=5"
    assert first.kind == "social_media_post" and second.web_capture.relevance == "the second strike"
    assert answer.redirect_chain[0][0].endswith("?lacks=capture")
    page = answer.content.decode()
    assert "2 links were logged, as TAJ-WEB-0001 to TAJ-WEB-0002." in page
    assert page.count("waits for capture") == 2
    assert [change.action for change in first.web_capture.changes()] == ["paste"]


def test_url_stays_exactly_as_pasted_whatever_unicode_it_is_written_in(paste):
    decomposed = "https://example.org/cafe\u0301/ا"
    paste(decomposed)
    assert WebCapture.objects.get().url == decomposed


def test_doubles_are_said_and_not_doubled(paste, log):
    known = log("Known", collected_from="https://example.org/known?utm_source=x")
    paste("https://example.org/a")
    text = "https://example.org/b\nhttp://example.org/b#here\nhttps://example.org/a\nhttp://example.org/known"
    page = paste(text).content.decode()
    assert WebCapture.objects.count() == 2
    assert "Line 2 leads to the same page as line 1." in page
    assert "Line 3 is in the case already, as TAJ-WEB-0002." in page
    assert f"Line 4 is in the case already, as {known.number}." in page


def test_nothing_new_is_an_error_that_says_where_all_is(paste):
    paste("https://example.org/a")
    answer = paste("https://example.org/a")
    assert answer.status_code == 422 and Exhibit.objects.count() == 1
    assert (
        "TAJ-WEB-0001" in answer.content.decode()
        and "https://example.org/a" in answer.content.decode()
    )


def test_address_of_an_exhibit_out_of_sight_is_not_given_away(paste, log, case, boris, elias):
    hidden = log("Hidden", named_readers_only=True, readers=[elias], kind="web_capture")
    from evidence.exhibits.services import save_capture

    save_capture(
        WebCapture(case=case, exhibit=hidden, url="https://example.org/secret"),
        by=elias,
        reason=WHY,
    )
    from tests.cast import join

    writer = join(case, boris, "investigator")
    answer = paste("https://example.org/secret", by=writer)
    assert "already" not in answer.content.decode() and hidden.number not in answer.content.decode()
    assert WebCapture.objects.filter(url="https://example.org/secret").count() == 2


def test_one_wrong_line_and_nothing_is_saved(paste):
    text = "https://example.org/a\nftp://example.org/b\nhttps://u:p@example.org/c"
    answer = paste(text)
    page = answer.content.decode()
    assert answer.status_code == 422 and not Exhibit.objects.exists()
    assert "Line 2" in page and "Line 3" in page and "https://example.org/a" in page


def test_too_many_links_are_refused_with_the_limit(paste):
    answer = paste("\n".join(f"https://example.org/{number}" for number in range(201)))
    assert answer.status_code == 422 and "at most 200" in answer.content.decode()


def test_form_sent_twice_makes_nothing_twice(paste, client, case):
    paste("https://example.org/a\nhttps://example.org/b")
    again = client.post(reverse("exhibits:link_create", args=[case.pk]), paste.posted, follow=True)
    assert Exhibit.objects.count() == 2 and "nothing was doubled" in again.content.decode()


def test_all_or_nothing_where_one_cannot_be_saved(case, amina, monkeypatch):
    made = []

    def breaks(*args, **kwargs):
        if made:
            raise ValidationError("the second one")
        made.append(1)
        return real(*args, **kwargs)

    from evidence.exhibits.services import links as room

    real = room.record
    monkeypatch.setattr(room, "record", breaks)
    links, _problems = find_links("https://example.org/a https://example.org/b")
    like = Exhibit(case=case, provider_code="WEB", kind="web_capture")
    with pytest.raises(ValidationError):
        log_links(links, like, by=amina, reason=WHY)
    assert not Exhibit.objects.exists() and not WebCapture.objects.exists()
    assert CaseFile.objects.get().pk == case.pk


def test_server_opens_no_connection_for_a_link(paste, client, monkeypatch):
    """Neither while it takes them, nor while it shows them, nor while their files come in."""
    asked = []
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, lambda self, *where: asked.append(where))
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, lambda *where, **more: asked.append(where))
    answer = paste("https://example.org/a\nhttp://192.0.2.1/b")
    assert answer.status_code == 200 and WebCapture.objects.count() == 2
    for exhibit in Exhibit.objects.all():
        assert client.get(exhibit.get_absolute_url()).status_code == 200
    assert asked == []
    socket.create_connection(("192.0.2.1", 80))
    assert asked, "or the watch would see nothing"


@pytest.fixture
def post(paste):
    paste("https://example.org/a")
    return Exhibit.objects.get()


def files(*contents, part="by_type", role="evidentiary_copy"):
    made = [NewFile.of_bytes(content, "capture", role) for content in contents]
    for file in made:
        file.capture_part = part
    return made


def missing(exhibit):
    return [str(text) for text in court_minimum(exhibit).missing]


def waits(exhibit, user):
    return Exhibit.objects.visible_to(user).with_listing().get(pk=exhibit.pk).waits_for_capture


def test_court_minimum_is_met_once_all_of_it_is_there(post, amina):
    assert len(missing(post)) == 3 and waits(post, amina)
    attach_files(post, files(HTML, PDF), by=amina, reason=WHY)
    parts = [*post.files.values_list("capture_part", flat=True)]
    assert parts == ["page_source", "full_page"]
    assert missing(post) == [
        "that somebody looked whether the full-page capture shows date and time"
    ]
    assert waits(post, amina)
    from evidence.exhibits.services import save_capture

    capture = post.web_capture
    capture.shows_date_time = True
    save_capture(capture, by=amina, reason="I looked")
    assert missing(post) == [] and not waits(post, amina)


def test_files_and_the_look_at_them_are_recorded_in_one_form(client, post, case, amina):
    client.force_login(amina)
    url = reverse("exhibits:file_create", args=[case.pk, post.pk])
    form = client.get(url).context["form"]
    sent = [SimpleUploadedFile("page", HTML), SimpleUploadedFile("shot", PDF)]
    fields = {"files": sent, "capture_part": "by_type", "shows_date_time": "on", "reason": WHY,
              "file_role": "evidentiary_copy", "token": form["token"].value(),
              "upload_complete": "1"}  # fmt: skip
    answer = client.post(url, fields, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["2 files were added."]
    assert missing(post) == [] and post.web_capture.changes().last().reason == WHY
    assert b"Court minimum met" in answer.content
    assert "shows_date_time" not in client.get(url).context["form"].fields


def test_page_asks_for_what_is_missing_and_nothing_else(client, post, case, amina):
    client.force_login(amina)
    ask = b"Look at it, and say whether it shows date and time"
    page = client.get(post.get_absolute_url()).content
    assert b"Attach the capture files" in page and ask not in page
    attach_files(post, files(HTML, PDF), by=amina, reason=WHY)
    page = client.get(post.get_absolute_url()).content
    assert b"Attach the capture files" not in page and ask in page


def test_derivatives_and_withdrawn_files_do_not_count(post, amina):
    from casefiles.cases.services.records import withdraw

    attach_files(post, files(PDF, role="derivative"), by=amina, reason=WHY)
    attach_files(post, files(HTML), by=amina, reason=WHY)
    assert "a full-page capture" in missing(post) and "the page source (HTML)" not in missing(post)
    withdraw(post.files.get(capture_part="page_source"), by=amina, reason="the wrong page")
    assert "the page source (HTML)" in missing(post)


def test_other_kinds_have_no_court_minimum(exhibit, amina):
    assert court_minimum(exhibit) is None and not waits(exhibit, amina)


def test_web_exhibit_without_an_address_lacks_it(log, client, amina):
    bare = log("Logged by hand", kind="web_capture")
    client.force_login(amina)
    page = client.get(bare.get_absolute_url()).content.decode()
    assert "Court minimum not met" in page and "the web address" in page
    assert reverse("exhibits:capture_create", args=[bare.case_id, bare.pk]) in page


def test_list_and_overview_name_what_waits(post, client, case, log):
    log("A document")
    page = client.get(reverse("exhibits:exhibit_list", args=[case.pk]), {"lacks": "capture"})
    assert [each.pk for each in page.context["page"].object_list] == [post.pk]
    overview = client.get(case.get_absolute_url()).content.decode()
    assert (
        "1 web capture lacks part of the court minimum." in overview
        and "?lacks=capture" in overview
    )


def capture_form(client, post, **changed):
    url = reverse("exhibits:capture_update", args=[post.case_id, post.web_capture.pk])
    form = client.get(url).context["form"]
    fields = {"url": post.web_capture.url, "zone": "Africa/Tripoli", "reason": WHY,
              "version": form["version"].value(), **changed}  # fmt: skip
    return client.post(url, fields)


def test_capture_keeps_the_instant_and_the_clock_it_was_told_in(post, client):
    assert capture_form(client, post, captured_on="2019-07-03T10:30:15").status_code == 302
    capture = WebCapture.objects.get()
    assert capture.captured_at == datetime(2019, 7, 3, 8, 30, 15, tzinfo=UTC)
    url = reverse("exhibits:capture_update", args=[post.case_id, capture.pk])
    assert "2019-07-03T10:30:15" in client.get(url).content.decode()
    future = capture_form(client, post, captured_on="2999-01-01T00:00:00")
    assert future.status_code == 422


def test_address_and_identity_used_are_sealed_and_opened_on_record(post, client, amina, dalia):
    capture_form(client, post, ip_used="192.0.2.99", virtual_identity="quiet_reader")
    page = client.get(post.get_absolute_url()).content.decode()
    form = client.get(reverse("exhibits:capture_update", args=[post.case_id, post.web_capture.pk]))
    assert "192.0.2.99" not in page + form.content.decode() and "quiet_reader" not in page
    url = reverse("exhibits:capture_open", args=[post.case_id, post.web_capture.pk])
    opened = client.post(url).content.decode()
    assert "192.0.2.99" in opened and "quiet_reader" in opened
    assert Reading.objects.get(what="collection identity").actor_id == amina.pk
    client.force_login(dalia)
    assert client.post(url).status_code == 403


def test_page_shows_the_address_as_text_and_never_as_a_link(post, client):
    page = client.get(post.get_absolute_url()).content.decode()
    assert "https://example.org/a" in page and 'href="https://example.org' not in page
    assert "Not a link on purpose" in page


def test_part_of_a_file_can_be_corrected_with_a_reason(post, client, amina):
    file = attach_files(post, files(PDF), by=amina, reason=WHY)[0]
    url = reverse("exhibits:file_update", args=[post.case_id, file.pk])
    version = client.get(url).context["form"]["version"].value()
    sent = {"capture_part": "embedded_media", "reason": "it shows one picture", "version": version}
    assert client.post(url, sent).status_code == 302
    file.refresh_from_db()
    assert file.capture_part == "embedded_media" and file.changes().count() == 2
