"""Who sees, takes away and changes what; and what a download is."""

import hashlib

import pytest
from django.urls import reverse

from casefiles.audit.models import Reading
from casefiles.audit.services import record
from casefiles.cases.models import Source
from casefiles.jobs.models import Job
from casefiles.jobs.tasks import run_job
from evidence.exhibits.models import Citation, FixityCheck
from evidence.exhibits.services import cite, derive
from tests.exhibits.material import PDF, WHY, path_of


@pytest.fixture
def download(client, case):
    def get(file, by):
        client.force_login(by)
        return client.get(reverse("exhibits:file_download", args=[case.pk, file.pk]))

    return get


def test_download_is_the_stored_bytes_and_nothing_a_browser_would_open(exhibit, download, boris):
    file = exhibit.files.get()
    response = download(file, boris)
    content = response.getvalue()
    assert content == PDF and hashlib.sha256(content).hexdigest() == file.sha256
    assert response["Content-Disposition"] == 'attachment; filename="TAJ-UN-0001-1.pdf"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Length"] == str(len(PDF))


def test_download_is_logged_first_and_refused_if_it_cannot_be(
    exhibit, download, boris, client, monkeypatch
):
    file = exhibit.files.get()
    download(file, boris)
    entry = Reading.objects.get(object_id=file.pk)
    assert (entry.actor_id, entry.what, entry.case_id) == (boris.pk, "download", exhibit.case_id)

    def broken(*args, **kwargs):
        raise RuntimeError("the log is down")

    monkeypatch.setattr("evidence.exhibits.views.files.log_reading", broken)
    client.raise_request_exception = False
    response = download(file, boris)
    assert response.status_code == 500 and PDF not in response.content


def test_damaged_file_is_not_sent(exhibit, download, boris, store):
    file = exhibit.files.get()
    path = path_of(store, file.object_name)
    path.chmod(0o600)
    path.write_bytes(PDF[:-1] + b"!")
    response = download(file, boris)
    assert response.status_code == 500
    assert "was not sent" in response.content.decode() and b"%PDF" not in response.content
    [job] = Job.objects.filter(kind="exhibits.fixity")
    run_job(str(job.pk))
    assert FixityCheck.objects.get().result == "altered"  # on record, with its alarm
    assert download(file, boris).status_code == 500
    assert Job.objects.filter(kind="exhibits.fixity").count() == 1  # and not at each try


def test_observer_sees_a_file_but_takes_none_away(exhibit, download, dalia, client):
    file = exhibit.files.get()
    assert download(file, dalia).status_code == 403
    page = client.get(exhibit.get_absolute_url()).content.decode()
    assert file.sha256 in page and "file_download" not in page and "/download/" not in page


def test_outsider_and_withdrawn_member_get_404(exhibit, download, chloe, boris, amina):
    from casefiles.cases.models import Membership
    from casefiles.cases.services.cases import end_membership

    file = exhibit.files.get()
    assert download(file, chloe).status_code == 404
    assert download(file, boris).status_code == 200
    end_membership(Membership.objects.get(user=boris), by=amina, reason=WHY)
    assert download(file, boris).status_code == 404


def test_original_name_opens_for_counsel_once_and_logged(exhibit, client, case, members):
    file = exhibit.files.get()
    address = reverse("exhibits:file_name", args=[case.pk, file.pk])
    for other in (members.boris, members.dalia):
        client.force_login(other)
        assert client.post(address).status_code == 403
    client.force_login(members.elias)
    assert client.get(address).status_code == 405
    assert "report.pdf" not in client.get(exhibit.get_absolute_url()).content.decode()
    assert "report.pdf" in client.post(address).content.decode()
    assert Reading.objects.get(object_id=file.pk).what == "original name"


def test_closed_exhibit_is_404_for_every_other_member_everywhere(closed, client, case, members):
    file = closed.files.get()
    derivation_of = derive(
        _log(case, members.amina, "Public"), closed, by=members.amina, reason=WHY
    )
    source = Source(case=case, code="UN", title="Joint report")
    record(source, by=members.amina, reason=WHY)
    citation = cite(source, closed, by=members.amina, reason=WHY)
    pages = [
        reverse(f"exhibits:{name}", args=[case.pk, pk])
        for name, pk in [
            ("exhibit_detail", closed.pk), ("exhibit_update", closed.pk), ("exhibit_withdraw", closed.pk),
            ("grading_create", closed.pk), ("file_create", closed.pk), ("custody_create", closed.pk),
            ("derivation_create", closed.pk), ("reader_create", closed.pk),
            ("file_download", file.pk), ("file_withdraw", file.pk),
            ("citation_withdraw", citation.pk), ("derivation_withdraw", derivation_of.pk),
            ("reader_withdraw", closed.readers.first().pk),
        ]
    ]  # fmt: skip
    label = closed._meta.label_lower
    pages.append(reverse("exhibits:citation_create", args=[case.pk, label, closed.pk]))
    pages.append(reverse("cases:record_history", args=[case.pk, label, closed.pk]))
    client.force_login(members.boris)
    assert [client.get(page).status_code for page in pages] == [404] * len(pages)
    client.force_login(members.elias)
    assert client.get(pages[0]).status_code == 200


