"""What waits for whom, what is weak, and what keeps a case from being approved."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefiles.cases.models import Membership, WithheldNameReader
from casefiles.cases.services.records import withdraw
from evidence.attribution.services import assess, place_in_matrix, rate, submit_hypothesis
from evidence.attribution.work import closing_check, sent, waiting, weaknesses
from evidence.exhibits.models import Verification
from evidence.exhibits.services import change_exhibit, verify
from tests.attribution.scenes import (
    WHY,
    a_scene,
    an_exhibit,
    complete,
    decides,
    regrade,
    submitted,
    tajoura,
)


@pytest.fixture
def scene(case, amina, boris):
    return a_scene(case, amina)


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
    ((_text, why, _state),) = shown(waiting(boris))
    assert why.startswith("stale: changed since it was submitted")


def test_returned_comes_back_to_who_submitted_it(scene, amina, boris):
    decides(submitted(scene), boris, "return")
    assert shown(waiting(amina)) == [
        ("H1: Hypothesis H1", "returned to you with reasons", "returned")
    ]
    submit_hypothesis(scene["H1"], by=amina)
    assert waiting(amina) == []
    assert [why for _text, why, _state in shown(waiting(boris))] == ["submitted again, number 2"]


def test_counting_what_waits_weighs_nothing(scene, boris):
    submitted(scene)
    with CaptureQueriesContext(connection) as queries:
        assert len(waiting(boris)) == 1
    assert not any("attribution_rating" in query["sql"] for query in queries)
    assert not any('"snapshot"' in query["sql"] for query in queries)


def test_sent_says_where_it_is_and_what_changed(scene, amina, boris):
    submission = submitted(scene)
    assert shown(sent(amina)) == [("H1: Hypothesis H1", "1 more approval.", "submitted")]
    decides(submission, boris)
    assert shown(sent(amina)) == [("H1: Hypothesis H1", "Approved", "approved")]
    regrade(next(iter(scene.exhibits.values())), "A1", amina)
    ((_text, why, state),) = shown(sent(amina))
    assert state == "stale" and "TAJ-UN-0001: grade B2 → A1" in why


def test_weaknesses_name_cells_sources_and_stale_approvals(scene, case, amina, boris):
    decides(submitted(scene), boris)
    texts = [weakness.text for weakness in weaknesses(case, boris)]
    assert texts == ["H1 rests on a single independent source."]
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
