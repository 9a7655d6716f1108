"""Whom the engines run as.

PostgreSQL refuses to run as root, and nothing that listens should. When root types
the command we therefore drop to a user that is already there; when anybody else does,
everything runs as that person and nothing here has an effect.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Existing users worth borrowing, best first. `nobody` owns nothing, hence the last.
CANDIDATES = ("casefiles", "postgres", "redis", "nobody")


@dataclass(frozen=True)
class Identity:
    """A system user that processes can be started as."""

    uid: int
    gid: int
    name: str

    @property
    def popen(self) -> dict[str, Any]:
        """Arguments for `subprocess` that make the child run as this user."""
        if os.geteuid() != 0 or self.uid == 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path, *, deep: bool = False) -> None:
        """Give a folder to this user, unless it is theirs already; `deep`, all in it too.

        Only the top is looked at first, because an evidence store is too large to walk
        at every start.
        """
        if os.geteuid() != 0 or folder.stat().st_uid == self.uid:
            return
        for path in (*(folder.rglob("*") if deep else ()), folder):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def can(self, test: str, path: Path) -> bool:
        """Whether this user may -r read, -w write or -x enter a path, as the kernel sees it."""
        result = subprocess.run(["test", f"-{test}", path], cwd="/", check=False, **self.popen)
        return result.returncode == 0

    def can_run(self, command: list[str], cwd: Path) -> bool:
        """Whether a harmless command succeeds for this user in a folder."""
        try:
            result = subprocess.run(
                command, cwd=cwd, check=False, capture_output=True, **self.popen
            )
        except (PermissionError, FileNotFoundError):
            return False
        return result.returncode == 0


def current() -> Identity:
    """The user who typed the command."""
    return _from(pwd.getpwuid(os.geteuid()))


def unprivileged(data: Path | None = None) -> Identity:
    """The user for the engines: ourselves, or, for root, whoever fits best.

    The owner of a data folder that exists comes first: another user could not open it.
    """
    if os.geteuid() != 0:
        return current()
    if data and data.exists() and data.stat().st_uid != 0:
        return _from(pwd.getpwuid(data.stat().st_uid))
    if os.environ.get("SUDO_UID", "0") != "0":
        return _from(pwd.getpwuid(int(os.environ["SUDO_UID"])))
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(_from(known[name]) for name in CANDIDATES if name in known)


def _from(entry: pwd.struct_passwd) -> Identity:
    return Identity(uid=entry.pw_uid, gid=entry.pw_gid, name=entry.pw_name)
