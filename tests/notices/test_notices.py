"""In-app notices: who is told what, once, and only what they may still see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casefiles.cases.services.cases import add_member, end_membership
from casefiles.cases.services.workflow import move_case
from casefiles.notices.context import count_of
from casefiles.notices.lines import PAGE, lines_of
from casefiles.notices.models import Notice
from casefiles.notices.services import notify
from evidence.attribution.services import submit_hypothesis, withdraw_submission
from evidence.exhibits.services import change_exhibit, name_reader
from tests.attribution.scenes import a_scene, an_exhibit, decides, submitted
from tests.cast import WHY, join, make_user


@pytest.fixture
def scene(case, amina, boris, elias):
    """Nobody has anything to read before the test begins."""
    made = a_scene(case, amina)
    Notice.objects.all().delete()
    return made


def told(user):
    """Every unread line of this user, oldest first."""
    rows = Notice.objects.visible_to(user).unread().order_by("created_at", "pk")
    return [line.text for line in lines_of(rows, user)]


def test_submission_is_told_to_those_who_can_decide_and_to_nobody_else(
    scene, amina, boris, elias, dalia, chloe
):
    Notice.objects.all().delete()
    submitted(scene)
    said = ["Amina submitted H1 for review, number 1"]
    assert (told(boris), told(elias)) == (said, said)
    assert (told(amina), told(dalia), told(chloe)) == ([], [], [])


def test_reviewer_who_cannot_see_an_exhibit_of_it_is_not_told(scene, amina, boris, elias):
    exhibit = scene["TAJ-UN-0001"]
    exhibit.named_readers_only = True
    change_exhibit(exhibit, by=amina, reason=WHY)
    name_reader(exhibit, elias, by=amina, reason=WHY)
    submitted(scene)
    assert told(boris) == []
    assert "Amina submitted H1 for review, number 1" in told(elias)


def test_return_is_told_to_its_author_with_the_reasons(client, scene, amina, boris, elias):
    decides(submitted(scene), boris, "return", reasons="Name the source of 130.")
    assert told(amina) == ["Boris returned H1 to you"]
    assert told(boris) == told(elias) == []  # it waits for nobody any more
    client.force_login(amina)
    assert "Name the source of 130." in client.get("/notices/").content.decode()


def test_approval_and_dissent_are_told_to_the_author(scene, amina, boris, elias):
    submission = submitted(scene)
    decides(submission, elias, "dissent", as_role="counsel")
    decides(submission, boris)
    assert told(amina) == ["Elias dissents from H1", "Boris approved H1"]


def test_submission_taken_back_is_told_to_who_was_waited_for(scene, amina, boris):
    withdraw_submission(submitted(scene), by=amina, reason=WHY)
    assert told(boris) == ["H1 was taken back: submission 1 waits for nobody any more"]
    assert told(amina) == []


def test_submitted_again_puts_what_was_told_before_away(scene, amina, boris, elias):
    decides(submitted(scene), boris, "return")
    submit_hypothesis(scene["H1"], by=amina, note="the source is named")
    assert told(elias) == ["Amina submitted H1 for review, number 2"]
    assert told(amina) == []  # she has answered what was returned


def test_new_member_is_told_of_the_case_and_who_left_it_of_nothing(client, case, amina, chloe):
    membership = add_member(case, chloe, "observer", by=amina, reason=WHY)
    assert told(chloe) == ["You were added to this case: Observer"]
    client.force_login(chloe)
    assert case.title in client.get("/notices/").content.decode()
    end_membership(membership, by=amina, reason=WHY)
    page = client.get("/notices/").content.decode()
    assert told(chloe) == [] and count_of(chloe) == ""
    assert "TAJ-2019" not in page and case.title not in page


def test_author_who_left_the_case_is_told_of_no_decision(client, scene, case, amina, boris):
    second = join(case, make_user("Second"), "lead")
    submission = submitted(scene)
    Notice.objects.all().delete()
    decides(submission, boris, "return", reasons="PLANTED-REASONS")
    assert Notice.objects.get(user=amina).case_id == case.pk
    membership = case.members().get(user=amina, role="lead")
    end_membership(membership, by=second, reason=WHY)
    client.force_login(amina)
    page = client.get("/notices/").content.decode()
    assert count_of(amina) == "" and "PLANTED-REASONS" not in page


def test_exhibit_that_was_closed_again_is_not_spoken_of(client, case, amina, boris):
    exhibit = an_exhibit(case, amina, 7, named_readers_only=True)
    named = name_reader(exhibit, boris, by=amina, reason=WHY)
    assert told(boris)[-1] == "You were named as a reader of TAJ-UN-0007"
    from evidence.exhibits.services import withdraw_reader

    withdraw_reader(named, by=amina, reason=WHY)
    client.force_login(boris)
    page = client.get("/notices/").content.decode()
    assert "TAJ-UN-0007" not in page
    assert "no longer there for you to see" in page


def test_case_sent_back_and_forth_is_told(case, amina, boris):
    Notice.objects.all().delete()
    move_case(case, "submit", by=amina, reason=WHY)
    assert told(boris) == ["The case waits for your review"]
    move_case(case, "return", by=boris, reason=WHY)
    assert told(boris) == [] and told(amina) == ["The case came back to you with reasons"]


def test_same_thing_is_told_once(case, amina, boris):
    Notice.objects.all().delete()
    for _time in range(2):
        notify([boris, boris], "cases.submitted", case, key="1")
    assert len(told(boris)) == 1


def test_services_disabled_accounts_and_the_doer_are_told_nothing(case, amina, boris):
    service = make_user("Service", is_service=True)
    boris.is_active = False
    assert notify([service, boris, amina], "cases.submitted", case, key="2", besides=amina) == 0


def test_unknown_kind_is_refused(case, boris):
    with pytest.raises(KeyError):
        notify([boris], "cases.unknown", case, key="3")


def test_following_a_notice_reads_it_and_leads_there(client, scene, boris):
    submission = submitted(scene)
    notice = Notice.objects.get(user=boris)
    client.force_login(boris)
    answer = client.get(reverse("notices:notice_open", args=[notice.pk]))
    assert answer.url == submission.get_absolute_url()
    assert told(boris) == [] and count_of(boris) == ""


def test_one_and_all_are_marked_as_read_by_their_own_reader_only(client, scene, boris, elias):
    submitted(scene)
    submitted(scene, "H2")
    mine, *_others = Notice.objects.filter(user=boris)
    client.force_login(elias)
    assert client.post(reverse("notices:notice_read", args=[mine.pk])).status_code == 404
    assert len(told(boris)) == 2
    client.force_login(boris)
    answer = client.post(reverse("notices:notice_read", args=[mine.pk]), {"show": "new"})
    assert answer.url == "/notices/?show=new" and len(told(boris)) == 1
    page = client.post(reverse("notices:notices_read"), follow=True).content.decode()
    assert "1 notice is marked as read." in page
    assert told(boris) == [] and len(told(elias)) == 2


def test_pages_turn_by_key_and_show_each_notice_once(client, case, boris):
    Notice.objects.all().delete()
    for number in range(2 * PAGE + 5):
        notify([boris], "cases.submitted", case, key=str(number))
    client.force_login(boris)
    seen, address = [], "/notices/"
    while address:
        page = client.get(address).context["page"]
        seen += [line.notice.pk for line in page.lines]
        address = page.older and f"/notices/?after={page.older}"
    assert len(seen) == len(set(seen)) == 2 * PAGE + 5
    assert client.get("/notices/?after=nonsense").context["page"].is_first


def test_number_of_queries_does_not_grow_with_the_notices(client, scene, case, boris):
    submitted(scene)
    client.force_login(boris)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as few:
        client.get("/notices/")
    for number in range(20):
        notify([boris], "cases.submitted", case, key=str(number))
        notify([boris], "attribution.submitted", scene["H1"].submissions.get(), key=str(number))
    with CaptureQueriesContext(connection) as many:
        client.get("/notices/")
    assert len(many) <= len(few) + 1  # one for the kind that had none


def test_count_stands_in_the_top_bar_of_every_page(client, scene, boris):
    submitted(scene)
    client.force_login(boris)
    page = client.get(f"/cases/{scene.case.pk}/").content.decode()
    assert '<span class="count">1<span class="visually-hidden"> not read</span></span>' in page


def test_nothing_is_stored_but_codes_and_ids(scene, boris):
    submitted(scene)
    notice = Notice.objects.get(user=boris)
    stored = " ".join(str(value) for value in vars(notice).values())
    assert not any(word in stored for word in ("TAJ", "H1", "Amina", "Hypothesis"))


def test_reader_without_notices_is_told_what_will_stand_here(client, chloe):
    client.force_login(chloe)
    assert "No notices yet" in client.get("/notices/").content.decode()
