"""No hypothesis is approved without its quorum, and only a return has points, before its answer."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION attribution_guard_outcome() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about attribution_submission%ROWTYPE; given integer; as_counsel boolean;
BEGIN
  IF NEW.state = 'released' AND OLD.state <> 'approved' THEN
    RAISE EXCEPTION 'only what was approved is released' USING ERRCODE = 'restrict_violation';
  END IF;
  SELECT * INTO about FROM attribution_submission WHERE hypothesis_id = NEW.id
   ORDER BY number DESC LIMIT 1;
  SELECT count(*), coalesce(bool_or(decided_as = 'counsel'), false) INTO given, as_counsel
    FROM attribution_decision WHERE submission_id = about.id AND kind = 'approve';
  -- Of a submission that is not there nothing is known: that is refused too.
  IF (given >= about.quorum AND (as_counsel OR NOT about.needs_counsel)) IS NOT TRUE THEN
    RAISE EXCEPTION 'the newest submission lacks approvals that its quorum asks for'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION attribution_guard_point() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE about attribution_submission%ROWTYPE;
BEGIN
  SELECT s.* INTO STRICT about FROM attribution_submission s
    JOIN attribution_decision d ON d.submission_id = s.id WHERE d.id = NEW.decision_id;
  IF NOT EXISTS (SELECT FROM attribution_decision WHERE id = NEW.decision_id AND kind = 'return')
  THEN
    RAISE EXCEPTION 'only a return has points' USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (SELECT FROM attribution_submission
             WHERE hypothesis_id = about.hypothesis_id AND number > about.number) THEN
    RAISE EXCEPTION 'a return that was answered takes no more points'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.thread_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM attribution_thread
     WHERE id = NEW.thread_id AND hypothesis_id = about.hypothesis_id
  ) THEN
    RAISE EXCEPTION 'a point takes up a thread about the same hypothesis'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION attribution_guard_answer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM attribution_returnpoint p
      JOIN attribution_decision d ON d.id = p.decision_id
      JOIN attribution_submission before ON before.id = d.submission_id
      JOIN attribution_submission after ON after.id = NEW.submission_id
     WHERE p.id = NEW.point_id AND after.hypothesis_id = before.hypothesis_id
       AND after.number = before.number + 1
  ) THEN
    RAISE EXCEPTION 'a point is answered with the next version' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard_outcome BEFORE UPDATE ON attribution_hypothesis
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('approved', 'released'))
  EXECUTE FUNCTION attribution_guard_outcome();
CREATE TRIGGER guard_born BEFORE INSERT ON attribution_hypothesis
  FOR EACH ROW WHEN (NEW.state IN ('approved', 'released'))
  EXECUTE FUNCTION attribution_guard_outcome();
CREATE TRIGGER guard_point BEFORE INSERT ON attribution_returnpoint
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_point();
CREATE TRIGGER guard_answer BEFORE INSERT ON attribution_pointanswer
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_answer();
"""

REVERSE = """
DROP TRIGGER guard_outcome ON attribution_hypothesis;
DROP TRIGGER guard_born ON attribution_hypothesis;
DROP TRIGGER guard_point ON attribution_returnpoint;
DROP TRIGGER guard_answer ON attribution_pointanswer;
DROP FUNCTION attribution_guard_outcome, attribution_guard_point, attribution_guard_answer;
"""


class Migration(migrations.Migration):
    dependencies = [("attribution", "0011_watched_counts")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
