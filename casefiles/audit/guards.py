"""Triggers and grants that keep the record when the code above them errs.

Run after every `migrate` by the role that owns the tables, so that no new table is left out.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models

from casefiles.audit.models import AppendOnlyModel, Audited

FUNCTIONS = """
CREATE OR REPLACE FUNCTION casefiles_guard_audited() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE token text := current_setting('casefiles.recording', true);
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'rows of % are never deleted: withdraw them with a reason', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  IF token = TG_TABLE_NAME || ':' || NEW.id THEN
    -- Used up: what it opens from now on is this row's history, once.
    PERFORM set_config('casefiles.recording', 'history:' || NEW.id, true);
  ELSIF TG_OP = 'UPDATE' AND TG_NARGS > 0
     AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
    RETURN NEW;
  ELSIF token IS DISTINCT FROM TG_TABLE_NAME || ':*' THEN
    RAISE EXCEPTION '% may be written only through record()', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION casefiles_guard_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE token text := current_setting('casefiles.recording', true);
BEGIN
  IF token = 'history:' || NEW.id THEN
    PERFORM set_config('casefiles.recording', '', true);
  ELSIF token IS NULL OR token NOT LIKE '%:*' THEN
    RAISE EXCEPTION '% may be written only through record()', TG_TABLE_NAME
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION casefiles_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END $$;
"""

TRIGGERS = {
    "audited": {"guard_audited": "BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
                "EXECUTE FUNCTION casefiles_guard_audited({fields})"},
    "append_only": {"guard_append_only": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
                    "EXECUTE FUNCTION casefiles_refuse()"},
    "history": {"guard_append_only": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
                "EXECUTE FUNCTION casefiles_refuse()",
                "guard_history": "BEFORE INSERT ON {table} FOR EACH ROW "
                "EXECUTE FUNCTION casefiles_guard_history()"},
}  # fmt: skip
NO_TRUNCATE = "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION casefiles_refuse()"
GRANTS = {
    "audited": "SELECT, INSERT, UPDATE",
    "append_only": "SELECT, INSERT",
    "history": "SELECT, INSERT",
    "operational": "SELECT, INSERT, UPDATE, DELETE",
}


def kind_of(model: type[models.Model]) -> str:
    """`audited`, `history`, `append_only`, or `operational` (ours and other packages')."""
    if hasattr(model, "history_object"):
        return "history"
    if issubclass(model, Audited):
        return "audited"
    if issubclass(model, AppendOnlyModel):
        return "append_only"
    return "operational"


def guard_tables(using: str = "default", **kwargs: Any) -> None:
    """Installs functions, triggers and grants for every table; may be run again at any time."""
    with connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
        cursor.execute(FUNCTIONS)
        for model in _tables(present):
            _install_triggers(cursor, model)
        _grant(cursor, _tables(present))


def _tables(present: set[str]) -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and model._meta.db_table in present]


def _install_triggers(cursor: Any, model: type[models.Model]) -> None:
    kind, table = kind_of(model), f'"{model._meta.db_table}"'
    if kind == "operational":
        return
    unrecorded = getattr(model, "UNRECORDED_FIELDS", ())
    columns = [field.column for field in model._meta.fields if field.name in unrecorded]
    fields = ", ".join(f"'{column}'" for column in columns)
    for name, clause in {**TRIGGERS[kind], "guard_truncate": NO_TRUNCATE}.items():
        body = clause.format(table=table, fields=fields)
        cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {body}")


def _grant(cursor: Any, tables: Iterable[type[models.Model]]) -> None:
    """Gives the application role what it needs; nothing when one role does both."""
    role = settings.APPLICATION_ROLE
    cursor.execute("SELECT current_user")
    if not role or cursor.fetchone()[0] == role:
        return
    cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    cursor.execute(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    cursor.execute(f'GRANT SELECT ON ALL TABLES IN SCHEMA public TO "{role}"')
    for model in tables:
        table = model._meta.db_table
        cursor.execute(f'REVOKE ALL ON "{table}" FROM "{role}"')
        cursor.execute(f'GRANT {GRANTS[kind_of(model)]} ON "{table}" TO "{role}"')
