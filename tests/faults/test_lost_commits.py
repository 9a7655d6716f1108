"""The line to the database breaks while a commit is under way there: its files stay."""

import hashlib
import os
import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import OperationalError, connection

from casefiles.engines.processes import wait_until
from evidence.exhibits.fixity import examine
from evidence.exhibits.models import Exhibit, ExhibitFile, UploadPart

# Any number that no other advisory lock has.
HELD = 771_204
HOLD = f"""
CREATE FUNCTION hold_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock({HELD}); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER hold_commit AFTER INSERT ON {{table}} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION hold_commit();
"""
WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextmanager
def commit_under_way(database, model):
    """The next commit with a row of `model` waits; its line is cut; then it comes through.

    It goes on once the writer is done, or waits for it.
    """
    url = urlsplit(os.environ["CASEFILES_TEST_ADMIN_URL"])._replace(path=f"/{database}").geturl()
    connection.ensure_connection()
    line, is_over, went = connection.connection.fileno(), threading.Event(), []
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(HOLD.format(table=model._meta.db_table))
        admin.execute("SELECT pg_advisory_lock(%s)", [HELD])

        def waiting():
            return admin.execute(WAITING).fetchone()[0]

        def cut():
            went.append(wait_until(lambda: waiting() == 1, seconds=30))
            with socket.socket(fileno=os.dup(line)) as end:
                end.shutdown(socket.SHUT_RDWR)
            went.append(wait_until(lambda: is_over.is_set() or waiting() > 1, seconds=30))
            admin.execute("SELECT pg_advisory_unlock(%s)", [HELD])

        cutter = threading.Thread(target=cut)
        cutter.start()
        try:
            yield
        finally:
            is_over.set()
            cutter.join()
    assert went == [True, True]


def test_file_of_a_commit_whose_answer_was_lost_stays(committed_db, casework, store):
    from evidence.exhibits.intake import NewFile
    from evidence.exhibits.services import log_exhibit

    amina, case = casework
    exhibit = Exhibit(case=case, title="Film", provider_code="UN", kind="video")
    with commit_under_way(committed_db, ExhibitFile):
        with pytest.raises(OperationalError):
            log_exhibit(exhibit, by=amina, reason="logged by a test",
                        files=[NewFile.of_bytes(b"of a film", "film.mp4")])  # fmt: skip
        assert not ExhibitFile.objects.exists(), "or nothing was under way"
    assert wait_until(ExhibitFile.objects.exists, seconds=30)
    assert examine(ExhibitFile.objects.get()).result == "intact"


def test_part_of_an_upload_whose_commit_was_not_answered_stays(committed_db, casework, store):
    from evidence.exhibits.services import assembly, receiving

    amina, case = casework
    upload = receiving.begin(case, by=amina, size=6, name="film.mp4")
    with commit_under_way(committed_db, UploadPart), pytest.raises(OperationalError):
        receiving.receive_part(upload, 0, [b"abc"])
    assert wait_until(UploadPart.objects.exists, seconds=30)
    receiving.receive_part(upload, 3, [b"def"])
    assembly.assemble(upload)  # reads both parts back
    upload.refresh_from_db()
    assert upload.sha256 == hashlib.sha256(b"abcdef").hexdigest()
