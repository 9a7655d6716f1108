"""Two people at the same instant: one outcome, and never an approval of something else.

Real threads on real connections. `meet` makes a race certain: whoever reaches that function
waits there, a second at most, for the other. Without a lock both stand in the middle of their
transactions together; with it, the other cannot come, and the first goes on alone.
"""

import json
import threading
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connections, transaction

from casefiles.audit.services import record
from casefiles.cases.services.cases import end_membership
from casefiles.cases.vocabulary import State
from evidence.attribution.models import (
    ContraryAnswer,
    Decision,
    Hypothesis,
    Rating,
    Submission,
)
from evidence.attribution.services import (
    answer_contrary,
    assess,
    item_to_answer,
    rate,
    reviews,
    submit_hypothesis,
    withdraw_hypothesis,
)
from evidence.attribution.standing import standing_of
from tests.attribution.scenes import (
    WHY,
    a_hypothesis,
    a_scene,
    complete,
    decides,
    submitted,
    tajoura,
)
from tests.cast import join, make_case, make_user

REFUSALS = (ValidationError, PermissionDenied)


@pytest.fixture
def people(committed_db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    amina = make_user("Amina")
    case = make_case(amina)
    boris = join(case, make_user("Boris"), "reviewer")
    elias = join(case, make_user("Elias"), "counsel")
    return case, amina, boris, elias


def at_once(*acts):
    """Runs all of them in threads of their own; what each returned, or how it was refused."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            barrier.wait(timeout=30)
            results[place] = act()
        except REFUSALS as refusal:
            results[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive(), "two transactions wait for each other"
    return results


@pytest.fixture
def meet(monkeypatch):
    """meet("snapshot_of"): two calls of it from the services of review wait for each other."""

    def at(name):
        barrier, original = threading.Barrier(2), getattr(reviews, name)

        def called(*args, **kwargs):
            try:
                barrier.wait(timeout=1)
            except threading.BrokenBarrierError:
                pass  # the other one is held back by a lock, or has nothing to do here
            return original(*args, **kwargs)

        monkeypatch.setattr(reviews, name, called)

    return at


def fresh(submission):
    """As another request would load it."""
    return Submission.objects.get(pk=submission.pk)


def refused(results):
    return [result for result in results if isinstance(result, REFUSALS)]


def state(hypothesis):
    return Hypothesis.objects.get(pk=hypothesis.pk).state


def test_two_approvals_at_once_both_count(people, meet):
    meet("quorum_reached")
    case, amina, boris, elias = people
    scene = tajoura(case, amina, readers=[boris, elias])
    submission = submit_hypothesis(scene["HF"], by=amina)
    results = at_once(
        lambda: decides(fresh(submission), boris),
        lambda: decides(fresh(submission), elias, as_role="counsel"),
    )
    assert refused(results) == []
    assert state(scene["HF"]) == State.APPROVED and Decision.objects.count() == 2


def test_one_approval_of_two_is_enough_where_one_is_asked_for(people, meet):
    case, amina, boris, elias = people
    scene = a_scene(case, amina)
    submission = submitted(scene)
    meet("snapshot_of")
    results = at_once(
        lambda: decides(fresh(submission), boris),
        lambda: decides(fresh(submission), elias, as_role="counsel"),
    )
    assert len(refused(results)) == 1
    assert state(scene["H1"]) == State.APPROVED and Decision.objects.count() == 1


def test_approving_twice_at_once_is_one_decision(people, meet):
    case, amina, boris, _elias = people
    submission = submitted(a_scene(case, amina))
    meet("snapshot_of")
    one, other = at_once(*[lambda: decides(fresh(submission), boris)] * 2)
    assert one == other and Decision.objects.count() == 1


def test_approving_and_returning_at_once_is_one_of_them(people, meet):
    case, amina, boris, elias = people
    scene = a_scene(case, amina)
    submission = submitted(scene)
    meet("snapshot_of")
    results = at_once(
        lambda: decides(fresh(submission), boris),
        lambda: decides(fresh(submission), elias, "return", as_role="counsel"),
    )
    assert len(refused(results)) == 1
    decision = Decision.objects.get()
    assert state(scene["H1"]) == {"approve": "approved", "return": "returned"}[decision.kind]


@pytest.mark.parametrize("attempt", range(5))
def test_approval_while_it_is_edited_never_covers_the_edit(people, attempt):
    case, amina, boris, _elias = people
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    submission = submitted(scene)
    approval, _edit = at_once(
        lambda: decides(fresh(submission), boris),
        lambda: rate(scene["H2"], exhibit, "II", "against", by=amina, reason=WHY),
    )
    standing = standing_of(scene["H1"])
    assert standing.is_stale and not standing.is_approved
    if isinstance(approval, Decision):
        assert approval.digest == submission.digest and standing.state == State.APPROVED
    else:
        assert approval.code == "stale" and standing.state == State.SUBMITTED


def test_removal_of_a_reviewer_waits_for_the_decision_they_are_making(people, meet):
    case, amina, boris, _elias = people
    submission = submitted(a_scene(case, amina))
    membership = case.members().get(user=boris)
    meet("snapshot_of")  # nobody comes: a second in which the removal could overtake
    decision, _removal = at_once(
        lambda: decides(fresh(submission), boris),
        lambda: later(lambda: end_membership(membership, by=amina, reason=WHY)),
    )
    membership.refresh_from_db()
    assert isinstance(decision, Decision) and decision.decided_at < membership.withdrawn_at


def later(act):
    """Half a second after the start, when the other one is in the middle."""
    time.sleep(0.5)
    return act()


def test_reviewer_removed_first_does_not_decide(people):
    case, amina, boris, _elias = people
    scene = a_scene(case, amina)
    submission = submitted(scene)
    membership = case.members().get(user=boris)

    def removal():
        with transaction.atomic():
            end_membership(membership, by=amina, reason=WHY)
            time.sleep(1)  # not committed yet: the decision has to wait to learn of it

    decision, _removal = at_once(lambda: later(lambda: decides(fresh(submission), boris)), removal)
    assert isinstance(decision, PermissionDenied)
    assert state(scene["H1"]) == State.SUBMITTED and not Decision.objects.exists()


def test_submitting_twice_at_once_is_one_submission(people, meet):
    case, amina, _boris, _elias = people
    scene = a_scene(case, amina)
    complete(scene["H1"], amina)
    meet("snapshot_of")
    one, other = at_once(*[lambda: submit_hypothesis(scene["H1"], by=amina)] * 2)
    assert one == other and Submission.objects.count() == 1


def test_approving_what_is_submitted_again_at_once_covers_one_text(people):
    case, amina, boris, _elias = people
    scene = a_scene(case, amina)
    first = submitted(scene)
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    decision, second = at_once(
        lambda: decides(fresh(first), boris),
        lambda: submit_hypothesis(scene["H1"], by=amina),
    )
    assert isinstance(decision, ValidationError) and second.number == 2
    assert state(scene["H1"]) == State.SUBMITTED and not Decision.objects.exists()


def test_two_authors_who_answer_the_same_at_once_leave_one_answer(people):
    case, amina, _boris, _elias = people
    zoe = join(case, make_user("Zoe"), "investigator")
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    rate(scene["H1"], exhibit, "I", "against", by=amina, reason=WHY)
    item = item_to_answer(scene["H1"], "exhibit", exhibit.pk)

    def answers(by, text):
        return answer_contrary(
            scene["H1"], "exhibit", exhibit.pk, text, seen=item.digest, by=by, reason=WHY
        )

    results = at_once(lambda: answers(amina, "one"), lambda: answers(zoe, "other"))
    assert refused(results) == []
    answer = ContraryAnswer.objects.get()
    assert answer.changes().count() == 2 and answer.author in (amina, zoe)


@pytest.mark.parametrize("attempt", range(3))
def test_answer_while_it_is_submitted_is_frozen_whole_or_refuses_it(people, attempt):
    case, amina, _boris, _elias = people
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    rate(scene["H1"], exhibit, "I", "against", by=amina, reason=WHY)
    complete(scene["H1"], amina)
    item = item_to_answer(scene["H1"], "exhibit", exhibit.pk)
    _answer, submission = at_once(
        lambda: answer_contrary(
            scene["H1"], "exhibit", exhibit.pk, "why", seen=item.digest, by=amina, reason=WHY
        ),
        lambda: submit_hypothesis(scene["H1"], by=amina),
    )
    if isinstance(submission, Submission):
        assert json.loads(submission.snapshot)["answers"][exhibit.number]["text"] == "why"
        assert not standing_of(scene["H1"]).is_stale
    else:
        assert "Answer what speaks against" in submission.messages[0]


def test_two_raters_of_one_cell_leave_one_rating(people):
    case, amina, _boris, _elias = people
    zoe = join(case, make_user("Zoe"), "investigator")
    scene = a_scene(case, amina, codes=("H1", "H2"))
    (exhibit,) = scene.exhibits.values()
    results = at_once(
        lambda: rate(scene["H1"], exhibit, "I", "against", by=amina, reason=WHY),
        lambda: rate(scene["H1"], exhibit, "II", "wholly against", by=zoe, reason=WHY),
    )
    assert refused(results) == []
    rating = Rating.objects.current().get(hypothesis=scene["H1"])
    assert rating.value in {"I", "II"} and rating.changes().count() == 3


def test_branch_that_is_withdrawn_while_it_is_submitted_waits_for_nobody_in_a_circle(
    people, monkeypatch
):
    """Whoever moves a branch takes its question's lock too, by the trigger that keeps the tree."""
    case, amina, _boris, _elias = people
    scene = a_scene(case, amina)
    words = {"subject": "The force's second wing", "predicate": "did it"}
    branch = a_hypothesis(scene.question, amina, "H1a", parent=scene["H1"], **words)
    rate(branch, scene["TAJ-UN-0001"], "C", "as seen", by=amina, reason=WHY)
    complete(branch, amina)
    frozen, original = threading.Event(), reviews.snapshot_of

    def slowly(*args):
        frozen.set()
        threading.Event().wait(0.7)
        return original(*args)

    monkeypatch.setattr(reviews, "snapshot_of", slowly)

    def withdraw_it():
        assert frozen.wait(timeout=30)
        return withdraw_hypothesis(branch, by=amina, reason=WHY)

    submission, change = at_once(lambda: submit_hypothesis(branch, by=amina), withdraw_it)
    assert isinstance(submission, Submission) and change.action == "withdraw"
    assert Hypothesis.objects.get(pk=branch.pk).is_withdrawn


def test_two_changes_of_the_tree_at_once_close_no_circle(people):
    case, amina, _boris, _elias = people
    scene = a_scene(case, amina)

    def under(child, parent):
        row = Hypothesis.objects.get(pk=scene[child].pk)
        row.parent = Hypothesis.objects.get(pk=scene[parent].pk)
        row.full_clean()
        try:
            return record(row, by=amina, reason=WHY)
        except IntegrityError as error:
            raise ValidationError("circle") from error

    at_once(lambda: under("H1", "H2"), lambda: under("H2", "H1"))
    parents = {Hypothesis.objects.get(pk=scene[code].pk).parent for code in ("H1", "H2")}
    assert None in parents and len(parents) == 2
