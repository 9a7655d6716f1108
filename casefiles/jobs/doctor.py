"""Whether this installation is fit: one small check for each thing that it stands on.

Every unfit verdict says what to do. The checks look; what one writes in order to look, it removes.
"""

import base64
import binascii
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import redis
from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casefiles.sealing.keys import known_master_keys, master_key_id
from casefiles.sealing.models import SubjectKey

OLDEST_POSTGRES = 15
FONTS = ("Noto Sans", "DejaVu Sans")
#: Below this, an upload of ordinary size may not fit.
FREE_BYTES = 2 * 1024**3
KEY_FILES = (
    "SECRET_KEY_FILE",
    "CASEFILES_MASTER_KEY_FILE",
    "CASEFILES_OLD_MASTER_KEY_FILE",
    "CASEFILES_S3_SECRET_KEY_FILE",
)
#: Where containers find their secrets: a mount of their own, readable to them alone.
CONTAINER_SECRETS = Path("/run/secrets")


@dataclass(frozen=True)
class Verdict:
    """What was looked at, what was found, and, if that is unfit, what to do."""

    what: str
    found: str
    advice: str = ""

    @property
    def fit(self) -> bool:
        return not self.advice


def postgresql() -> Verdict:
    """New enough, and in a role that cannot take the triggers off the record."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_user, rolsuper, "
            "(SELECT count(*) FROM pg_tables WHERE tableowner = current_user) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        version, role, superuser, owned = cursor.fetchone()
    found = f"version {version}, role {role}"
    if version < OLDEST_POSTGRES:
        return Verdict("PostgreSQL", found, f"install PostgreSQL {OLDEST_POSTGRES} or newer")
    if superuser or owned:
        advice = "let DATABASE_URL name a role that owns no table and is no superuser"
        return Verdict("PostgreSQL", f"{found}, which owns {owned} tables", advice)
    return Verdict("PostgreSQL", f"{found}, which owns no table")


def queue() -> Verdict:
    """Reachable, and what is queued survives a crash and is never evicted."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5) as client:
        facts = client.info()
    found = f"version {facts['redis_version']}, append-only file {_yes(facts['aof_enabled'])}"
    if facts.get("maxmemory_policy", "noeviction") != "noeviction":
        return Verdict("Redis", found, "set maxmemory-policy noeviction: jobs would be thrown out")
    if not facts["aof_enabled"]:
        return Verdict("Redis", found, "set 'appendonly yes': queued jobs would die with it")
    return Verdict("Redis", found)


def worker() -> Verdict:
    answers = current_app.control.ping(timeout=3)
    if not answers:
        advice = "start one: celery -A casefiles.config.celery worker ('make run' does)"
        return Verdict("worker", "none answers", advice)
    return Verdict("worker", f"{len(answers)} answering")


def migrations() -> Verdict:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return Verdict("migrations", f"{len(pending)} pending", "run: python manage.py migrate")
    return Verdict("migrations", "none pending")


def fonts() -> Verdict:
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)
    missing = [name for name in FONTS if name not in listed.stdout]
    if missing:
        advice = "install Debian's fonts-noto-core and fonts-dejavu-core"
        return Verdict("fonts", f"no {' and no '.join(missing)}", advice)
    return Verdict("fonts", " and ".join(FONTS))


def typesetting() -> Verdict:
    """A page is really set: the libraries may be there and yet not load."""
    advice = "install Debian's libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0"
    try:
        import weasyprint

        weasyprint.HTML(string="<p>fit</p>").write_pdf()
    except OSError as error:
        return Verdict("Pango", str(error).splitlines()[0], advice)
    return Verdict("Pango", f"sets pages, with WeasyPrint {weasyprint.__version__}")


def data_folder() -> Verdict:
    return _folder("data folder", settings.DATA_DIR)


def files_folder() -> Verdict:
    """Also where a bucket keeps the files: uploads wait here until they are stored."""
    return _folder("files folder", settings.FILES_DIR)


