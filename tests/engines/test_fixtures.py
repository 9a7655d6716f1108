"""The fixtures keep what their docstrings promise; every other test stands on them."""

import threading
from urllib.request import urlopen

import pytest
from django.db import connection, connections, transaction

from casefiles.engines.postgres import APPLICATION


def test_tests_work_as_the_application_role(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (APPLICATION, False, False)


def test_the_application_owns_no_table_and_makes_none(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)
        with pytest.raises(Exception, match="permission denied"):
            cursor.execute("CREATE TABLE public.mine (id int)")


def test_rolled_back_tests_share_one_connection(db):
    assert connections["log"] is connections["default"]


def test_committed_tests_have_a_second_connection_that_outlives_a_rollback(committed_db):
    assert connections["log"] is not connections["default"]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        with connections["log"].cursor() as cursor:
            cursor.execute("SELECT current_database()")
            assert cursor.fetchone() == (committed_db,)
        _session("log", "kept")
        _session("default", "lost")
        1 / 0  # noqa: B018
    assert _sessions() == ["kept"]


def test_commits_are_seen_by_other_threads(committed_db):
    _session("default", "mine")
    seen: list[str] = []

    def look() -> None:
        seen.extend(_sessions())
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["mine"]


def test_each_committed_test_begins_empty(committed_db):
    assert _sessions() == []


def test_rolled_back_tests_go_on_after_a_committed_one(db):
    assert connections["log"] is connections["default"]
    assert _sessions() == []


def test_the_live_site_answers_from_the_clone(live_site, committed_db):
    with urlopen(f"{live_site}/live") as answer:
        assert answer.status == 200


def _session(alias: str, key: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, '', now())",
            [key],
        )


def _sessions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session ORDER BY 1")
        return [key for (key,) in cursor.fetchall()]
