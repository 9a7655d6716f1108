"""A private PostgreSQL on a unix socket.

Whoever can enter the socket's folder is let in as any role: that folder (mode 0700) is
the lock, and it opens for the same user who could read a password file beside it. A
server for a team is another matter: it is named by DATABASE_URL and asks for passwords.
"""

import contextlib
import signal
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from casefiles.engines import binaries, processes
from casefiles.engines.errors import EngineError
from casefiles.engines.user import Identity

ADMIN, OWNER, APPLICATION = "casefiles_admin", "casefiles_owner", "casefiles_app"
DATABASE = "casefiles"
STARTS = 5
#: Statements and DETAIL lines quote values, and values are names of people: none in logs.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
#: For a throw-away cluster: nothing need survive a power cut.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}


class Postgres:
    """One cluster: made on first use, started with retries, stopped cleanly."""

    name = "PostgreSQL"

    def __init__(self, data: Path, runtime: Path, identity: Identity, *, careless: bool = False):
        self.data = data
        self.runtime = runtime
        self.identity = identity
        self.settings = SETTINGS | (CARELESS if careless else {})
        self.programs = binaries.postgres_folder()
        self.log = data.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={self.runtime}"

    def start(self) -> None:
        """Make the cluster if there is none, start it, and see to its roles and database.

        Tried several times: after kill -9 the first start may meet children of the dead
        server that have not yet noticed (measured: 1 start of 4).
        """
        self._check_version()
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        for _attempt in range(STARTS):
            processes.end_orphans(self.data, "postgres")
            self._forget_stale_pid()
            if self._start_once():
                self._prepare_database()
                return
        raise EngineError(f"PostgreSQL does not start; its own words:\n{self._last_words()}")

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Fast shutdown: roll back what is open, write everything, end."""
        if self.process:
            processes.stop(self.process, by=signal.SIGINT, patience=30)
            self.process = None

    def _check_version(self) -> None:
        """A newer server cannot open older data; say so before it fails obscurely."""
        marker = self.data / "PG_VERSION"
        ours = binaries.postgres_major(self.programs)
        if marker.exists() and int(marker.read_text()) != ours:
            raise EngineError(
                f"{self.data} was made by PostgreSQL {marker.read_text().strip()}, and this machine "
                f"has {ours}. Install the former, or move the data over with pg_upgrade."
            )

    def _initialise(self) -> None:
        """Make the cluster in a folder beside, then rename: a half-made one is never found.

        C.UTF-8, because under plain C the search for Cyrillic names is case-sensitive.
        """
        fresh = self.data.with_suffix(".new")
        subprocess.run(["rm", "-rf", fresh], check=True)
        command: list[str | Path] = [
            self.programs / "initdb",
            "-D",
            fresh,
            "-U",
            ADMIN,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        command += ["--locale=C", "--lc-ctype=C.UTF-8", "--no-instructions"]
        if "fsync" in self.settings:
            command.append("--no-sync")
        done = subprocess.run(
            command,
            cwd=fresh.parent,
            check=False,
            capture_output=True,
            text=True,
            **self.identity.popen,
        )
        if done.returncode != 0:
            raise EngineError(f"PostgreSQL cannot make {self.data}:\n{done.stderr}")
        fresh.rename(self.data)

    def _start_once(self) -> bool:
        command: list[str | Path] = [
            self.programs / "postgres",
            "-D",
            self.data,
            "-k",
            self.runtime,
        ]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("wb") as log:
            self.process = processes.spawn(
                command,
                identity=self.identity,
                cwd=self.data,
                output=log,
                if_orphaned=signal.SIGINT,
            )
        answers = processes.wait_until(lambda: not self.alive() or self._answers(), seconds=60)
        if not (answers and self.alive()):
            self.stop()
        return self.alive()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(ADMIN, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _forget_stale_pid(self) -> None:
        """Remove a pid file that names a stranger, or the server takes him for its twin.

        Only when nothing runs in the folder: while children of a dead server live, the
        file is what keeps a second one from writing beside them.
        """
        if Path("/proc").is_dir() and not processes.working_in(self.data, "postgres"):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _prepare_database(self) -> None:
        with psycopg.connect(self.url(ADMIN, "postgres"), autocommit=True) as admin:
            for role in (OWNER, APPLICATION):
                with contextlib.suppress(psycopg.errors.DuplicateObject):
                    admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            with contextlib.suppress(psycopg.errors.DuplicateDatabase):
                create_database(admin, DATABASE)

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-10:])


def create_database(admin: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    """Create a database that the owner role owns and the application role may enter."""
    admin.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            *map(sql.Identifier, (name, OWNER, template))
        )
    )
    for clause in ("REVOKE ALL ON DATABASE {} FROM PUBLIC", "GRANT CONNECT ON DATABASE {} TO {}"):
        admin.execute(sql.SQL(clause).format(*map(sql.Identifier, (name, APPLICATION))))
