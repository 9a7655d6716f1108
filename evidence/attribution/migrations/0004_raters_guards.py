"""What each rater gave stays theirs, and stays as it was when the round was closed."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION attribution_guard_individual() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.round_id, NEW.hypothesis_id, NEW.exhibit_id, NEW.rater_id)
     IS DISTINCT FROM (OLD.round_id, OLD.hypothesis_id, OLD.exhibit_id, OLD.rater_id) THEN
    RAISE EXCEPTION 'an individual rating stays in its cell, its round and its rater''s name'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF (TG_OP = 'INSERT' OR (NEW.value, NEW.rationale) IS DISTINCT FROM (OLD.value, OLD.rationale))
     AND EXISTS (SELECT FROM attribution_ratinground
                 WHERE id = NEW.round_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'the round is closed: what its raters gave stays as it is'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM attribution_roundrater
                 WHERE round_id = NEW.round_id AND user_id = NEW.rater_id
                   AND withdrawn_at IS NULL) THEN
    RAISE EXCEPTION 'only who was named as a rater rates in a round'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION attribution_guard_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at THEN
    RAISE EXCEPTION 'a round that was closed stays closed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (NEW.is_blind, NEW.question_id) IS DISTINCT FROM (OLD.is_blind, OLD.question_id) THEN
    RAISE EXCEPTION 'a blind round stays blind, and about its question'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard_individual BEFORE INSERT OR UPDATE ON attribution_individualrating
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_individual();
CREATE TRIGGER guard_round BEFORE UPDATE ON attribution_ratinground
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_round();
"""

REVERSE = """
DROP TRIGGER guard_individual ON attribution_individualrating;
DROP TRIGGER guard_round ON attribution_ratinground;
DROP FUNCTION attribution_guard_individual, attribution_guard_round;
"""


class Migration(migrations.Migration):
    dependencies = [("attribution", "0003_raters")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
