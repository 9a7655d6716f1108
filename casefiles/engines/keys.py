"""The two secrets of a site on embedded engines: made once, kept beside the data.

`SECRET_KEY` signs sessions. `CASEFILES_MASTER_KEY` wraps every sealed field: who loses
it loses those fields, so it lies where the data lie and goes into the same backup.
"""

import base64
import os
import secrets
from pathlib import Path

from casefiles.engines.user import Identity

NAMES = {"SECRET_KEY": "secret-key", "CASEFILES_MASTER_KEY": "master-key"}
#: AES-256 takes 32 bytes; Django warns of a signing key under 50 characters.
BYTES = {"SECRET_KEY": 48, "CASEFILES_MASTER_KEY": 32}


def new_secret(name: str) -> str:
    """Random bytes in base64, as many as the named secret wants."""
    return base64.b64encode(secrets.token_bytes(BYTES[name])).decode()


def kept_secrets(folder: Path, owner: Identity) -> dict[str, str]:
    """The variables naming the secrets' files; makes what is missing, replaces nothing."""
    return {f"{name}_FILE": str(_kept(name, folder / file, owner)) for name, file in NAMES.items()}


def _kept(name: str, path: Path, owner: Identity) -> Path:
    """Write a secret whole or not at all: half a key would seal fields for ever."""
    if not path.exists():
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(new_secret(name) + "\n")
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    if os.geteuid() == 0:
        os.chown(path, owner.uid, owner.gid)
    return path
