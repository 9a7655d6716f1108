"""The environment that Casefiles' settings read, as the engines fill it."""

import os
import sys
from pathlib import Path

from casefiles.engines.broker import Broker
from casefiles.engines.keys import NAMES, new_secret
from casefiles.engines.postgres import ADMIN, APPLICATION, OWNER, Postgres
from casefiles.engines.user import Identity

#: What a command typed beside a running site must be told.
NAMES_OF_A_SITE = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "REDIS_URL",
    "CASEFILES_EMBEDDED",
    "CASEFILES_DATA",
    "CASEFILES_FILES",
    *(f"{name}_FILE" for name in NAMES),
)
QUIET_ABOUT_ROOT = "ignore:You're running the worker with superuser:UserWarning"


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
    """CASEFILES_FILES may lie on another disk than the rest."""
    files = os.environ.get("CASEFILES_FILES", str(data / "files"))
    return {
        "CASEFILES_DATA": str(data),
        "CASEFILES_FILES": files,
        "DJANGO_SETTINGS_MODULE": "casefiles.config.settings",
    }


def home(data: Path, identity: Identity) -> dict[str, str]:
    """A home for a user other than ourselves: fontconfig wants to write a cache there.

    Celery warns of root on every start; that it runs as root was decided, and said, by us.
    """
    if identity.uid == os.geteuid():
        return {"PYTHONWARNINGS": QUIET_ABOUT_ROOT} if identity.uid == 0 else {}
    return {"HOME": str(data), "USER": identity.name, "XDG_CACHE_HOME": str(data / "cache")}


def probe() -> list[str]:
    """A command that succeeds for whoever can read the code and its packages."""
    return [sys.executable, "-c", "import casefiles.engines, django, psycopg"]


def throwaway(data: Path, postgres: Postgres, broker: Broker) -> dict[str, str]:
    """Everything for one run of tests, whatever the caller's own environment says."""
    inherited = dict(os.environ)
    old = ("CASEFILES_OLD_MASTER_KEY", "CASEFILES_OLD_MASTER_KEY_FILE")
    # No test writes to anybody: a mail server of the caller's own is none of theirs.
    mail = ("CASEFILES_MAIL_URL", "CASEFILES_MAIL_URL_FILE")
    files = (f"{name}_FILE" for name in NAMES)
    for name in (*files, *old, *mail, "CASEFILES_DB_ROLE", "CASEFILES_ORIGIN"):
        inherited.pop(name, None)
    return {
        **inherited,
        **database(postgres),
        **queue(broker),
        **folders(data),
        **{name: new_secret(name) for name in NAMES},
        "CASEFILES_FILES": str(data / "files"),
        "CASEFILES_TEST_ADMIN_URL": postgres.url(ADMIN, "postgres"),
    }
