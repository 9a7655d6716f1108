"""The environment that Casefiles' settings read, as the engines fill it."""

import os
from pathlib import Path

from casefiles.engines.broker import Broker
from casefiles.engines.keys import NAMES, new_secret
from casefiles.engines.postgres import ADMIN, APPLICATION, OWNER, Postgres


def database(postgres: Postgres) -> dict[str, str]:
    """Embedded PostgreSQL: the application works in one role, `migrate` in another."""
    return {
        "DATABASE_URL": postgres.url(APPLICATION),
        "DATABASE_OWNER_URL": postgres.url(OWNER),
        "CASEFILES_EMBEDDED": "1",
    }


def queue(broker: Broker) -> dict[str, str]:
    return {"REDIS_URL": broker.url}


def folders(data: Path) -> dict[str, str]:
    return {
        "CASEFILES_DATA": str(data),
        "CASEFILES_FILES": os.environ.get("CASEFILES_FILES", str(data / "files")),
    }


def throwaway(data: Path, postgres: Postgres, broker: Broker) -> dict[str, str]:
    """Everything for one run of tests, whatever the caller's own environment says."""
    inherited = dict(os.environ)
    for name in (*(f"{name}_FILE" for name in NAMES), "CASEFILES_DB_ROLE", "CASEFILES_ORIGIN"):
        inherited.pop(name, None)
    return {
        **inherited,
        **database(postgres),
        **queue(broker),
        **folders(data),
        **{name: new_secret(name) for name in NAMES},
        "CASEFILES_FILES": str(data / "files"),
        "CASEFILES_TEST_ADMIN_URL": postgres.url(ADMIN, "postgres"),
        "DJANGO_SETTINGS_MODULE": "casefiles.config.settings",
    }
