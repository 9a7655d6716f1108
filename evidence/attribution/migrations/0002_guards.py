"""What the database refuses by itself, whatever the code above it does."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION attribution_guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about attribution_submission%ROWTYPE;
BEGIN
  SELECT * INTO STRICT about FROM attribution_submission WHERE id = NEW.submission_id;
  IF NEW.reviewer_id = about.submitted_by_id THEN
    RAISE EXCEPTION 'whoever submitted it does not decide on it'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM attribution_submissioncontributor
             WHERE submission_id = NEW.submission_id AND user_id = NEW.reviewer_id) THEN
    RAISE EXCEPTION 'whoever wrote or rated a part of it does not decide on it'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.digest <> about.digest THEN
    RAISE EXCEPTION 'a decision is about the digest of its submission'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION attribution_guard_contributor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM attribution_decision WHERE submission_id = NEW.submission_id) THEN
    RAISE EXCEPTION 'contributors are named when it is submitted, not after it was decided on'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION attribution_guard_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF encode(sha256(convert_to(NEW.snapshot, 'UTF8')), 'hex') <> NEW.digest THEN
    RAISE EXCEPTION 'the digest is not the one of the snapshot'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION attribution_guard_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent_id IS NULL THEN
    RETURN NEW;
  END IF;
  -- One change of a question's tree at a time: two could close a circle that neither sees.
  PERFORM FROM attribution_question WHERE id = NEW.question_id FOR NO KEY UPDATE;
  IF NOT EXISTS (SELECT FROM attribution_hypothesis
                 WHERE id = NEW.parent_id AND question_id = NEW.question_id) THEN
    RAISE EXCEPTION 'a branch answers the same question as its parent'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.id IN (
    WITH RECURSIVE above AS (
      SELECT id, parent_id FROM attribution_hypothesis WHERE id = NEW.parent_id
      UNION
      SELECT h.id, h.parent_id FROM attribution_hypothesis h JOIN above ON h.id = above.parent_id
    ) SELECT id FROM above
  ) THEN
    RAISE EXCEPTION 'a hypothesis is not its own ancestor' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard_decision BEFORE INSERT ON attribution_decision
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_decision();
CREATE TRIGGER guard_contributor BEFORE INSERT ON attribution_submissioncontributor
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_contributor();
CREATE TRIGGER guard_submission BEFORE INSERT ON attribution_submission
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_submission();
CREATE TRIGGER guard_tree BEFORE INSERT OR UPDATE ON attribution_hypothesis
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_tree();
"""

REVERSE = """
DROP TRIGGER guard_decision ON attribution_decision;
DROP TRIGGER guard_contributor ON attribution_submissioncontributor;
DROP TRIGGER guard_submission ON attribution_submission;
DROP TRIGGER guard_tree ON attribution_hypothesis;
DROP FUNCTION attribution_guard_decision, attribution_guard_contributor,
  attribution_guard_submission, attribution_guard_tree;
"""


class Migration(migrations.Migration):
    dependencies = [("attribution", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