def keys() -> Verdict:
    """A master key that is none seals nothing; it fails here and not at the first field."""
    try:
        size = len(base64.b64decode(settings.MASTER_KEY, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if size != 32:
        advice = "give CASEFILES_MASTER_KEY_FILE a file with 32 random bytes in base64"
        return Verdict("keys", "the master key is malformed", advice)
    if len(settings.SECRET_KEY) < 50:
        return Verdict("keys", "SECRET_KEY is short", "give it 50 random characters or more")
    return Verdict("keys", "both well-formed")


def wrapped_keys() -> Verdict:
    """Whether the master key is the one that this database's keys are wrapped under."""
    rows = SubjectKey.objects.exclude(wrapped=None)
    keys = known_master_keys()
    foreign = rows.exclude(master_key_id__in=keys).count()
    if foreign:
        advice = "start with the master key that this data was made with, or give it as the old one"
        return Verdict("wrapped keys", f"{foreign} under another master key", advice)
    waiting = rows.exclude(master_key_id=master_key_id()).count()
    if waiting:
        advice = "run: python manage.py rotate_master_key"
        return Verdict("wrapped keys", f"{waiting} still under the old master key", advice)
    if len(keys) > 1:
        advice = "unset CASEFILES_OLD_MASTER_KEY_FILE: nothing needs the old key any more"
        return Verdict("wrapped keys", "all under the current master key", advice)
    return Verdict("wrapped keys", "all under this master key")


def key_files() -> Verdict:
    """Nobody but the owner may read the files of the secrets."""
    for name in KEY_FILES:
        path = Path(os.environ.get(name, ""))
        if not os.environ.get(name) or path.is_relative_to(CONTAINER_SECRETS):
            continue
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Verdict("key files", f"others can read {path}", f"run: chmod 600 {path}")
    return Verdict("key files", "readable to their owner alone")


def configuration() -> Verdict:
    if settings.DEBUG:
        return Verdict("settings", "DEBUG is on", "turn it off: its error pages show case data")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        return Verdict("settings", "any host is allowed", "name this one in CASEFILES_HOSTS")
    if not settings.EMBEDDED and not settings.ORIGIN.startswith("https://"):
        advice = "put a TLS proxy in front and name its address in CASEFILES_ORIGIN"
        return Verdict("settings", "not behind TLS", advice)
    return Verdict("settings", f"hosts {', '.join(settings.ALLOWED_HOSTS)}")


# Upper rooms enter theirs in `ready()`.
CHECKS: list[Callable[[], Verdict]] = [
    postgresql,
    migrations,
    queue,
    worker,
    fonts,
    typesetting,
    data_folder,
    files_folder,
    keys,
    wrapped_keys,
    key_files,
    configuration,
]


def examine() -> Iterator[Verdict]:
    """Every check's verdict; one that breaks is unfit, and the others are made all the same."""
    for check in CHECKS:
        try:
            yield check()
        except Exception as error:  # noqa: BLE001  whatever it is, it is to be said
            words = str(error).strip().splitlines() or [""]
            found = f"{type(error).__name__}: {words[0]}"
            yield Verdict(check.__name__.replace("_", " "), found, "see to this first")


def _folder(what: str, path: Path) -> Verdict:
    """Writable, proven by writing, and with room."""
    try:
        tempfile.TemporaryFile(dir=path).close()
    except OSError as error:
        advice = f"let the user that runs Casefiles own and write {path}"
        return Verdict(what, f"{path}: {error.strerror}", advice)
    free = shutil.disk_usage(path).free
    found = f"{path}, {free / 1024**3:.1f} GiB free"
    if free < FREE_BYTES:
        return Verdict(what, found, "make room, or move it (CASEFILES_FILES, CASEFILES_DATA)")
    return Verdict(what, found)


def _yes(value: object) -> str:
    return "on" if value else "off"
