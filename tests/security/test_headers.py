"""Golden table: the headers and cookies with which every kind of answer leaves."""

import runpy
from uuid import uuid4

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client, override_settings
from django.urls import reverse

from casefiles.config import settings as settings_file
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import Exhibit, Rendition
from evidence.exhibits.services import log_exhibit
from evidence.exhibits.store import store
from reports.dossiers.models import DossierFile
from reports.dossiers.services import request_dossier
from tests.cast import PASSWORD, WHY
from tests.exhibits.samples import attach, look_into, picture

POLICY = {
    "default-src": "'none'", "style-src": "'self'", "script-src": "'self'",
    "img-src": "'self' data:", "media-src": "'self'", "connect-src": "'self'",
    "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
# On everything that this site ever answers, whatever it is.
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FRAMED = {"X-Frame-Options": "DENY"}
NOT_KEPT = {"Cache-Control": "no-store"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
SANDBOX = {"default-src": "'none'", "sandbox": ""}
ATTACHED = {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": 'attachment; filename="TAJ-UN-0001-1.txt"',
}
# kind of answer: (status, content security policy, headers beside ALWAYS)
GOLDEN = {
    "sign-in": (200, POLICY, {**HTML, **FRAMED}),
    "page": (200, POLICY, {**HTML, **FRAMED, **NOT_KEPT}),
    "refused form": (422, POLICY, {**HTML, **FRAMED, **NOT_KEPT}),
    "forbidden": (403, POLICY, {**HTML, **FRAMED, **NOT_KEPT}),
    "not found": (404, POLICY, {**HTML, **FRAMED, **NOT_KEPT}),
    "forged": (403, POLICY, {**HTML, **FRAMED, **NOT_KEPT}),
    "broken": (500, POLICY, {**HTML, **FRAMED, **NOT_KEPT}),
    "foreign host": (400, POLICY, {**HTML, **NOT_KEPT}),
    "redirect": (302, POLICY, {**FRAMED, **NOT_KEPT}),
    "evidence": (200, SANDBOX, {**ATTACHED, **FRAMED, **NOT_KEPT}),
    "dossier": (200, SANDBOX, {"Content-Type": "application/pdf", **FRAMED, **NOT_KEPT}),
    "preview": (
        200,
        SANDBOX,
        {"Content-Type": "image/webp", "Content-Disposition": "inline", **FRAMED, **NOT_KEPT},
    ),
    "health": (200, POLICY, {**FRAMED, **NOT_KEPT}),
    "style": (200, POLICY, {"Content-Type": 'text/css; charset="utf-8"'}),
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def exhibit(case, amina):
    row = Exhibit(case=case, provider_code="UN", kind="document", title="Joint report")
    files = [NewFile.of_bytes(b"<script>alert(1)</script>\n", "page.html")]
    return log_exhibit(row, by=amina, reason=WHY, files=files)


@pytest.fixture
def answers(case, amina, boris, elias, exhibit, monkeypatch):
    """One answer of each kind, by its name in the table."""

    def visitor(person=None, **words):
        client = Client(raise_request_exception=False, **words)
        if person:
            client.force_login(person)
        return client

    lead, page = visitor(amina), case.get_absolute_url()
    file, dossier = exhibit.files.get(), made_dossier(case, elias)
    found = {
        "sign-in": visitor().get("/sign-in/"),
        "page": lead.get(page),
        "refused form": lead.post(f"{page}change/"),
        "forbidden": visitor(boris).get(f"{page}change/"),
        "not found": lead.get(f"/cases/{uuid4()}/"),
        "forged": visitor(amina, enforce_csrf_checks=True).post(f"{page}change/"),
        "foreign host": lead.get(page, headers={"host": "elsewhere.example"}),
        "redirect": visitor().get(page),
        "evidence": lead.get(reverse("exhibits:file_download", args=[case.pk, file.pk])),
        "preview": lead.get(a_preview(case, amina).get_absolute_url()),
        "dossier": lead.get(reverse("dossiers:dossier_download", args=[case.pk, dossier.pk])),
        "health": visitor().get("/live"),
        "style": visitor().get(static("css/base.css")),
    }
    with monkeypatch.context() as patched:
        patched.setattr("casefiles.cases.views.base.CaseMixin.get_context_data", None)
        found["broken"] = lead.get(page)
    return found


def a_preview(case, lead):
    """Made by the job itself: what is served is what we encoded."""
    file = look_into(attach(case, lead, picture(size=(80, 60))))
    return Rendition.objects.get(inspection__file=file, variant="view")


def made_dossier(case, counsel):
    """A file in place of a rendered one: what is in it does not matter here."""
    asked = request_dossier(case, "internal", WHY, by=counsel, token=uuid4())
    stored = store().write([b"%PDF-1.7\n"])
    DossierFile.objects.create(
        dossier=asked, object_name=stored.name, sha256=stored.sha256, size=stored.size, pages=1,
        renderer="none",
    )  # fmt: skip
    return asked


def policy_of(answer):
    parts = answer.headers["Content-Security-Policy"].split(";")
    pairs = (part.strip().partition(" ") for part in parts if part.strip())
    return {name: value for name, _space, value in pairs}


def differences(name, answer):
    status, policy, more = GOLDEN[name]
    if answer.status_code != status:
        yield f"{name}: status {answer.status_code}, not {status}"
    if policy_of(answer) != policy:
        yield f"{name}: policy {policy_of(answer)}"
    for header, value in {**ALWAYS, **more}.items():
        if answer.headers.get(header) != value:
            yield f"{name}: {header} is {answer.headers.get(header)!r}, not {value!r}"


def test_every_kind_of_answer_has_its_headers(answers):
    assert {*answers} == {*GOLDEN}
    assert [line for name in GOLDEN for line in differences(name, answers[name])] == []


def test_sign_in_page_is_kept_nowhere(answers):
    assert "no-store" in answers["sign-in"].headers["Cache-Control"]


def test_no_answer_says_what_it_runs_on(answers):
    told = {name for answer in answers.values() for name in answer.headers}
    assert told & {"Server", "X-Powered-By", "X-AspNet-Version", "Via"} == set()


def test_dossier_is_saved_and_never_shown_in_the_browser(answers):
    assert answers["dossier"].headers["Content-Disposition"].startswith("attachment; ")


def sign_in(client, person, **request):
    client.get("/sign-in/", **request)
    return client.post("/sign-in/", {"login": person.email, "password": PASSWORD}, **request)


def test_cookies_are_closed_to_scripts_and_other_sites(amina):
    client = Client()
    answer = sign_in(client, amina)
    assert {*client.cookies} == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for cookie in client.cookies.values():
        assert cookie["httponly"] is True and cookie["samesite"] == "Lax", cookie
        assert cookie["path"] == "/" and not cookie["domain"], cookie
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert session["max-age"] == session["expires"] == ""  # it ends with the browser


def test_what_a_page_has_to_say_next_is_in_no_cookie(client, case, amina):
    """ASVS 5.0, 14.3.3: messages name records, and a browser's store outlives the session."""
    client.force_login(amina)
    url = reverse("cases:source_create", args=[case.pk])
    token = client.get(url).context["form"]["token"].value()
    answer = client.post(url, {"code": "UN", "title": "Joint report", "token": token})
    assert answer.status_code == 302 and {*answer.cookies} <= {settings.SESSION_COOKIE_NAME}
    assert b"Saved: " in client.get(answer.url).content


@pytest.fixture
def behind_tls(monkeypatch):
    """The settings as they come out where CASEFILES_ORIGIN names an https:// address."""
    monkeypatch.setenv("CASEFILES_ORIGIN", "https://casefiles.example")
    monkeypatch.setenv("CASEFILES_HOSTS", "casefiles.example")
    made = runpy.run_path(settings_file.__file__)
    names = [
        name for name in made
        if name.startswith(("SECURE_", "SESSION_", "CSRF_", "ALLAUTH_", "ALLOWED_HOSTS"))
    ]  # fmt: skip
    with override_settings(**{name: made[name] for name in names}):
        yield


HTTPS = {"headers": {"host": "casefiles.example", "x-forwarded-proto": "https"}}


def test_behind_tls_browsers_are_held_to_https(behind_tls, db):
    answer = Client().get("/sign-in/", **HTTPS)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    plain = Client().get("/sign-in/", headers={"host": "casefiles.example"})
    assert (plain.status_code, plain.url) == (301, "https://casefiles.example/sign-in/")


def test_behind_tls_health_answers_the_container_without_it(behind_tls, db):
    assert Client().get("/live", headers={"host": "casefiles.example"}).status_code == 200


def test_behind_tls_cookies_never_leave_it(behind_tls, amina):
    """The prefix makes the browser itself refuse one that another host or plain HTTP set."""
    client = Client()
    sign_in(client, amina, **HTTPS)
    assert {*client.cookies} == {"__Host-sessionid", "__Host-csrftoken"}
    assert all(cookie["secure"] is True for cookie in client.cookies.values())


def test_without_tls_nothing_promises_it(client, db):
    answer = client.get("/sign-in/")
    assert "Strict-Transport-Security" not in answer.headers
    assert not answer.cookies["csrftoken"]["secure"]
