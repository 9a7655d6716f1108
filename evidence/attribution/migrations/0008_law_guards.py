"""Who may say "constitutes", held by the database whatever the code above it does."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION attribution_guard_wording() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') <> NEW.digest THEN
    RAISE EXCEPTION 'the digest is not the one of the qualification''s text'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NOT EXISTS (SELECT FROM cases_membership m
                 WHERE m.case_id = NEW.case_id AND m.user_id = NEW.counsel_id
                   AND m.role = 'counsel' AND m.withdrawn_at IS NULL) THEN
    RAISE EXCEPTION 'only a counsel of the case decides on this wording'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF EXISTS (
    WITH elements AS (
      SELECT id FROM attribution_elementassessment WHERE qualification_id = NEW.qualification_id
    ), citations AS (
      SELECT id FROM exhibits_citation
      WHERE object_id = NEW.qualification_id OR object_id IN (SELECT id FROM elements)
    )
    SELECT FROM audit_change c JOIN django_content_type t ON t.id = c.content_type_id
    WHERE c.actor_id = NEW.counsel_id AND c.action NOT IN ('approve', 'return')
      AND (t.app_label, t.model) IN (('attribution', 'legalqualification'),
                                     ('attribution', 'elementassessment'),
                                     ('exhibits', 'citation'))
      AND (c.object_id = NEW.qualification_id
           OR c.object_id IN (SELECT id FROM elements)
           OR c.object_id IN (SELECT id FROM citations))
  ) THEN
    RAISE EXCEPTION 'whoever wrote a part of a qualification does not decide on its wording'
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.kind = 'approve' AND EXISTS (
    SELECT FROM attribution_wordingdecision d
    WHERE d.qualification_id = NEW.qualification_id AND d.digest = NEW.digest
      AND d.kind = 'refuse') THEN
    RAISE EXCEPTION 'this very text was refused' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER guard_wording BEFORE INSERT ON attribution_wordingdecision
  FOR EACH ROW EXECUTE FUNCTION attribution_guard_wording();
"""

REVERSE = """
DROP TRIGGER guard_wording ON attribution_wordingdecision;
DROP FUNCTION attribution_guard_wording;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attribution", "0007_law"),
        ("exhibits", "0009_custody"),
        ("audit", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS, REVERSE)]
