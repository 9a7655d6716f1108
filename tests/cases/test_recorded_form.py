"""The form under every record: double posts, two editors, hostile text."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.utils.html import escape

from casefiles.audit.models import Change
from casefiles.cases.models import Incident, Source
from tests.cast import join, make_case, make_user
from tests.facts import errors_of, hidden, make_incident, make_source, post_form

SOURCE = {"code": "UN", "title": "Joint report"}


@pytest.fixture
def new(case):
    return f"/cases/{case.pk}/sources/new/"


def in_threads(*jobs):
    """Runs each job in a thread of its own, all let go at one instant; gives their results."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(place, job):
        try:
            gate.wait(timeout=20)
            results[place] = job()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_form_posted_twice_makes_one_record(lead, new):
    data = {**SOURCE, "token": hidden(lead.get(new), "token")}
    first, second = lead.post(new, data), lead.post(new, data)
    assert first["Location"] == second["Location"] == Source.objects.get().get_absolute_url()
    assert Source.objects.get().history.count() == 1
    assert "nothing was doubled" in lead.get(second["Location"]).content.decode()


def test_form_posted_twice_at_the_same_instant_makes_one_record(committed_db):
    amina = make_user("Amina")
    case = make_case(amina)
    url = f"/cases/{case.pk}/sources/new/"
    clients = [signed_in(amina) for _ in range(4)]
    data = {**SOURCE, "token": hidden(clients[0].get(url), "token")}
    answers = in_threads(*[lambda c=c: c.post(url, data) for c in clients])
    assert [answer.status_code for answer in answers] == [302] * 4
    source = Source.objects.get()
    assert {answer["Location"] for answer in answers} == {source.get_absolute_url()}
    assert Change.objects.of(source).count() == 1


def test_two_people_taking_one_short_name_at_once_get_one_record_and_one_clear_answer(committed_db):
    amina = make_user("Amina")
    case = make_case(amina)
    url = f"/cases/{case.pk}/sources/new/"
    clients = [signed_in(amina) for _ in range(2)]
    posts = [{**SOURCE, "token": hidden(c.get(url), "token")} for c in clients]
    jobs = [lambda c=c, d=d: c.post(url, d) for c, d in zip(clients, posts, strict=True)]
    answers = sorted(in_threads(*jobs), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [302, 422]
    assert "has this short name" in errors_of(answers[1])
    assert Source.objects.count() == 1


def test_change_opened_before_another_change_is_refused_with_what_was_typed(lead, amina, case):
    source = make_source(case, amina)
    edit = f"{source.get_absolute_url()}edit/"
    stale = hidden(lead.get(edit), "version")
    post_form(lead, edit, code="UN", title="Their title", reason="as printed")
    answer = lead.post(
        edit, {"code": "UN", "title": "My title", "reason": "mine", "version": stale}
    )
    assert "Amina changed this after you opened it (as printed)" in errors_of(answer)
    assert "My title" in answer.content.decode() and "mine" in answer.content.decode()
    assert Source.objects.get().title == "Their title"


def test_two_editors_at_once_leave_one_change_and_one_clear_answer(committed_db):
    amina = make_user("Amina")
    case = make_case(amina)
    source = make_source(case, amina)
    edit = f"{source.get_absolute_url()}edit/"
    clients = [signed_in(amina) for _ in range(2)]
    version = hidden(clients[0].get(edit), "version")

    def post(client, title):
        return client.post(
            edit, {"code": "UN", "title": title, "reason": title, "version": version}
        )

    answers = in_threads(lambda: post(clients[0], "one"), lambda: post(clients[1], "two"))
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert Change.objects.of(source).count() == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("report\u202efdp.exe", "U+202E"),
        ("re\u2066port", "U+2066"),
        ("re\x07port", "U+0007"),
        ("re\x1bport", "U+001B"),
        ("re\ue000port", "U+E000"),
    ],
)
def test_characters_that_deceive_are_named_and_refused(lead, new, text, code):
    assert code in errors_of(post_form(lead, new, code="UN", title=text))
    assert not Source.objects.exists()


def test_null_characters_are_refused(lead, new):
    assert "Null characters" in errors_of(post_form(lead, new, code="UN", title="re\x00port"))


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ case.pk }}", "'; DROP TABLE x"])
def test_text_is_stored_as_typed_and_shown_escaped(lead, new, case, text):
    post_form(lead, new, code="UN", title=text)
    assert Source.objects.get().title == text
    assert escape(text) in lead.get(f"/cases/{case.pk}/sources/").content.decode()


def test_right_to_left_text_and_marks_are_kept(lead, new):
    text = "تقرير\u200f (UN)"
    post_form(lead, new, code="UN", title=text)
    assert Source.objects.get().title == text


def test_text_is_kept_composed_so_that_it_can_be_found(lead, new):
    post_form(lead, new, code="UN", title="Enque\u0302te")
    assert Source.objects.get().title == "Enqu\u00eate"


@pytest.mark.parametrize("token", ["", "forged", "eyJhIjoxfQ:1abc:xyz"])
def test_new_record_without_our_token_is_refused(lead, new, token):
    answer = lead.post(new, {**SOURCE, "token": token})
    assert "not one of ours" in errors_of(answer)
    assert not Source.objects.exists()


def test_token_of_another_person_is_refused(lead, new, case):
    token = hidden(lead.get(new), "token")
    other = signed_in(join(case, make_user("Grace"), "investigator"))
    assert "opened by someone else" in errors_of(other.post(new, {**SOURCE, "token": token}))
    assert not Source.objects.exists()


def test_token_of_another_kind_of_record_is_refused(lead, new, case):
    token = hidden(lead.get(f"/cases/{case.pk}/parties/new/"), "token")
    assert "opened by someone else" in errors_of(lead.post(new, {**SOURCE, "token": token}))


def test_what_a_new_record_rests_on_cannot_be_withdrawn_meanwhile(lead, case, amina):
    incident, source = make_incident(case, amina), make_source(case, amina)
    url = f"/cases/{case.pk}/facts/new/"
    shown = lead.get(url)
    post_form(lead, f"{source.get_absolute_url()}withdraw/", reason="a duplicate")
    data = {"incident": incident.pk, "text": "About 616.", "source": source.pk}
    answer = lead.post(url, {**data, "token": hidden(shown, "token")})
    assert "source" in errors_of(answer)
    assert Incident.objects.get().facts.count() == 0
