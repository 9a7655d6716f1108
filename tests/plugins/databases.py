"""The test databases: migrated once by the owner, cloned for use by the application.

Tests work as the application role, or a missing grant would only show in production.
Append-only tables refuse TRUNCATE and DELETE, so nothing can be flushed after a test:
either it is rolled back (`db`), or it has a clone of its own (`committed_db`).
"""

import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

from casefiles.engines.postgres import create_database
from tests.plugins import templates

URLS = ("DATABASE_URL", "DATABASE_OWNER_URL")
ALIASES = frozenset({"default", "log"})


def pytest_configure() -> None:
    """Keep connections by thread, even while Playwright's event loop runs in ours.

    Django looks for that loop and would keep a second set of connections beside it, so
    that a test with a browser would not see what it had just written.
    """
    connections._connections = threading.local()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse what cannot work here, with the way that does."""
    for item in items:
        names, marker = getattr(item, "fixturenames", ()), item.get_closest_marker("django_db")
        if {"transactional_db", "live_server"} & {*names} or (
            marker and marker.kwargs.get("transaction")
        ):
            raise pytest.UsageError(
                f"{item.nodeid}: append-only tables cannot be flushed; use committed_db"
            )
        if "committed_db" in names and (marker or "db" in names):
            raise pytest.UsageError(
                f"{item.nodeid}: committed_db stands alone; drop db / django_db"
            )


@pytest.fixture(scope="session")
def template_database() -> Iterator[str]:
    """The name of a migrated database to clone; nobody connects to it."""
    with _database("template0") as name:
        templates.fill(name, _renamed(os.environ["CASEFILES_TEST_ADMIN_URL"], name), urls_of(name))
        yield name


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_test_environment: None) -> Iterator[None]:
    """Replaces pytest-django's: the clone that rolled-back tests share.

    In these the alias `log` is the very connection of `default`: a second one would
    neither see the test's rows nor be rolled back.
    """
    TransactionTestCase.databases = ALIASES
    with _database(template_database) as name, pointed_at(name):
        connections["log"] = connections["default"]
        yield


@pytest.fixture
def committed_db(
    template_database: str,
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """A fresh database for one test, with real commits; gives its name.

    `log` is a real second connection here. DATABASE_URL and DATABASE_OWNER_URL name the
    clone meanwhile, so that child processes work on it too.
    """
    with _database(template_database) as name, pointed_at(name), django_db_blocker.unblock():
        shared = connections["default"]
        del connections["log"]
        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
        for variable, url in urls_of(name).items():
            monkeypatch.setenv(variable, url)
        yield name
        connections.close_all()
        connections["log"] = shared


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test meets another's counters, limits or cached pages."""
    yield
    cache.clear()


def urls_of(database: str) -> dict[str, str]:
    """The two variables that name a database, for each role."""
    return {name: _renamed(os.environ[name], database) for name in URLS}


def _renamed(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


@contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Point both of Django's connections at a database, for as long as it lasts.

    The settings of an alias are one dictionary, shared by its connections in all threads.
    """
    before = {alias: connections.settings[alias]["NAME"] for alias in ALIASES}
    _point(dict.fromkeys(ALIASES, name))
    try:
        yield
    finally:
        _point(before)


def _point(names: dict[str, str]) -> None:
    connections.close_all()
    for alias, name in names.items():
        connections.settings[alias]["NAME"] = name


@contextmanager
def copy_of(name: str) -> Iterator[str]:
    """A database as another one is now; our own connections are closed for it."""
    connections.close_all()
    with _database(name) as copy:
        yield copy


@contextmanager
def _database(template: str) -> Iterator[str]:
    """A database made from another, dropped afterwards whoever is still connected."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(os.environ["CASEFILES_TEST_ADMIN_URL"], autocommit=True) as admin:
        create_database(admin, name, template=template)
        try:
            yield name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
