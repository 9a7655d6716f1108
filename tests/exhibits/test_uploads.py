"""What comes in through the form: complete or not at all, under any name, never twice."""

import hashlib
import http.client
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefiles.sealing.fields import unseal
from evidence.exhibits.models import CustodyEvent, Exhibit, ExhibitFile
from evidence.exhibits.names import shown_name, spelled_name
from tests.exhibits.material import PDF, upload

BOUNDARY = "casefiles-test"


def multipart(fields, files):
    """A body as a browser sends it: fields, then files, then the mark at the form's end."""
    mark = fields.pop("upload_complete", None)
    parts = [part(f'name="{name}"', str(value).encode()) for name, value in fields.items()]
    parts += [part(f'name="files"; filename="{name}"', content) for name, content in files]
    if mark is not None:
        parts.append(part('name="upload_complete"', mark.encode()))
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def part(disposition, content):
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode() + content + b"\r\n"


@pytest.fixture
def send(client, case):
    """Posts a raw body to the new-exhibit form."""

    def post(body):
        address = reverse("exhibits:exhibit_create", args=[case.pk])
        return client.generic(
            "POST", address, body, content_type=f"multipart/form-data; boundary={BOUNDARY}"
        )

    return post


def errors_of(response):
    return " ".join(str(e) for errors in response.context["form"].errors.values() for e in errors)


def test_form_logs_an_exhibit_with_its_files(fill_in, post_new, case, amina, store):
    files = [upload(PDF, "one.pdf"), upload(b"two", "two.txt")]
    response = post_new(fill_in(files=files, new_origin="UN site team"))
    exhibit = Exhibit.objects.get()
    assert response.url == exhibit.get_absolute_url()
    rows = list(exhibit.files.order_by("position"))
    assert [row.sha256 for row in rows] == [hashlib.sha256(c).hexdigest() for c in (PDF, b"two")]
    assert [row.media_type for row in rows] == ["application/pdf", "text/plain"]
    assert [unseal(row, "original_name") for row in rows] == ["one.pdf", "two.txt"]
    assert {row.object_name for row in rows} == store.names()
    event = CustodyEvent.objects.filter(exhibit=exhibit).first()
    assert event.digest_before == event.digest_after == rows[0].sha256


def test_nothing_is_left_waiting_beside_the_store(fill_in, post_new, store):
    post_new(fill_in(files=[upload()]))
    assert list(store.unfinished()) == []


@pytest.mark.parametrize("share", [0.5, 0.8, 0.97, 0.999])
def test_cut_upload_is_an_error_and_records_nothing(fill_in, send, store, share):
    body = multipart(fill_in(), [("first.pdf", PDF), ("second.bin", bytes(5000))])
    response = send(body[: int(len(body) * share)])
    assert response.status_code == 422
    assert "broke off" in errors_of(response) and "Choose the files again" in errors_of(response)
    assert not Exhibit.objects.exists() and store.names() == set()


def test_no_cut_anywhere_is_lost_in_silence(fill_in, send, store):
    """Wherever a body breaks before its end: nothing is recorded, and the sender is told."""
    whole = multipart(fill_in(), [("first.pdf", PDF), ("second.bin", bytes(300))])
    end = whole.index(b'name="upload_complete"')
    for length in [*range(0, end, 41), end, end + 22]:
        response = send(whole[:length])
        assert response.status_code in {422, 400}, length
        assert not Exhibit.objects.exists() and store.names() == set()
    assert send(whole).status_code == 302
    assert Exhibit.objects.get().files.count() == 2