def test_closed_exhibit_shows_on_no_page_of_another_member(closed, client, case, members, log):
    public = log("Public one", new_origin="Press", derives_from=[closed])
    source = Source(case=case, code="UN", title="Joint report")
    record(source, by=members.amina, reason=WHY)
    cite(source, closed, by=members.amina, reason=WHY)
    closed.origin = _hidden_origin(closed, members.amina)
    client.force_login(members.boris)
    for address in [
        reverse("exhibits:exhibit_list", args=[case.pk]),
        reverse("exhibits:origin_list", args=[case.pk]),
        public.get_absolute_url(),
        source.get_absolute_url(),
        reverse("cases:history", args=[case.pk]),
        reverse("cases:case_detail", args=[case.pk]),
    ]:
        page = client.get(address).content.decode()
        assert "Evidence" in page
        for secret in (closed.number, closed.title, "The hidden origin", str(closed.pk)):
            assert secret not in page, (address, secret)


def _hidden_origin(exhibit, by):
    from evidence.exhibits.services import change_exhibit

    change_exhibit(exhibit, by=by, reason=WHY, new_origin="The hidden origin")
    return exhibit.origin


def _log(case, by, title):
    from tests.exhibits.material import log

    return log(case, by, title)


@pytest.mark.parametrize("role", ["reviewer", "counsel", "observer"])
@pytest.mark.parametrize(
    "name",
    [f"{noun}_{verb}" for noun, verb in [
        ("exhibit", "update"), ("exhibit", "withdraw"), ("grading", "create"), ("file", "create"),
        ("custody", "create"), ("derivation", "create"),
    ]],
)  # fmt: skip
def test_members_who_do_not_write_get_403(exhibit, client, case, role, name):
    from tests.cast import join, make_user

    client.force_login(join(case, make_user("Boris"), role))
    assert client.get(reverse(f"exhibits:{name}", args=[case.pk, exhibit.pk])).status_code == 403


def test_only_the_lead_and_whoever_logged_it_name_readers(log, client, case, members):
    from tests.cast import join, make_user

    author = join(case, make_user("Chloe"), "investigator")
    exhibit = log(by=author, named_readers_only=True, readers=[members.elias, members.amina])
    address = reverse("exhibits:reader_create", args=[case.pk, exhibit.pk])
    verdicts = {}
    for person in (author, members.amina, members.elias):
        client.force_login(person)
        verdicts[person.name] = client.get(address).status_code
    assert verdicts == {"Chloe": 200, "Amina": 200, "Elias": 403}
    client.force_login(author)
    token = client.get(address).context["form"]["token"].value()
    assert client.post(address, {"token": token, "user": str(members.boris.pk)}).status_code == 302
    assert type(exhibit).objects.visible_to(members.boris).get() == exhibit


def test_citation_of_a_record_is_made_and_seen_from_both_ends(exhibit, client, case, amina):
    source = Source(case=case, code="UN", title="Joint report")
    record(source, by=amina, reason=WHY)
    client.force_login(amina)
    page = client.get(source.get_absolute_url()).content.decode()
    address = reverse("exhibits:citation_create", args=[case.pk, "cases.source", source.pk])
    assert address in page
    token = client.get(address).context["form"]["token"].value()
    fields = {
        "token": token,
        "exhibit": str(exhibit.pk),
        "field": "title",
        "locator": "page",
        "place": "12",
    }
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields).status_code == 302
    assert Citation.objects.count() == 1
    assert "page 12" in client.get(source.get_absolute_url()).content.decode()
    assert "full title" in client.get(exhibit.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "label", ["accounts.user", "nonsense", "a.b.c", "exhibits.citation", "cases.membership"]
)
def test_what_holds_no_facts_cannot_cite(exhibit, client, case, amina, label):
    client.force_login(amina)
    address = reverse("exhibits:citation_create", args=[case.pk, label, amina.pk])
    assert client.get(address).status_code == 404


def test_list_takes_the_same_queries_for_few_and_many(
    log, client, case, amina, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("exhibits:exhibit_list", args=[case.pk])
    client.force_login(amina)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    log(content=b"0", new_origin="One")
    client.get(address)
    few = queries()
    for number in range(1, 8):
        log(content=b"%d" % number, new_origin=f"Origin {number}")
    assert queries() == few
