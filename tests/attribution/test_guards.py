"""What the database refuses by itself, asked in raw SQL."""

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from casefiles.audit.services import record
from evidence.attribution.models import Decision, Hypothesis, PointAnswer, ReturnPoint
from evidence.attribution.services import begin_thread, submit_hypothesis
from tests.attribution.scenes import (
    WHY,
    a_hypothesis,
    a_question,
    a_scene,
    complete,
    decides,
    submitted,
)

DECISION = """
INSERT INTO attribution_decision
  (id, submission_id, kind, digest, decided_as, reviewer_id, reasons, checklist, decided_at)
VALUES (%s, %s, 'approve', %s, 'reviewer', %s, 'because', '[]', now())
"""
SUBMISSION = """
INSERT INTO attribution_submission
  (id, case_id, hypothesis_id, number, snapshot, digest, quorum, needs_counsel, exhibits,
   sealed_parties, note, correction, submitted_by_id, submitted_at)
SELECT gen_random_uuid(), case_id, hypothesis_id, 99, %s, digest, quorum, needs_counsel, exhibits,
   sealed_parties, note, correction, submitted_by_id, submitted_at FROM attribution_submission
"""
CONTRIBUTOR = """
INSERT INTO attribution_submissioncontributor (id, submission_id, user_id) VALUES (%s, %s, %s)
"""


@pytest.fixture
def submission(case, amina, boris):
    return submitted(a_scene(case, amina))


