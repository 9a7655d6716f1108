"""The list page by page, forward and back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casefiles.audit.services import record_many
from casefiles.cases.services.records import withdraw
from evidence.exhibits import paging
from evidence.exhibits.models import Exhibit
from tests.exhibits.material import WHY


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(paging, "PAGE", 4)
    monkeypatch.setattr(paging, "COUNTED", 9)


@pytest.fixture
def fill(case, amina):
    """fill(7) → that many exhibits, some two of one sequence, as given numbers allow."""

    def make(count, **words):
        words = {"title": "Report", "kind": "document", **words}
        rows = [
            Exhibit(case=case, provider_code=code, sequence=1 + n // 2,
                    number=f"TAJ-{code}-{1 + n // 2:04d}", **words)
            for n in range(count) for code in [("POE", "UN")[n % 2]]
        ]  # fmt: skip
        record_many(rows, by=amina, reason=WHY)
        return rows

    return make


@pytest.fixture
def listed(client, case, amina):
    client.force_login(amina)

    def get(**query):
        return client.get(reverse("exhibits:exhibit_list", args=[case.pk]), query)

    return get


def numbers(page):
    return [each.number for each in page]


def test_every_exhibit_is_on_one_page_forward_and_back(fill, listed):
    rows = fill(11)
    page, pages = listed().context["page"], []
    while True:
        pages.append(numbers(page))
        if not page.after:
            break
        page = listed(after=page.after).context["page"]
    assert [number for some in pages for number in some] == [row.number for row in rows]
    back = []
    while True:
        back.insert(0, numbers(page))
        if not page.before:
            break
        page = listed(before=page.before).context["page"]
    assert back[0] == pages[0] and {n for some in back for n in some} == {r.number for r in rows}


def test_links_hold_while_exhibits_come_and_go(fill, listed, log, amina):
    rows = fill(9)
    first = listed().context["page"]
    second = numbers(listed(after=first.after).context["page"])
    withdraw(rows[0], by=amina, reason=WHY)
    withdraw(rows[3], by=amina, reason=WHY)  # the one that the link begins after
    log("Later", number=99)
    assert numbers(listed(after=first.after).context["page"]) == second


def test_filters_stay_while_turning_pages(fill, listed):
    fill(11, kind="video")
    answer = listed(kind="video")
    page = answer.context["page"]
    assert f"?kind=video&amp;after={page.after}" in answer.content.decode()
    assert len(numbers(listed(kind="video", after=page.after).context["page"])) == 4
    assert numbers(listed(kind="audio", after=page.after).context["page"]) == []


@pytest.mark.parametrize("nonsense", ["", "x", "00000000-0000-4000-8000-000000000000", "\0"])
def test_link_that_leads_nowhere_shows_the_first_page(fill, listed, nonsense):
    rows = fill(5)
    assert numbers(listed(after=nonsense).context["page"]) == [row.number for row in rows[:4]]


def test_many_are_not_counted_to_the_end(fill, listed):
    fill(9)
    assert "9 exhibits" in listed().content.decode()


def test_more_than_many_are_called_so(fill, listed):
    fill(11)
    assert "More than 9 exhibits" in listed().content.decode()


def test_hidden_exhibits_are_neither_listed_nor_counted(closed, log, client, case, boris):
    log("Open")
    client.force_login(boris)
    answer = client.get(reverse("exhibits:exhibit_list", args=[case.pk]))
    assert numbers(answer.context["page"]) == ["TAJ-UN-0002"] and answer.context["count"] == 1


def test_every_page_of_any_case_takes_as_many_queries(fill, listed):
    def asked(**query):
        with CaptureQueriesContext(connection) as queries:
            page = listed(**query).context["page"]
        return len(queries), page

    fill(11)
    listed()
    first, page = asked()
    second, page = asked(after=page.after)
    assert second == first + 1  # the place at which it begins


def suggested(client, case, typed):
    return client.get(reverse("exhibits:exhibit_suggest", args=[case.pk]), {"q": typed}).json()[
        "exhibits"
    ]


def test_suggestions_are_of_what_one_sees_and_is_in_use(client, case, log, closed, amina, boris):
    log("Hospital record"), withdraw(log("Hospital bill"), by=amina, reason=WHY)
    client.force_login(boris)
    assert suggested(client, case, "hospital") == [
        {"number": "TAJ-UN-0002", "title": "Hospital record"}]  # fmt: skip
    assert suggested(client, case, closed.number) == suggested(client, case, "") == []
    client.force_login(amina)
    assert len(suggested(client, case, "UN-0001")) == 1


@pytest.fixture
def send(client, case, amina):
    client.force_login(amina)

    def post(exhibit, parent):
        url = reverse("exhibits:derivation_create", args=[case.pk, exhibit.pk])
        form = client.get(url).context["form"]
        hidden = {field.name: field.value() or "" for field in form.hidden_fields()}
        return client.post(url, {**hidden, "relation": "derived", "parent": parent})

    return post


@pytest.mark.parametrize("typed", ["TAJ-UN-0001", "un-1", " UN-0001 ,"])
def test_exhibit_is_chosen_by_its_number(send, log, typed):
    parent, child = log("Report"), log("Article")
    assert send(child, typed).status_code == 302
    assert child.derivations.get().parent == parent


@pytest.mark.parametrize("typed", ["TAJ-UN-0099", "OTHER-UN-0001", "nonsense", "UN-0002"])
def test_unknown_number_is_named(send, log, typed):
    log("Report")
    answer = send(log("Article"), typed)
    assert answer.status_code == 422
    assert typed in str(answer.context["form"].errors["parent"])


def test_two_numbers_do_not_fit_where_one_is_asked(send, log):
    one, two = log("Report"), log("Other")
    answer = send(log("Article"), f"{one} {two}")
    assert "Only one number" in str(answer.context["form"].errors["parent"])
