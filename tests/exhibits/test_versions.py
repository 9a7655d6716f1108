"""Translations, redacted versions and derivatives: tied to what they were made from."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections
from django.urls import reverse

from casefiles.audit.models import Reading
from casefiles.sealing.fields import unseal
from evidence.exhibits.models import Derivation, Exhibit, ExhibitFile
from evidence.exhibits.numbers import find_numbers, short_number
from evidence.exhibits.services import Redacted, log_redaction
from evidence.exhibits.sheets.export import export_csv
from evidence.exhibits.sources import sources_of
from tests.exhibits.material import PDF, WHY

REDACTION = {
    "title": "Report, redacted", "kind": "document", "language": "English", "codes": ["B.3", "A.1"],
    "redaction_reason": "People at risk.", "confidentiality": "public", "was_checked": "on",
}  # fmt: skip
TRANSLATION = {
    "kind": "document", "title": "Report, in English", "language": "English",
    "translator": "Secret Hand", "certification": "certified", "confidentiality": "confidential",
}  # fmt: skip


def a_file(content, name="made.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def send(client, case, amina):
    def post(name, row, by=amina, **fields):
        client.force_login(by)
        address = reverse(f"exhibits:{name}", args=[case.pk, row.pk])
        form = client.get(address).context["form"]
        hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
        return client.post(address, {**hidden, "upload_complete": "1", **fields})

    return post


@pytest.fixture
def redact(send, amina):
    def make(original, content=b"%PDF-1.4 redacted", **changed):
        fields = {
            **REDACTION,
            "authorised_by": str(amina.pk),
            "files": [a_file(content)],
            **changed,
        }
        answer = send("redaction_create", original, **fields)
        assert answer.status_code == 302, errors_of(answer)
        return Exhibit.objects.order_by("pk").get(pk=answer.url.rstrip("/").split("/")[-1])

    return make


def errors_of(response):
    assert response.status_code == 422
    return " ".join(str(e) for errors in response.context["form"].errors.values() for e in errors)


def test_redacted_versions_are_numbered_after_their_original(exhibit, redact, log):
    log("Another")
    first, second = redact(exhibit), redact(exhibit, b"%PDF-1.4 more")
    third = redact(second, b"%PDF-1.4 still more")
    assert [row.number for row in (first, second, third)] == [
        f"TAJ-UN-0001-R0{n}" for n in (1, 2, 3)]  # fmt: skip
    listed = [row.number for row in Exhibit.objects.all()]
    assert listed == [exhibit.number, first.number, second.number, third.number, "TAJ-UN-0002"]
    link = first.derivations.get()
    assert (link.relation, link.redaction_codes) == ("redaction", "B.3 A.1")
    assert log("Next").number == "TAJ-UN-0003"


def test_redacted_version_is_found_by_its_number_and_stays_out_of_the_sheet(
    exhibit, redact, case, amina
):
    version = redact(exhibit)
    found = find_numbers(Exhibit.objects.all(), case, ["un-1-r01", "UN-0001", version.number])
    assert list(found.values()) == [version, exhibit, version]
    assert short_number(version) == "UN-0001-R01"
    sheet = export_csv(case, by=amina).decode()
    assert "Site visit" in sheet and version.title not in sheet


def test_withdrawn_redaction_keeps_its_number(exhibit, redact, amina):
    from casefiles.cases.services.records import withdraw

    withdraw(redact(exhibit), by=amina, reason=WHY)
    assert redact(exhibit, b"%PDF-1.4 anew").number == "TAJ-UN-0001-R02"


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"codes": []}, "required"),
        ({"codes": ["Z.9"]}, "valid choice"),
        ({"redaction_reason": ""}, "required"),
        ({"authorised_by": ""}, "required"),
        ({"was_checked": ""}, "required"),
        ({"files": []}, "at least one file"),
        ({"files": [a_file(PDF)]}, "byte for byte: nothing was redacted"),
        ({"files": [a_file(PDF)], "attach_anyway": "on"}, "byte for byte: nothing was redacted"),
    ],
)
def test_redaction_that_is_none_is_refused(send, exhibit, amina, store, wrong, advice):
    fields = {
        **REDACTION,
        "authorised_by": str(amina.pk),
        "files": [a_file(b"%PDF-1.4 r")],
        **wrong,
    }
    for each in fields["files"]:
        each.seek(0)
    assert advice in errors_of(send("redaction_create", exhibit, **fields))
    assert Exhibit.objects.count() == 1 and len(store.names()) == 1


def test_nobody_authorises_a_redaction_of_what_they_do_not_see(send, closed, boris):
    answer = send("redaction_create", closed, **REDACTION, authorised_by=str(boris.pk),
                  files=[a_file(b"%PDF-1.4 r")])  # fmt: skip
    assert "must see what is redacted" in errors_of(answer)


def test_reader_of_the_redaction_learns_nothing_of_the_original(
    closed, redact, client, case, boris
):
    """But that one exists, which the -R01 says on purpose."""
    version = redact(closed)
    client.force_login(boris)
    assert client.get(closed.get_absolute_url()).status_code == 404
    for page in (version.get_absolute_url(), reverse("exhibits:exhibit_list", args=[case.pk]),
                 reverse("exhibits:origin_list", args=[case.pk]), case.get_absolute_url(),
                 reverse("cases:history", args=[case.pk])):  # fmt: skip
        text = client.get(page).content.decode()
        shown = text.replace(version.number, "")
        assert "Evidence" in text and closed.number not in shown and closed.title not in shown
        assert str(closed.pk) not in text
    assert "People at risk." not in client.get(version.get_absolute_url()).content.decode()


def test_reader_of_the_original_sees_the_versions_they_may_see(
    exhibit, redact, client, boris, amina
):
    kept = redact(exhibit, named_readers_only="on")
    client.force_login(boris)
    assert kept.number not in client.get(exhibit.get_absolute_url()).content.decode()
    client.force_login(amina)
    page = client.get(exhibit.get_absolute_url()).content.decode()
    assert kept.number in page and "B.3 other persons at risk" in page and "People at risk." in page


def test_translation_and_redaction_add_no_source(log, redact, send):
    original = log("Letter", new_origin="The sender", content=b"the letter")
    send("translation_create", original, **TRANSLATION)
    translation = Exhibit.objects.get(title="Report, in English")
    versions = [original, translation, redact(original)]
    assert sources_of(versions).count == sources_of([original]).count == 1
    assert sources_of(versions[1:]).count == 1


def test_translator_is_sealed_and_opens_once_logged(
    send, exhibit, client, case, elias, boris, amina
):
    assert send("translation_create", exhibit, **TRANSLATION).status_code == 302
    link = Derivation.objects.get()
    assert (link.relation, link.certification) == ("translation", "certified")
    assert link.exhibit.number == "TAJ-UN-0002" and link.exhibit.language == "English"
    assert unseal(link, "translator") == "Secret Hand"
    assert unseal(link.history.get(), "translator") == "Secret Hand"
    for page in (exhibit.get_absolute_url(), link.exhibit.get_absolute_url()):
        assert "Secret Hand" not in client.get(page).content.decode()
    address = reverse("exhibits:derivation_translator", args=[case.pk, link.pk])
    client.force_login(boris)
    assert client.post(address).status_code == 403
    client.force_login(elias)
    assert client.get(address).status_code == 405
    assert "Secret Hand" in client.post(address).content.decode()
    assert Reading.objects.get(object_id=link.pk).what == "translator"


def test_translation_needs_its_language(send, exhibit):
    assert "required" in errors_of(
        send("translation_create", exhibit, **{**TRANSLATION, "language": ""})
    )


def test_versions_posted_twice_are_one(send, exhibit, amina, client, case):
    address = reverse("exhibits:translation_create", args=[case.pk, exhibit.pk])
    client.force_login(amina)
    form = client.get(address).context["form"]
    fields = {f.name: f.value() or "" for f in form.hidden_fields()}
    for _time in range(2):
        answer = client.post(address, {**fields, **TRANSLATION, "upload_complete": "1"})
        assert answer.status_code == 302
    assert Exhibit.objects.count() == 2 and Derivation.objects.count() == 1


def test_two_redactions_at_once_get_two_numbers(committed_db, store):
    from tests.cast import make_case, make_user
    from tests.exhibits.material import log as log_one

    amina = make_user("Amina")
    original = log_one(make_case(amina), amina, content=PDF)
    start, made = threading.Barrier(2), []

    def work():
        version = Exhibit(case=original.case, title="R", kind="document")
        start.wait()
        about = Redacted(["B.3"], "At risk.", amina)
        made.append(log_redaction(version, original, about, by=amina, reason=WHY).number)
        connections.close_all()

    threads = [threading.Thread(target=work) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == ["TAJ-UN-0001-R01", "TAJ-UN-0001-R02"]


def test_derivative_names_its_parent_and_how_it_was_made(send, exhibit, client):
    parent = exhibit.files.get()
    how = {"operation": "Cut to page 3.", "tool": "qpdf 11.3", "operator": "Amina",
           "reason": "for the annex"}  # fmt: skip
    for missing in ("operation", "tool", "operator", "reason"):
        wrong = {**how, missing: "", "files": [a_file(b"page 3")], "file_role": "derivative"}
        assert "required" in errors_of(send("derivative_create", parent, **wrong))
    answer = send(
        "derivative_create", parent, **how, files=[a_file(b"page 3")], file_role="derivative"
    )
    assert answer.status_code == 302
    copy = ExhibitFile.objects.get(parent=parent)
    assert (copy.role, copy.operation, copy.tool) == ("derivative", "Cut to page 3.", "qpdf 11.3")
    event = exhibit.custody.get(sequence=2)
    assert (event.kind, event.digest_before, event.digest_after) == (
        "copied", parent.sha256, copy.sha256)  # fmt: skip
    page = client.get(exhibit.get_absolute_url()).content.decode()
    assert "Made from file 1" in page and "qpdf 11.3" in page


def test_plain_form_takes_no_derivative(send, exhibit):
    fields = {"files": [a_file(b"other")], "reason": "x", "file_role": "derivative"}
    assert "valid choice" in errors_of(send("file_create", exhibit, **fields))


def test_database_refuses_a_copy_that_does_not_say_how_it_was_made(exhibit, amina):
    from casefiles.audit.services import record

    parent = exhibit.files.get()
    copy = ExhibitFile(
        case=exhibit.case, exhibit=exhibit, position=2, role="derivative", object_name="x",
        sha256="0" * 64, size=1, media_type="text/plain", parent=parent,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="copy_says_how_it_was_made"):
        record(copy, by=amina, reason=WHY)
