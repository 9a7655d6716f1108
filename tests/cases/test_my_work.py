"""The page after signing in: what waits for me and why, then what I sent."""

from datetime import timedelta

from django.utils import timezone

from casefiles.cases.registers import SENT, WAITING, WorkItem
from casefiles.cases.services.workflow import move_case
from tests.cast import join, make_case


def work_of(client, user):
    client.force_login(user)
    return client.get("/")


def test_newcomer_is_offered_the_first_step(client, chloe):
    page = work_of(client, chloe).content.decode()
    assert "You belong to no case yet" in page and 'href="/cases/new/"' in page


def test_submitted_case_waits_for_the_reviewer_and_says_why(client, case, amina, boris):
    move_case(case, "submit", by=amina, reason="all figures have sources")
    page = work_of(client, boris)
    waiting = page.context["waiting"]
    assert [(g["case"], len(g["items"])) for g in waiting] == [(case, 1)]
    assert "all figures have sources" in page.content.decode()
    assert page.context["my_work_count"] == 1


def test_sender_sees_where_it_is(client, case, amina, boris):
    move_case(case, "submit", by=amina, reason="ready")
    move_case(case, "begin_review", by=boris, reason="I start")
    page = work_of(client, amina)
    assert page.context["waiting"] == []
    assert page.context["sent"][0]["items"][0]["state"] == "under_review"


def test_returned_case_waits_for_the_lead_with_the_reasons(client, case, amina, boris):
    move_case(case, "submit", by=amina, reason="ready")
    move_case(case, "return", by=boris, reason="name the source of 130")
    page = work_of(client, amina).content.decode()
    assert "name the source of 130" in page and "Boris" in page


def test_case_that_was_left_waits_for_nobody(client, case, amina, boris):
    from casefiles.cases.services.cases import end_membership

    move_case(case, "submit", by=amina, reason="ready")
    end_membership(case.members().get(user=boris), by=amina, reason="conflict of interest")
    assert work_of(client, boris).context["waiting"] == []


def test_items_of_rooms_are_grouped_by_case_oldest_first(client, case, amina):
    other = make_case(amina, "XYZ-2020")
    now = timezone.now()

    def item(case, days):
        since = now - timedelta(days=days)
        return WorkItem(case, f"{case} {days}", "", since, "/x/", "stale")

    source = lambda user: [item(case, 1), item(other, 3), item(case, 5)]  # noqa: E731
    WAITING.append(source)
    SENT.append(source)
    try:
        context = work_of(client, amina).context
    finally:
        WAITING.remove(source)
        SENT.remove(source)
    found = [(g["case"].reference, [i["title"] for i in g["items"]]) for g in context["waiting"]]
    assert found == [("TAJ-2019", ["TAJ-2019 5", "TAJ-2019 1"]), ("XYZ-2020", ["XYZ-2020 3"])]
    assert [g["case"].reference for g in context["sent"]] == ["TAJ-2019", "XYZ-2020"]


def test_page_shows_only_the_case_and_the_kind_that_were_asked_for(client, case, amina, boris):
    other = make_case(amina, "XYZ-2020")
    join(other, boris, "reviewer")
    for each in (case, other):
        move_case(each, "submit", by=amina, reason=f"ready: {each}")
    client.force_login(boris)
    page = client.get(f"/?case={other.pk}&kind=review")
    assert [group["case"] for group in page.context["waiting"]] == [other]
    assert page.context["my_work_count"] == 2  # the top bar counts all the same
    nothing = client.get("/?kind=returned").context["waiting"]
    assert [group["case"] for group in nothing] == [case, other]  # there is none to choose
    assert len(client.get("/?case=nonsense").context["waiting"]) == 2


def test_case_under_review_says_who_has_it_in_hand(client, case, amina, boris):
    move_case(case, "submit", by=amina, reason="ready")
    move_case(case, "begin_review", by=boris, reason="I start")
    page = work_of(client, amina)
    assert page.context["sent"][0]["items"][0]["in_hand"] == "Boris"
    assert "in hand: <bdi>Boris</bdi>" in page.content.decode()