def test_cut_over_a_real_line_records_nothing(committed_db, live_site, store):
    """The sender's machine dies in the middle of a file."""
    from tests.cast import PASSWORD, make_case, make_user

    case = make_case(make_user("Amina"))
    connection = http.client.HTTPConnection(urlsplit(live_site).netloc, timeout=20)
    cookies: dict = {}

    def ask(method, path, body=b"", kind="application/x-www-form-urlencoded"):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items()),
                   "Content-Type": kind, "Referer": live_site}  # fmt: skip
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            cookies[name] = value
        return answer.status, answer.read().decode()

    def hidden(page, name):
        return re.search(rf'name="{name}" value="([^"]*)"', page).group(1)

    page = ask("GET", "/sign-in/")[1]
    token = hidden(page, "csrfmiddlewaretoken")
    login = (
        f"csrfmiddlewaretoken={token}&login=amina@example.org&password={PASSWORD.replace(' ', '+')}"
    )
    assert ask("POST", "/sign-in/", login.encode())[0] == 302
    path = reverse("exhibits:exhibit_create", args=[case.pk])
    page = ask("GET", path)[1]
    fields = {
        "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken"),
        "token": re.search(r'name="token" value="([^"]*)"', page).group(1),
        "provider_code": "UN", "kind": "video", "title": "Cut", "confidentiality": "confidential",
        "file_role": "evidentiary_copy", "upload_complete": "1",
    }  # fmt: skip
    body = multipart(dict(fields), [("film.mp4", bytes(400_000))])
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {urlsplit(live_site).netloc}\r\nReferer: {live_site}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
        f"Content-Length: {len(body)}\r\nCookie: "
        + "; ".join(f"{k}={v}" for k, v in cookies.items()) + "\r\n\r\n"
    )  # fmt: skip
    for length in (len(body) // 2, len(body) - 200):
        with socket.create_connection(
            (urlsplit(live_site).hostname, urlsplit(live_site).port)
        ) as line:
            line.sendall(head.encode() + body[:length])
            line.shutdown(socket.SHUT_WR)
            line.settimeout(10)
            try:
                assert not line.recv(1000).startswith(b"HTTP/1.1 302")
            except TimeoutError:
                pass  # the server may as well drop a sender who is gone
        assert not Exhibit.objects.exists() and store.names() == set()
    content = f"multipart/form-data; boundary={BOUNDARY}"
    assert ask("POST", path, body, content)[0] == 302
    assert Exhibit.objects.get().files.get().size == 400_000


def test_form_posted_twice_makes_one_exhibit_and_one_file(fill_in, post_new, store):
    fields = fill_in()
    first = post_new({**fields, "files": [upload()]})
    again = post_new({**fields, "files": [upload()]})
    assert first.url == again.url
    assert Exhibit.objects.count() == ExhibitFile.objects.count() == len(store.names()) == 1


def test_files_form_posted_twice_adds_them_once(client, case, exhibit, amina, store):
    client.force_login(amina)
    address = reverse("exhibits:file_create", args=[case.pk, exhibit.pk])
    fields = {"token": client.get(address).context["form"]["token"].value(), "reason": "second half",
              "file_role": "working_copy", "upload_complete": "1"}  # fmt: skip
    for _ in range(2):
        files = [upload(b"one", "1.txt"), upload(b"two", "2.txt")]
        assert client.post(address, {**fields, "files": files}).status_code == 302
    assert list(exhibit.files.values_list("position", "role")) == [
        (1, "evidentiary_copy"), (2, "working_copy"), (3, "working_copy")]  # fmt: skip
    assert len(store.names()) == 3
    assert exhibit.custody.last().why == "second half"


def test_empty_file_is_refused_by_name(fill_in, send, store):
    response = send(multipart(fill_in(), [("good.pdf", PDF), ("nothing.pdf", b"")]))
    assert response.status_code == 422 and "“nothing.pdf” is empty" in errors_of(response)
    assert not Exhibit.objects.exists() and store.names() == set()


def test_too_large_a_file_is_refused_by_name_and_kept_off_the_disk(
    fill_in, post_new, store, settings
):
    settings.EXHIBIT_FILE_MAX_BYTES = 1000
    response = post_new(fill_in(files=[upload(bytes(50_000), "film.mp4")]))
    assert response.status_code == 422
    assert "“film.mp4” is larger than the limit" in errors_of(response)
    assert not Exhibit.objects.exists() and store.names() == set()


def test_duplicate_names_the_exhibit_and_can_be_attached_all_the_same(fill_in, post_new, exhibit):
    response = post_new(fill_in(files=[upload()]))
    assert response.status_code == 422
    assert f"“report.pdf” is already in this case, in {exhibit.number}." in errors_of(response)
    page = response.content.decode()
    assert re.search(
        r'type="checkbox"[^>]*name="attach_anyway"|name="attach_anyway"[^>]*type="checkbox"', page
    )
    assert post_new(fill_in(files=[upload()], attach_anyway="on")).status_code == 302
    assert ExhibitFile.objects.values("sha256").distinct().count() == 1
    assert ExhibitFile.objects.count() == 2


def test_same_file_twice_in_one_form_is_noticed(fill_in, post_new):
    response = post_new(fill_in(files=[upload(name="a.pdf"), upload(name="b.pdf")]))
    assert response.status_code == 422 and "“b.pdf” has the same bytes as" in errors_of(response)


def test_duplicate_of_a_hidden_exhibit_is_not_revealed(fill_in, post_new, closed, case):
    from tests.cast import join, make_user

    # Elias and Amina may see it; a second investigator may not, and learns nothing.
    other = join(case, make_user("Boris"), "investigator")
    assert post_new(fill_in(by=other, files=[upload(b"for two")])).status_code == 302


def test_stranger_has_nothing_written_to_the_disk(client, case, store, monkeypatch, db):
    """Django reads the body before it asks who sends it."""

    def never(*args):
        raise AssertionError("a stranger's file was received")

    monkeypatch.setattr("evidence.exhibits.uploads.ReceivedFile.__init__", never)
    address = reverse("exhibits:exhibit_create", args=[case.pk])
    response = client.post(address, {"files": [upload()]})
    assert response.status_code == 302 and "sign-in" in response.url


HOSTILE = [
    "../../etc/passwd", "..", ".", "\u202efdp.exe", "\u202e\u2066\u200b", "a\x00b.pdf", "CON.pdf",
    "C:\\temp\\x.pdf", "ملف.pdf", "x" * 250 + ".pdf", "a." + "y" * 240, "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0", "tab\there.pdf", "&#8238;.pdf", "$(reboot).pdf", "%s%n.pdf", "\u00ad",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_is_kept_sealed_and_never_shown(fill_in, send, client, name, store):
    assert send(multipart(fill_in(), [(name, PDF)])).status_code == 302
    file = ExhibitFile.objects.get()
    assert unseal(file, "original_name") == name
    page = client.get(file.get_absolute_url()).content.decode()
    if len(name) > 3:
        assert name not in page
    assert file.download_name == f"{file.exhibit.number}-1.pdf"
    with store.open(file.object_name) as stored:
        assert stored.read() == PDF


# Quotes and line ends would end the header itself: browsers escape them.
NAMES = st.text(
    st.characters(blacklist_characters='"\r\n\\', blacklist_categories=["Cs"]),
    min_size=1,
    max_size=60,
)


@given(NAMES)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_name_breaks_the_form(fill_in, send, name):
    fields = fill_in(attach_anyway="on")
    assert send(multipart(fields, [(name, PDF)])).status_code == 302
    newest = Exhibit.objects.latest("number")
    assert unseal(newest.files.get(), "original_name") == name


@given(st.lists(st.tuples(NAMES, st.binary(max_size=50)), max_size=4))
@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_file_arrives_under_every_name(rf, amina, files):
    """Django's own parser drops a file whose name has no printable letter."""
    body = multipart({}, files)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    request = rf.generic("POST", "/", body, content_type=kind)
    request.user = amina
    arrived = request.FILES.getlist("files")
    assert [(each.given_name, each.read()) for each in arrived] == files
    assert [each.sha256 for each in arrived] == [hashlib.sha256(c).hexdigest() for _, c in files]


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=300))
@settings(max_examples=300)
def test_shown_name_is_one_short_line_without_hidden_characters(name):
    shown = shown_name(name)
    assert shown and len(shown) <= 80
    assert not re.search("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown)
    assert not re.search("[\x00-\x1f\u202a-\u202e\u2066-\u2069]", spelled_name(name))


def opened_files(folder):
    """What this process holds open in a folder, nameless files too."""
    held = [each for each in Path("/proc/self/fd").iterdir() if each.exists()]
    return [each for each in held if str(each.readlink()).startswith(str(folder))]


def test_what_waits_for_the_form_lies_encrypted_and_nameless(rf, amina, store):
    content = b"SEALED-DEMO-VALUE" * 200_000
    body = multipart({}, [("film.mp4", content)])
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    request = rf.generic("POST", "/", body, content_type=kind)
    request.user = amina
    [file] = request.FILES.getlist("files")
    [held] = opened_files(store.incoming())
    disk = held.read_bytes()
    assert len(disk) > len(content) and b"SEALED-DEMO-VALUE" not in disk
    assert list(store.unfinished()) == []
    assert file.read() == content and file.sha256 == hashlib.sha256(content).hexdigest()
    file.seek(len(content) - 5)
    assert file.read() == content[-5:] and file.read() == b""
    file.close()
    assert opened_files(store.incoming()) == []


def test_altered_waiting_file_is_an_error(rf, amina, fill_in, post_new, store, monkeypatch):
    from evidence.exhibits.temporary_files import EncryptedTemporaryFile

    rest = EncryptedTemporaryFile.rest

    def altered(self):
        self._writer.close()
        self._file.seek(30)
        self._file.write(b"?")
        self._writer.close = lambda: 0
        return rest(self)

    monkeypatch.setattr(EncryptedTemporaryFile, "rest", altered)
    response = post_new(fill_in(files=[upload()]))
    assert response.status_code == 422 and "cannot be written" in errors_of(response)
    assert store.names() == set() and not Exhibit.objects.exists()


@pytest.mark.parametrize("when", ["at once", "on the way"])
def test_full_disk_while_a_form_arrives_is_told_by_name(
    fill_in, post_new, store, monkeypatch, when
):
    from evidence.exhibits.temporary_files import EncryptedTemporaryFile

    def full(*_words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(EncryptedTemporaryFile, "__init__" if when == "at once" else "append", full)
    fields = fill_in()
    response = post_new({**fields, "files": [upload(name="film.mp4")]})
    assert response.status_code == 422 and store.names() == set()
    assert "The server's disk has no room for “film.mp4”" in errors_of(response)
    assert not Exhibit.objects.exists()
    monkeypatch.undo()
    assert post_new({**fields, "files": [upload(name="film.mp4")]}).status_code == 302
