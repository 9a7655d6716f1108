"""`make secrets`: the secrets of docker-compose.yml, made once, in files under secrets/.

The folder opens for its owner alone; the files in it are readable, because a container
mounts each by itself and reads it as a user of its own. Nothing that exists is replaced:
a new master key would leave every sealed field unreadable.
"""

import base64
import secrets
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "secrets"
PASSWORDS = ("postgres-password", "database-password", "database-owner-password", "redis-password")


def main() -> int:
    made = write(FOLDER)
    print(f"Made {', '.join(made)}." if made else "All secrets are there; none was replaced.")
    print(f"Keep a copy of {FOLDER} elsewhere: without master-key, sealed fields are lost.")
    return 0


def write(folder: Path) -> list[str]:
    """Make the missing secrets; gives the names of those."""
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    (folder / ".gitignore").write_text("*\n")
    made = [name for name in PASSWORDS if _make(folder / name, secrets.token_urlsafe(32))]
    for name, value in _the_rest(folder).items():
        if _make(folder / name, value):
            made.append(name)
    return made


def _the_rest(folder: Path) -> dict[str, str]:
    """The keys, and the addresses in which the passwords recur."""
    password = {name: (folder / name).read_text() for name in PASSWORDS}
    return {
        "secret-key": secrets.token_urlsafe(48),
        "master-key": base64.b64encode(secrets.token_bytes(32)).decode(),
        "database-url": _database("casefiles_app", password["database-password"]),
        "database-owner-url": _database("casefiles_owner", password["database-owner-password"]),
        "redis-url": f"redis://:{password['redis-password']}@valkey:6379",
    }


def _database(role: str, password: str) -> str:
    return f"postgresql://{role}:{password}@postgres:5432/casefiles"


def _make(path: Path, value: str) -> bool:
    """Write a file that is not there yet; no line end, which a container would take along."""
    if path.exists():
        return False
    path.write_text(value)
    path.chmod(0o444)
    return True


if __name__ == "__main__":
    sys.exit(main())
