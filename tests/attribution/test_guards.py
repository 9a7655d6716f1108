"""What the database refuses by itself, asked in raw SQL."""

import uuid

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from evidence.attribution.models import Decision, Hypothesis
from tests.attribution.scenes import a_hypothesis, a_question, a_scene, decides, submitted

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
