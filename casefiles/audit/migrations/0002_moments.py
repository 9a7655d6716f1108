"""Each change carries the transaction that wrote it: see casefiles/audit/moments.py.

The column is the database's own: no code names it when it writes. Changes from before count as
written now. The index on the case alone goes, for both others begin with the case.
"""

from django.db import migrations, models

COLUMN = "ALTER TABLE audit_change ADD COLUMN xact xid8 NOT NULL DEFAULT pg_current_xact_id()"
INDEX = "CREATE INDEX audit_change_case_xact ON audit_change (case_id, xact)"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AlterField("change", "case_id", models.UUIDField(null=True)),
        migrations.RunSQL(COLUMN, "ALTER TABLE audit_change DROP COLUMN xact"),
        migrations.RunSQL(INDEX, migrations.RunSQL.noop),
    ]
