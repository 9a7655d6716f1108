"""The database follows the table of the workflow, and asks who approved a case, whatever the code does."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION cases_guard_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state, NEW.state) NOT IN (
    ('draft', 'submitted'), ('returned', 'submitted'), ('submitted', 'under_review'),
    ('submitted', 'returned'), ('under_review', 'returned'), ('under_review', 'approved'),
    ('approved', 'released'), ('approved', 'draft'), ('released', 'draft'),
    ('draft', 'withdrawn'), ('submitted', 'withdrawn'), ('under_review', 'withdrawn'),
    ('returned', 'withdrawn'), ('approved', 'withdrawn'), ('released', 'withdrawn')
  ) THEN
    RAISE EXCEPTION 'a case does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- When the transaction ends: the change that says who approved is written after the row. What
-- that person did or was afterwards is not asked.
CREATE FUNCTION cases_guard_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE approver uuid; given bigint; given_at timestamptz;
BEGIN
  IF (SELECT state FROM cases_casefile WHERE id = NEW.id) NOT IN ('approved', 'released') THEN
    RETURN NULL;  -- opened again before anybody saw it approved
  END IF;
  SELECT c.actor_id, c.sequence, c.at INTO approver, given, given_at FROM audit_change c
    JOIN django_content_type t ON t.id = c.content_type_id
   WHERE t.app_label = 'cases' AND t.model = 'casefile' AND c.object_id = NEW.id
     AND c.action = 'approve'
     -- An approval is one submission's: the one before says nothing of what came after.
     AND c.sequence > (
       SELECT max(s.sequence) FROM audit_change s
        WHERE s.content_type_id = t.id AND s.object_id = NEW.id AND s.action = 'submit')
   ORDER BY c.sequence DESC LIMIT 1;
  IF approver IS NULL THEN
    RAISE EXCEPTION 'a case is approved by somebody, after it was submitted'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (
    SELECT FROM cases_membership WHERE case_id = NEW.id AND user_id = approver
       AND role = 'reviewer' AND (withdrawn_at IS NULL OR withdrawn_at > given_at)
  ) OR EXISTS (
    SELECT FROM cases_membership WHERE case_id = NEW.id AND user_id = approver
       AND role = 'lead' AND (withdrawn_at IS NULL OR withdrawn_at > given_at)
  ) THEN
    RAISE EXCEPTION 'a reviewer of the case approves it, and never its lead'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    SELECT FROM audit_change WHERE case_id = NEW.id AND actor_id = approver
       AND sequence < given AND action NOT IN ('begin_review', 'return', 'approve')
  ) THEN
    RAISE EXCEPTION 'whoever wrote anything of a case does not approve it'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER guard_state BEFORE UPDATE ON cases_casefile
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION cases_guard_state();
CREATE CONSTRAINT TRIGGER guard_approval AFTER UPDATE ON cases_casefile
  DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state = 'approved')
  EXECUTE FUNCTION cases_guard_approval();
"""

REVERSE = """
DROP TRIGGER guard_state ON cases_casefile;
DROP TRIGGER guard_approval ON cases_casefile;
DROP FUNCTION cases_guard_state, cases_guard_approval;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_relations_cited"), ("audit", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
