"""What somebody does while a script, a draft or an answer is still on its way is not lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from casefiles.cases.models import Draft, Incident
from casefiles.jobs.models import Job
from casefiles.sealing.fields import unseal
from tests.cast import make_case, make_user
from tests.e2e.test_drafts import TEXT, kept, sign_in, status
from tests.exhibits.material import log
from tests.slow import held

SAVE = {"name": "Save", "exact": True}


def is_draft(request):
    return request.method == "POST" and "_draft=auto" in (request.post_data or "")


@pytest.fixture
def amina(committed_db):
    return make_user("Amina")


@pytest.fixture
def case(amina):
    return make_case(amina)


@pytest.fixture
def form_url(case, live_site):
    return live_site + reverse("cases:incident_create", args=[case.pk])


@pytest.fixture
def page(amina, live_site, new_page):
    page = new_page()
    sign_in(page, live_site, amina)
    return page


def fill(page, **boxes):
    for name, value in boxes.items():
        page.locator(f"[name={name}]").fill(value)


def value(page, name):
    return page.locator(f"[name={name}]").input_value()


def test_words_typed_before_the_script_came_are_kept(page, form_url):
    with held(page, r"/drafts\.") as script:
        page.goto(form_url, wait_until="commit")
        fill(page, description=TEXT)
        script.wait_for()
    kept(page)
    assert Draft.objects.count() == 1


def test_late_script_does_not_take_the_focus_from_who_types(page, form_url):
    page.goto(form_url)
    fill(page, description=TEXT)
    page.keyboard.press("Tab")
    kept(page)
    with held(page, r"/casefiles\.") as script:
        page.goto(form_url, wait_until="commit")
        page.locator("[name=code]").click()
        page.keyboard.type("S")
        script.wait_for()
    page.wait_for_load_state()
    page.keyboard.type("1")
    assert value(page, "code") == "S1"


def test_form_waits_for_the_draft_that_is_on_its_way(page, form_url):
    """Else the draft may come after the form, and what was saved is offered again."""
    page.goto(form_url)
    fill(page, code="S1", title="First strike")
    with held(page, "/incidents/new/", is_draft) as drafts:
        page.keyboard.press("Tab")
        drafts.wait_for()
        with page.expect_navigation():
            page.get_by_role("button", **SAVE).click()
            assert not Incident.objects.exists()
            drafts.let_go()
    assert Incident.objects.get().title == "First strike" and not Draft.objects.exists()


def test_form_does_not_wait_for_ever(page, form_url):
    page.goto(form_url)
    fill(page, code="S1", title="First strike")
    with held(page, "/incidents/new/", is_draft), page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Incident.objects.get().title == "First strike"


def test_session_that_ended_unnoticed_costs_nothing(page, form_url):
    page.goto(form_url)
    fill(page, code="S1", title="First strike")
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    expect(status(page)).to_contain_text("You were signed out")
    assert value(page, "title") == "First strike" and page.url == form_url


def test_form_is_not_sent_into_a_line_that_is_broken(page, form_url):
    page.goto(form_url)
    fill(page, code="S1", title="First strike")
    page.context.set_offline(True)
    page.get_by_role("button", **SAVE).click()
    expect(status(page)).to_contain_text("could not be saved just now")
    assert value(page, "title") == "First strike"
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", **SAVE).click()
    assert Incident.objects.get().title == "First strike"


def test_refused_form_is_kept_as_a_draft(page, form_url):
    page.goto(form_url)
    fill(page, description=TEXT)
    with held(page, "/incidents/new/", is_draft):  # given up after its time
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")
    page.locator(".error-summary").wait_for()
    Draft.objects.all().delete()
    kept(page)
    assert Draft.objects.count() == 1 and not Incident.objects.exists()


def test_who_was_asked_and_stays_can_send_the_form_again(page, form_url):
    page.goto(form_url)
    fill(page, description=TEXT)
    page.keyboard.press("Tab")
    kept(page)
    page.goto(form_url)  # another page: what is typed here is not kept beside the draft
    page.locator("[name=code]").press_sequentially("S1")
    page.keyboard.press("Tab")
    expect(status(page)).to_contain_text("A draft of this form is kept already")
    throw = page.get_by_role("button", name="Throw it away")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog"):
        throw.click()
    assert value(page, "code") == "S1" and Draft.objects.exists()
    expect(throw).not_to_have_attribute("aria-disabled", "true")
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        throw.click()
    # What stood in the form that was left may be a draft by now; the one before it is none.
    assert not [each for each in Draft.objects.all() if "Two+aircraft" in unseal(each, "content")]


def is_form(request):
    return request.method == "POST" and "_draft=auto" not in (request.post_data or "")


def test_sent_form_takes_no_words_that_would_be_lost(page, form_url):
    """Nothing is asked of the page before the answer: Playwright would wait for it."""
    page.goto(form_url)
    fill(page, code="S1", title="First strike")
    page.evaluate("addEventListener('input', () => (sessionStorage.late = 'typed'))")
    page.locator("[name=title]").focus()
    with held(page, "/incidents/new/", is_form) as forms, page.expect_navigation():
        page.keyboard.press("Control+Enter")
        forms.wait_for()
        page.keyboard.type(" and more")
        forms.let_go()
    assert Incident.objects.get().title == "First strike"
    assert page.evaluate("sessionStorage.late ?? ''") == ""
    page.go_back()
    expect(page.locator("[name=title]")).to_be_editable()


STOPPED = """async () => {
  const box = document.querySelector("[name=title]");
  const told = (what) => new Promise((done) => navigation.addEventListener(what, done, { once: true }));
  const [sent, stopped] = [told("navigate"), told("navigateerror")];
  box.form.requestSubmit();
  await sent;
  const save = box.form.querySelector(".form-end button");
  const state = () => [box.readOnly, save.getAttribute("aria-disabled")];
  const before = state();
  stop();
  await stopped;
  return [before, state()];
}"""


def test_form_whose_page_was_stopped_takes_words_again(page, form_url):
    page.goto(form_url)
    fill(page, code="S1", title="First strike")
    assert page.evaluate(STOPPED) == [[True, "true"], [False, None]]


def test_form_with_a_box_named_method_is_sent_once(page, case, amina, live_site):
    exhibit = log(case, amina)
    page.goto(live_site + reverse("exhibits:verification_create", args=[case.pk, exhibit.pk]))
    assert page.locator("main form [name=method]").count()
    sent = page.evaluate(
        """() => {
          let sent = 0;
          addEventListener("submit", (event) => {
            sent += !event.defaultPrevented;
            event.preventDefault();
          });
          const form = document.querySelector("main form[data-draft]");
          form.requestSubmit();
          form.requestSubmit();
          return sent;
        }"""
    )
    assert sent == 1


def test_suggestions_come_back_with_the_line(page, case, amina, live_site):
    log(case, amina)
    exhibit = log(case, amina, content=b"another")
    page.goto(live_site + reverse("exhibits:verification_create", args=[case.pk, exhibit.pk]))
    box = page.locator("[data-suggest]").first
    with held(page, "/suggest/") as asked:
        box.press_sequentially("TA")
        asked.wait_for()
        asked.fail()
        box.press_sequentially("J")
        asked.wait_for()
        box.press_sequentially("-")
        asked.wait_for(2)
        asked.let_go(1)
        page.locator("datalist option").first.wait_for(state="attached")
        page.evaluate("document.querySelector('datalist option').dataset.seen = 'on'")
        with page.expect_response(re.compile("q=TAJ$")):
            asked.let_go()
    assert page.locator("datalist option[data-seen]").count() == 1


def test_page_of_a_job_asks_again_after_an_answer_that_was_lost(page, amina, live_site):
    job = Job.objects.create(kind="dossier", requester=amina, idempotency_key="once", steps=4)
    with held(page, "/jobs/", lambda request: request.is_navigation_request() is False) as asked:
        page.goto(live_site + reverse("jobs:job_detail", args=[job.pk]))
        asked.wait_for()
        asked.fail()
        Job.objects.update(state=Job.State.RUNNING, label="Setting the pages")
        asked.wait_for()
        asked.let_go()
        page.get_by_text("Setting the pages").wait_for()


def test_audience_chosen_before_the_script_came_is_the_one_that_is_previewed(page, case, live_site):
    with held(page, r"/htmx") as script:
        page.goto(
            live_site + reverse("dossiers:dossier_create", args=[case.pk]), wait_until="commit"
        )
        chosen = page.locator("[name=audience]").last
        chosen.check()
        script.wait_for()
    said = chosen.evaluate("box => box.labels[0].innerText.trim()")
    expect(page.locator("#preview")).to_contain_text(f"For: {said}")
