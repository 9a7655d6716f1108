"""What waits for whom, what is weak, and what keeps a case from being approved."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefiles.cases.models import Membership, WithheldNameReader
from casefiles.cases.services.cases import end_membership
from casefiles.cases.services.records import move, withdraw
from evidence.attribution.deciding import obstacles
from evidence.attribution.inbox import count, news, sent, waiting
from evidence.attribution.models import StaleMark, Submission
from evidence.attribution.services import (
    assess,
    begin_review,
    place_in_matrix,
    rate,
    submit_hypothesis,
)
from evidence.attribution.snapshot.content import digest_of, snapshot_of, text_of
from evidence.attribution.watching import look_at
from evidence.attribution.work import closing_check, weaknesses
from evidence.attribution.workflow import TRANSITIONS
from evidence.exhibits.models import Verification
from evidence.exhibits.services import change_exhibit, verify
from tests.attribution.scenes import (
    WHY,
    a_hypothesis,
    a_question,
    an_exhibit,
    complete,
    decides,
    regrade,
    submitted,
    tajoura,
)
from tests.cast import join, make_user


def a_submission(hypothesis, by):
    """As submitting leaves it, without what has to be done first."""
    snapshot = snapshot_of(hypothesis)
    submission = Submission.objects.create(
        case=hypothesis.case, hypothesis=hypothesis, number=1, snapshot=text_of(snapshot),
        digest=digest_of(snapshot), quorum=1, needs_counsel=False, exhibits=[], sealed_parties=[],
        submitted_by=by,
    )  # fmt: skip
    move(hypothesis, "submit", TRANSITIONS, by=by, reason=WHY)
    return submission


def shown(items):
    return [(item.text, str(item.why), item.state) for item in items]


def test_submission_waits_for_who_may_decide_and_for_nobody_else(scene, amina, boris, dalia, chloe):
    submission = submitted(scene)
    assert shown(waiting(boris)) == [
        ("H1: Hypothesis H1", "new: waits for its first decision", "submitted")
    ]
    assert waiting(boris)[0].url == submission.get_absolute_url()
    assert [waiting(user) for user in (amina, dalia, chloe)] == [[], [], []]


def test_decided_submission_waits_no_more(scene, case, boris, elias):
    submission = submitted(scene)
    decides(submission, boris, "dissent")
    assert waiting(boris) == [] and len(waiting(elias)) == 1


def test_who_may_not_read_the_sealed_name_is_not_waited_for(case, amina, boris, elias):
    scene = tajoura(case, amina, readers=[boris, elias])
    submit_hypothesis(scene["HF"], by=amina)
    withdraw(WithheldNameReader.objects.get(user=elias), by=amina, reason=WHY)
    assert len(waiting(boris)) == 1 and waiting(elias) == []


def test_changed_submission_says_that_its_author_is_next(scene, amina, boris):
    submitted(scene)
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    told = "changed since it was submitted: Amina has to submit it again"
    assert shown(news(boris)) == [("H1: Hypothesis H1", told, "stale")]
    assert waiting(boris) == [] and news(amina) == []
    ((_text, why, state),) = shown(waiting(amina))
    assert why.startswith("changed since you submitted it") and state == "stale"
    (item,) = waiting(amina)
    assert item.points == ["H1: assessment gaps No flight data. → Others."] and item.kind == "stale"


def test_what_went_stale_is_counted_for_its_author_alone(scene, amina, boris):
    submitted(scene)
    assert (count(amina), count(boris)) == (0, 1)
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    look_at(scene.case.pk)
    assert (count(amina), count(boris)) == (1, 0)


def test_who_approved_or_dissented_hears_of_it_and_need_do_nothing(scene, amina, boris, elias):
    submission = submitted(scene)
    decides(submission, elias, "dissent", as_role="counsel")
    decides(submission, boris)
    assert news(boris) == news(elias) == []
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    assert [item.why for user in (boris, elias) for item in news(user)] == [
        "changed since you approved it: Amina has to submit it again",
        "changed since you dissented: Amina has to submit it again",
    ]
    assert news(boris)[0].points == ["H1: assessment gaps No flight data. → Others."]
    assert waiting(boris) == waiting(elias) == []
    submit_hypothesis(scene["H1"], by=amina, correction="Others were asked.")
    assert news(boris) == news(elias) == []
    assert len(waiting(boris)) == len(waiting(elias)) == 1


@pytest.mark.parametrize("what", ["stale", "returned"])
def test_what_its_author_may_not_submit_any_more_falls_to_the_lead(scene, case, amina, boris, what):
    ines = join(case, make_user("Ines"), "investigator")
    complete(scene["H1"], ines)
    submission = submit_hypothesis(scene["H1"], by=ines)
    if what == "returned":
        decides(submission, boris, "return")
    else:
        assess(scene["H1"], by=ines, reason=WHY, gaps="Others.")
        look_at(case.pk)
    assert [len(waiting(user)) for user in (amina, ines)] == [0, 1]
    end_membership(Membership.objects.get(user=ines), by=amina, reason=WHY)
    assert [len(waiting(user)) for user in (amina, ines)] == [1, 0] == [count(amina), count(ines)]
    assert "Ines" in waiting(amina)[0].why and waiting(amina)[0].kind == what


def test_page_shows_news_apart_from_what_waits(client, scene, amina, boris):
    submitted(scene)
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    client.force_login(boris)
    page = client.get("/").content.decode()
    waits, others = page.split("Waits for others")
    assert "Nothing waits for you." in waits and "Hypothesis H1" not in waits
    assert "Amina has to submit it again" in others and "Hypothesis H1" in others


def test_returned_comes_back_to_who_submitted_it(scene, amina, boris):
    decides(submitted(scene), boris, "return")
    assert shown(waiting(amina)) == [
        ("H1: Hypothesis H1", "Boris returned it to you with reasons", "returned")
    ]
    (item,) = waiting(amina)
    decision = scene["H1"].submissions.get().decisions.get()
    assert item.points == ["“checked it”"] and item.since == decision.decided_at
    submit_hypothesis(scene["H1"], by=amina, note="the source is named")
    assert waiting(amina) == []
    (item,) = waiting(boris)
    assert item.why == "submitted again, number 2"
    assert item.points == ["Amina: “the source is named”", "You returned number 1: “checked it”"]


def test_points_of_a_return_are_listed_one_by_one(scene, amina, boris):
    decides(submitted(scene), boris, "return", points=["Name the source of 130.", "Say why."])
    (item,) = waiting(amina)
    assert item.points == ["“checked it”", "1. Name the source of 130.", "2. Say why."]


def test_who_has_it_in_hand_is_said_while_it_is_under_review(scene, boris, elias):
    submitted(scene)
    assert waiting(elias)[0].in_hand == ""
    begin_review(scene["H1"], by=boris)
    assert (waiting(elias)[0].in_hand, waiting(elias)[0].state) == ("Boris", "under_review")


def test_counting_what_waits_weighs_nothing(scene, boris):
    submitted(scene)
    with CaptureQueriesContext(connection) as queries:
        assert count(boris) == 1
    assert not any("attribution_rating" in query["sql"] for query in queries)
    assert not any('"snapshot"' in query["sql"] for query in queries)


def test_sent_says_where_it_is_and_what_changed(scene, amina, boris):
    submission = submitted(scene)
    assert shown(sent(amina)) == [("H1: Hypothesis H1", "1 more approval.", "submitted")]
    decides(submission, boris)
    assert shown(sent(amina)) == [("H1: Hypothesis H1", "Approved", "approved")]
    regrade(next(iter(scene.exhibits.values())), "A1", amina)
    assert sent(amina) == []  # it is hers again
    (item,) = waiting(amina)
    assert item.state == "stale" and "TAJ-UN-0001: grade B2 → A1" in item.points


def test_list_and_rule_agree_on_who_is_waited_for(scene, case, amina, boris, elias, dalia):
    submission = submitted(scene)
    for user in (amina, boris, elias, dalia):
        assert bool(waiting(user)) == (not obstacles(submission, user)) == bool(count(user))
    exhibit = scene["TAJ-UN-0001"]
    exhibit.named_readers_only = True
    change_exhibit(exhibit, by=amina, reason=WHY)
    assert (count(boris), count(elias)) == (0, 0) and obstacles(submission, boris)


def test_what_the_worker_found_is_taken_over_while_nothing_has_changed_since(scene, case, amina):
    submitted(scene)
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    assert count(amina) == 0  # not yet looked at
    look_at(case.pk)
    assert count(amina) == 1
    (item,) = waiting(amina)
    assert item.since == StaleMark.objects.get().since
    with CaptureQueriesContext(connection) as queries:
        assert sent(amina) == []
    weighed = [query for query in queries if 'FROM "attribution_rating"' in query["sql"]]
    assert len(weighed) == 1  # for the differences, of one question
    assess(scene["H1"], by=amina, reason=WHY, gaps="No flight data.")
    assert waiting(amina) == []  # a mark is never believed over a later change


def test_number_of_queries_does_not_grow_with_what_waits(scene, case, amina, boris, elias):
    def all_of_it():
        with CaptureQueriesContext(connection) as queries:
            waiting(boris), sent(boris), waiting(amina), sent(amina), count(boris)
        return len(queries)

    submitted(scene)
    look_at(case.pk)
    ContentType.objects.clear_cache()
    few = all_of_it()
    for number in range(10, 16):
        question = a_question(case, amina, f"Q{number}")
        rivals = [a_hypothesis(question, amina, f"{code}-{number}") for code in ("H1", "H2")]
        for hypothesis in rivals:
            a_submission(hypothesis, amina)
    look_at(case.pk)
    assert len(waiting(boris)) == 13
    ContentType.objects.clear_cache()
    assert all_of_it() <= few


def test_weaknesses_name_cells_sources_and_stale_approvals(scene, case, amina, boris):
    decides(submitted(scene), boris)
    texts = [weakness.text for weakness in weaknesses(case, boris)]
    assert texts == ["A single independent source is consistent with H1."]
    exhibit = an_exhibit(case, amina, 2)
    place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
    rate(scene["H1"], exhibit, "C", "fits", by=amina, reason=WHY)
    texts = [weakness.text for weakness in weaknesses(case, boris)]
    assert texts == [
        "Q1: 1 cell of the matrix is not rated.",
        "The approval of H1 is stale: what it rests on changed.",
    ]


def test_finding_on_an_exhibit_whose_verification_was_contradicted_is_weak(
    scene, case, amina, boris
):
    submitted(scene)
    exhibit = scene["TAJ-UN-0001"]
    row = Verification(
        case=case, exhibit=exhibit, aspect="item", method="metadata", done_on="2020-01-02",
        result="contradicted", finding="It was edited.", limits="Not by whom.",
    )  # fmt: skip
    verify(row, by=amina, reason=WHY)
    said = "H1 rests on TAJ-UN-0001, of which a verification was contradicted."
    assert said in [weak.text for weak in weaknesses(case, boris)]
    exhibit.named_readers_only = True
    change_exhibit(exhibit, by=amina, reason=WHY)
    assert said in [weak.text for weak in weaknesses(case, amina)]
    assert not any("contradicted" in weak.text for weak in weaknesses(case, boris))


def test_case_is_not_closed_over_what_is_undecided_or_stale(scene, case, amina, boris):
    assert closing_check(case) == []
    complete(scene["H1"], amina)
    assert closing_check(case) == ["H1 is called supported, but was never submitted for review."]
    submission = submit_hypothesis(scene["H1"], by=amina)
    assert closing_check(case) == ["H1 is not decided yet."]
    decides(submission, boris)
    assert closing_check(case) == []
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    assert closing_check(case) == [
        "H1 changed since it was submitted: it has to be reviewed again."
    ]


def test_withdrawn_hypothesis_waits_for_nobody(scene, case, amina, boris):
    submitted(scene)
    withdraw(scene["H1"], by=amina, reason=WHY)
    assert (waiting(boris), sent(amina), closing_check(case)) == ([], [], [])


def test_work_of_a_case_one_left_is_not_shown(scene, case, amina, boris):
    submitted(scene)
    membership = Membership.objects.current().get(user=boris)
    withdraw(membership, by=amina, reason=WHY)
    assert waiting(boris) == []
