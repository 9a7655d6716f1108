"""Statistics of what a bench filled in: what autovacuum does a minute later on a real server."""

import os

import psycopg
from django.db import connection


def analyse() -> None:
    """As the engine's administrator: ANALYZE passes over tables of others, with a mere warning."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["CASEFILES_TEST_ADMIN_URL"], dbname=name) as owner:
        owner.execute("ANALYZE")