def execute(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def decision(submission, reviewer, digest=None):
    execute(DECISION, uuid.uuid4(), submission.pk, digest or submission.digest, reviewer.pk)


def test_contributor_s_decision_is_refused(submission, amina, elias):
    execute(CONTRIBUTOR, uuid.uuid4(), submission.pk, elias.pk)
    with pytest.raises(IntegrityError, match="wrote or rated"):
        decision(submission, elias)
    assert not Decision.objects.exists()


def test_submitter_s_decision_is_refused(submission, amina):
    with pytest.raises(IntegrityError, match="submitted it"):
        decision(submission, amina)


def test_decision_about_another_digest_is_refused(submission, boris):
    with pytest.raises(IntegrityError, match="digest"):
        decision(submission, boris, "0" * 64)


def test_second_decision_of_one_reviewer_is_refused(submission, boris):
    decision(submission, boris)
    with pytest.raises(IntegrityError, match="one_decision_a_reviewer"):
        decision(submission, boris)


def test_nobody_becomes_a_contributor_once_it_was_decided_on(submission, boris, elias):
    decides(submission, boris)
    with pytest.raises(IntegrityError, match="contributors are named"):
        execute(CONTRIBUTOR, uuid.uuid4(), submission.pk, elias.pk)


def test_submission_whose_digest_is_not_its_snapshot_s_is_refused(submission):
    with pytest.raises(IntegrityError, match="digest is not the one of the snapshot"):
        execute(SUBMISSION, "{}")


@pytest.mark.parametrize("table", ["submission", "submissioncontributor", "decision"])
def test_what_was_submitted_and_decided_is_never_changed(submission, boris, table):
    decides(submission, boris)
    for sql in ("UPDATE attribution_{} SET id = id", "DELETE FROM attribution_{}"):
        with pytest.raises((IntegrityError, ProgrammingError)):
            execute(sql.format(table))


def test_circle_in_the_tree_is_refused(case, amina):
    question = a_question(case, amina)
    wide = a_hypothesis(question, amina, "H1")
    narrow = a_hypothesis(question, amina, "H2", parent=wide)
    token = f"attribution_hypothesis:{wide.pk}"
    sql = "UPDATE attribution_hypothesis SET parent_id = %s WHERE id = %s"
    with pytest.raises(IntegrityError, match="own ancestor"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('casefiles.recording', %s, true)", [token])
            cursor.execute(sql, [narrow.pk, wide.pk])
    assert Hypothesis.objects.get(pk=wide.pk).parent is None


def test_branch_of_another_question_is_refused(case, amina):
    other = a_hypothesis(a_question(case, amina, "Q2"), amina, "H1")
    mine = a_hypothesis(a_question(case, amina), amina, "H1")
    token = f"attribution_hypothesis:{mine.pk}"
    with pytest.raises(IntegrityError, match="same question"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('casefiles.recording', %s, true)", [token])
            cursor.execute(
                "UPDATE attribution_hypothesis SET parent_id = %s WHERE id = %s",
                [other.pk, mine.pk],
            )


def as_approved(hypothesis, by, state="approved"):
    """As code would that forgot to ask."""
    fresh = Hypothesis.objects.get(pk=hypothesis.pk)
    fresh.state = state
    with transaction.atomic():
        record(fresh, by=by, reason=WHY)


def test_nothing_is_approved_or_released_without_its_quorum(submission, boris, amina):
    hypothesis = submission.hypothesis
    for state, words in (("approved", "lacks approvals"), ("released", "only what was approved")):
        with pytest.raises(IntegrityError, match=words):
            as_approved(hypothesis, amina, state)
    decision(submission, boris)
    as_approved(hypothesis, amina)
    as_approved(hypothesis, amina, "released")


def test_what_was_never_submitted_is_not_approved(case, amina):
    hypothesis = a_hypothesis(a_question(case, amina), amina, "H1")
    with pytest.raises(IntegrityError, match="lacks approvals"):
        as_approved(hypothesis, amina)
    born = Hypothesis(
        case=case, question=hypothesis.question, code="H2", text="x", state="approved"
    )
    with pytest.raises(IntegrityError, match="lacks approvals"), transaction.atomic():
        record(born, by=amina, reason=WHY)


def test_approvals_of_an_older_version_approve_no_newer_one(submission, case, amina, boris):
    decides(submission, boris, "return", points=["Say more."])
    complete(submission.hypothesis, amina, gaps="Others.")
    answers = {ReturnPoint.objects.get().pk: "Said."}
    second = submit_hypothesis(submission.hypothesis, by=amina, answers=answers)
    with pytest.raises(IntegrityError, match="lacks approvals"):
        as_approved(second.hypothesis, amina)


def test_counsel_s_approval_is_asked_for_where_it_is_needed(case, amina, boris, elias):
    submission = submitted(a_scene(case, amina))
    submission.pk, submission.number, submission.needs_counsel = uuid.uuid4(), 2, True
    submission.save(force_insert=True)
    decision(submission, boris)
    with pytest.raises(IntegrityError, match="lacks approvals"):
        as_approved(submission.hypothesis, amina)
    decides(submission, elias, as_role="counsel")
    assert Hypothesis.objects.get(code="H1").state == "approved"


@pytest.mark.parametrize("kind", ["approve", "dissent"])
def test_only_a_return_has_points(submission, boris, kind):
    made = decides(submission, boris, kind)
    with pytest.raises(IntegrityError, match="only a return"), transaction.atomic():
        ReturnPoint.objects.create(decision=made, number=1, text="One more thing.")


@pytest.fixture
def returned(submission, boris, amina):
    """(return, second version): a point was answered with the second."""
    made = decides(submission, boris, "return", points=["Say more."])
    complete(submission.hypothesis, amina, gaps="Others.")
    answers = {ReturnPoint.objects.get().pk: "Said."}
    return made, submit_hypothesis(submission.hypothesis, by=amina, answers=answers)


def test_answered_return_takes_no_more_points(returned):
    with pytest.raises(IntegrityError, match="no more points"), transaction.atomic():
        ReturnPoint.objects.create(decision=returned[0], number=2, text="One more thing.")


def test_point_takes_up_no_thread_of_another_hypothesis(case, amina, boris):
    scene = a_scene(case, amina)
    made = decides(submitted(scene), boris, "return")
    thread = begin_thread(submitted(scene, "H2"), "", "Is it so?", by=boris)
    with pytest.raises(IntegrityError, match="same hypothesis"), transaction.atomic():
        ReturnPoint.objects.create(decision=made, number=1, text="Is it so?", thread=thread)


def test_point_is_answered_with_the_next_version_only(case, amina, boris):
    scene = a_scene(case, amina)
    first = submitted(scene)
    made = decides(first, boris, "return")
    point = ReturnPoint.objects.create(decision=made, number=1, text="Say more.")
    other = submitted(scene, "H2")
    for submission in (first, other):
        with pytest.raises(IntegrityError, match="next version"), transaction.atomic():
            PointAnswer.objects.create(point=point, submission=submission, text="Said.")
