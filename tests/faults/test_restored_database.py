"""An older copy of the database is put back: what came in since stays, and can be read again."""

from datetime import timedelta

from django.core.management import call_command

from evidence.exhibits.fixity import examine
from evidence.exhibits.models import ExhibitFile
from evidence.exhibits.sweep import sweep
from tests.exhibits.material import log
from tests.plugins.databases import copy_of, pointed_at


def test_files_of_the_newer_database_outlive_a_sweep(committed_db, casework, store):
    amina, case = casework
    log(case, amina, content=b"before the backup")
    with copy_of(committed_db) as backup:
        log(case, amina, content=b"after the backup")
        orphan = store.write([b"left by a crash after the backup"]).name
        names = {orphan, *ExhibitFile.objects.values_list("object_name", flat=True)}
        with pointed_at(backup):
            old = store.write([b"left by a crash since it was put back"]).name
            found = sweep(store, older_than=timedelta(0))
            assert found.recorded == 1 and len(found.foreign) == 2 and not found.missing
            call_command("sweep_store", "--delete", "--hours=0", "--even-if-most")
            assert store.names() == names and old not in names
        call_command("sweep_store", "--delete", "--hours=0", "--even-if-most")
        assert store.names() == names - {orphan}
        assert {examine(file).result for file in ExhibitFile.objects.all()} == {"intact"}
