"""Drafts: kept sealed for their writer alone, never written over, gone once the form is saved."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from casefiles.audit.models import Reading
from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, Draft, Incident
from casefiles.cases.services.drafts import drop_old_drafts
from casefiles.cases.services.records import withdraw
from casefiles.cases.views.drafts import KeepsDraft
from casefiles.sealing.fields import unseal
from casefiles.sealing.models import SubjectKey
from tests.cast import WHY, join, make_user

TEXT = "Two aircraft from the south, as the guard told it"


@pytest.fixture
def form_url(case):
    return reverse("cases:incident_create", args=[case.pk])


@pytest.fixture
def signed_in(client, amina):
    client.force_login(amina)
    return client


def opened(client, url):
    """What the open form of a page sends besides what is typed."""
    form = client.get(url).context["form"]
    fields = {"_draft_page": form.draft.page, "token": form["token"].value() or ""}
    version = form["version"].value()
    return {**fields, "version": version} if version is not None else fields


def keep(client, url, page, **typed):
    return client.post(url, {**page, "_draft": "auto", **typed})


def test_typed_text_is_kept_and_comes_back_into_its_boxes(signed_in, form_url, case):
    answer = keep(signed_in, form_url, opened(signed_in, form_url), code="S1", description=TEXT)
    draft = Draft.objects.get()
    assert json.loads(answer.content) == {"state": "kept", "at": f"{draft.updated_at:%H:%M}"}
    assert draft.case == case and not Incident.objects.exists()
    offered = signed_in.get(form_url)
    assert "A draft of" in offered.content.decode() and TEXT not in offered.content.decode()
    form = signed_in.get(form_url, {"draft": "on"}).context["form"]
    assert (form["description"].value(), form["code"].value()) == (TEXT, "S1")
    assert not form.is_bound, "half a form is not told what is wrong with it"


def test_draft_lies_sealed_under_a_key_of_its_own_that_goes_with_it(signed_in, form_url):
    keep(signed_in, form_url, opened(signed_in, form_url), description=TEXT)
    draft = Draft.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, d::text FROM cases_draft d")
        stored, everything = cursor.fetchone()
    assert b"aircraft" not in bytes(stored) and "aircraft" not in everything
    assert "aircraft" in unseal(draft, "content")
    assert SubjectKey.objects.filter(subject=draft.pk).exists()
    signed_in.post(form_url, {"_draft": "drop"})
    assert not Draft.objects.exists() and not SubjectKey.objects.filter(subject=draft.pk).exists()


def test_opening_a_draft_is_on_record_and_without_that_nothing_is_shown(
    signed_in, form_url, amina, monkeypatch
):
    keep(signed_in, form_url, opened(signed_in, form_url), description=TEXT)
    signed_in.get(form_url, {"draft": "on"})
    reading = Reading.objects.get(what="draft")
    assert (reading.actor_id, reading.object_id) == (amina.pk, Draft.objects.get().pk)
    monkeypatch.setattr("casefiles.audit.services.Reading", None)
    signed_in.raise_request_exception = False
    answer = signed_in.get(form_url, {"draft": "on"})
    assert answer.status_code == 500 and TEXT not in answer.content.decode()


def test_saving_the_form_ends_its_draft(signed_in, form_url):
    page = opened(signed_in, form_url)
    keep(signed_in, form_url, page, code="S1", title="First strike")
    sent = {**page, "code": "S1", "title": "First strike", "zone": "UTC", "precision": "about"}
    assert signed_in.post(form_url, sent).status_code == 302
    assert Incident.objects.get().title == "First strike" and not Draft.objects.exists()
    # A request that was still under way brings nothing back.
    late = keep(signed_in, form_url, page, code="S1", title="First strike")
    assert late.json() == {"state": "saved"} and not Draft.objects.exists()


def test_refused_form_keeps_its_draft_and_its_page(signed_in, form_url):
    page = opened(signed_in, form_url)
    keep(signed_in, form_url, page, title="First strike")
    refused = signed_in.post(form_url, {**page, "title": "First strike"})
    assert refused.status_code == 422 and Draft.objects.exists()
    again = {**page, "_draft_page": refused.context["form"].draft.page}
    assert keep(signed_in, form_url, again, title="First").json()["state"] == "kept"


def test_second_page_does_not_write_over_the_first_unasked(signed_in, form_url):
    first, second = opened(signed_in, form_url), opened(signed_in, form_url)
    keep(signed_in, form_url, first, description="first")
    refused = keep(signed_in, form_url, second, description="second")
    assert refused.status_code == 409 and refused.json()["state"] == "elsewhere"
    assert "first" in unseal(Draft.objects.get(), "content")
    taken = keep(signed_in, form_url, second, description="second", _draft_instead="on")
    assert taken.json()["state"] == "kept"
    assert "second" in unseal(Draft.objects.get(), "content")
    assert keep(signed_in, form_url, first, description="first again").status_code == 409


def test_saving_one_page_leaves_the_draft_of_another(signed_in, form_url):
    first, second = opened(signed_in, form_url), opened(signed_in, form_url)
    keep(signed_in, form_url, first, description="first")
    sent = {**second, "code": "S2", "title": "Second", "zone": "UTC", "precision": "about"}
    assert signed_in.post(form_url, sent).status_code == 302
    assert "first" in unseal(Draft.objects.get(), "content")


def test_page_that_goes_on_with_a_draft_holds_it_from_then_on(signed_in, form_url):
    first = opened(signed_in, form_url)
    keep(signed_in, form_url, first, description="first")
    resumed = opened(signed_in, f"{form_url}?draft=on")
    assert resumed["token"] == first["token"], (
        "it becomes the same record, however often it is sent"
    )
    assert keep(signed_in, form_url, resumed, description="more").json()["state"] == "kept"
    assert keep(signed_in, form_url, first, description="late").status_code == 409


def test_draft_of_what_was_saved_meanwhile_says_so_and_becomes_another_record(signed_in, form_url):
    page = opened(signed_in, form_url)
    keep(signed_in, form_url, page, code="S1", title="First strike")
    draft = Draft.objects.get()
    sent = {**page, "code": "S1", "title": "First strike", "zone": "UTC", "precision": "about"}
    signed_in.post(form_url, {key: sent[key] for key in sent if key != "_draft_page"})
    assert Draft.objects.get() == draft  # as after a crash between the two
    answer = signed_in.get(form_url, {"draft": "on"})
    assert "makes a second record" in answer.content.decode()
    assert answer.context["form"]["token"].value() != page["token"]


def test_draft_is_nobody_elses(signed_in, form_url, case, boris):
    keep(signed_in, form_url, opened(signed_in, form_url), description=TEXT)
    other = join(case, make_user("Chloe"), "investigator")
    client = Client()
    client.force_login(other)
    page = client.get(form_url, {"draft": "on"})
    assert page.context["form"].draft.stored is None and TEXT not in page.content.decode()
    client.post(form_url, {"_draft": "drop"})
    assert Draft.objects.count() == 1
    client.force_login(boris)  # a reviewer opens no form, so keeps and drops nothing either
    assert client.post(form_url, {"_draft": "drop"}).status_code == 403


def test_page_opened_by_one_keeps_nothing_for_another(signed_in, form_url, case):
    page = opened(signed_in, form_url)
    signed_in.force_login(join(case, make_user("Chloe"), "investigator"))
    assert keep(signed_in, form_url, page, description=TEXT).status_code == 403
    assert keep(signed_in, form_url, {"_draft_page": "made up"}, title="x").status_code == 403
    assert not Draft.objects.exists()


def test_page_of_one_form_keeps_nothing_at_another(signed_in, form_url, case):
    page = opened(signed_in, form_url)
    elsewhere = reverse("cases:party_create", args=[case.pk])
    assert keep(signed_in, elsewhere, page, name="x").status_code == 403


def test_whoever_left_the_case_reaches_no_draft_of_it(case, form_url):
    writer = join(case, make_user("Chloe"), "investigator")
    client = Client()
    client.force_login(writer)
    page = opened(client, form_url)
    keep(client, form_url, page, description=TEXT)
    assert "Not saved yet" in client.get("/").content.decode()
    withdraw(case.members().get(user=writer), by=case.members().first().user, reason=WHY)
    assert client.get(form_url, {"draft": "on"}).status_code == 404
    assert keep(client, form_url, page, description="more").status_code == 404
    assert not Draft.objects.visible_to(writer).exists()
    assert "Not saved yet" not in client.get("/").content.decode()


def test_draft_of_an_older_version_says_so_and_cannot_be_saved_over_it(signed_in, form_url, case):
    sent = {"code": "S1", "title": "First", "zone": "UTC", "precision": "about"}
    signed_in.post(form_url, {**opened(signed_in, form_url), **sent})
    incident = Incident.objects.get()
    url = reverse("cases:incident_update", args=[case.pk, incident.pk])
    page = opened(signed_in, url)
    keep(signed_in, url, page, **{**sent, "title": "Drafted"})
    newer = {**opened(signed_in, url), **sent, "title": "Newer", "reason": "seen on the map"}
    assert signed_in.post(url, newer).status_code == 302
    resumed = signed_in.get(url, {"draft": "on"})
    text = resumed.content.decode()
    assert "cannot be saved over that change" in text and "seen on the map" in text
    assert resumed.context["form"]["title"].value() == "Drafted"
    page = opened(signed_in, f"{url}?draft=on")
    refused = signed_in.post(url, {**page, **sent, "title": "Drafted", "reason": "mine"})
    assert refused.status_code == 422
    incident.refresh_from_db()
    assert incident.title == "Newer" and Draft.objects.count() == 1


@pytest.mark.parametrize("version", ["²", "9" * 30, "-1", "x"])
def test_draft_with_a_version_that_is_none_opens_all_the_same(signed_in, case, amina, version):
    record(incident := Incident(case=case, code="S1", title="One"), by=amina, reason=WHY)
    url = reverse("cases:incident_update", args=[case.pk, incident.pk])
    keep(signed_in, url, {**opened(signed_in, url), "version": version}, title=TEXT)
    form = signed_in.get(url, {"draft": "on"}).context["form"]
    assert form["title"].value() == TEXT and form.draft.newer is None


def test_button_without_scripts_keeps_the_draft_and_opens_it(signed_in, form_url):
    page = opened(signed_in, form_url)
    sent = {**page, "_draft": "keep", "description": TEXT}
    answer = signed_in.post(form_url, sent, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{form_url}?draft=on"
    assert "Draft saved" in text and TEXT in text and "_draft" in text
    # Another page: nothing is lost, and a second press takes its place.
    other = opened(signed_in, form_url)
    held = signed_in.post(form_url, {**other, "_draft": "keep", "description": "other words"})
    assert held.status_code == 409 and "other words" in held.content.decode()
    assert "aircraft+from" in unseal(Draft.objects.get(), "content")
    again = {**other, "_draft": "keep", "description": "other words", "_draft_instead": "on"}
    assert signed_in.post(form_url, again).status_code == 302
    assert "other" in unseal(Draft.objects.get(), "content")


def test_new_case_keeps_a_draft_as_well(signed_in):
    url = reverse("cases:case_create")
    page = opened(signed_in, url)
    assert keep(signed_in, url, page, reference="NEW-1").json()["state"] == "kept"
    assert Draft.objects.get().case is None
    signed_in.post(url, {**page, "reference": "NEW-1", "title": "New", "confidentiality": "secret",
                         "standard_of_proof": "reasonable_grounds_to_believe"})  # fmt: skip
    assert CaseFile.objects.filter(reference="NEW-1").exists() and not Draft.objects.exists()


def test_too_much_is_refused_in_words(signed_in, form_url):
    answer = keep(signed_in, form_url, opened(signed_in, form_url), description="x" * 600_000)
    assert answer.status_code == 413 and "too long" in answer.json()["why"]


def test_drafts_go_after_thirty_days(signed_in, form_url):
    keep(signed_in, form_url, opened(signed_in, form_url), description=TEXT)
    draft = Draft.objects.get()
    assert drop_old_drafts() == 0
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=31))
    assert drop_old_drafts() == 1
    assert not Draft.objects.exists() and not SubjectKey.objects.filter(subject=draft.pk).exists()


def test_my_work_names_the_form_and_leads_to_it(signed_in, form_url):
    keep(signed_in, form_url, opened(signed_in, form_url), description=TEXT)
    text = signed_in.get("/").content.decode()
    assert "Add an incident" in text and f"{form_url}?draft=on" in text and TEXT not in text


def test_no_view_takes_over_a_name_that_keeping_drafts_needs():
    """As one did with `_page`, and no form of it could be saved."""
    get_resolver().url_patterns  # noqa: B018 - all views are there
    own = {name for name in vars(KeepsDraft) if name.startswith("_") and not name.startswith("__")}
    waiting, seen = [KeepsDraft], set()
    while waiting:
        below = waiting.pop().__subclasses__()
        seen.update(below)
        waiting += below
    assert len(seen) > 50
    assert {view.__name__: own & set(vars(view)) for view in seen if own & set(vars(view))} == {}
