"""All checks that need no test: `make check`. Runs every one, then says which failed."""

import os
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
#: A server behind TLS: what the embedded default may leave open, a server may not.
PRODUCTION = {
    "CASEFILES_EMBEDDED": "",
    "CASEFILES_HOSTS": "casefiles.example.org",
    "CASEFILES_ORIGIN": "https://casefiles.example.org",
}
CHECKS: dict[str, list[str | Path]] = {
    "lint": [BIN / "ruff", "check", "--output-format", "concise", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "import layers": [BIN / "lint-imports"],
    "templates": [BIN / "djlint", "--lint", "--quiet", "."],
    "missing migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "types": [BIN / "mypy"],
}


def main() -> int:
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    print(f"make check: {'failed: ' + ', '.join(failed) if failed else 'all is well'}")
    return len(failed)


def _passes(name: str, command: list[str | Path]) -> bool:
    """Run one check; shows what it said only if it failed."""
    env = {**os.environ, **(PRODUCTION if name == "deployment" else {})}
    begun = time.monotonic()
    done = subprocess.run(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    fine = done.returncode == 0
    print(f"{'ok    ' if fine else 'FAILED'} {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    if not fine:
        print(done.stdout)
    return fine


if __name__ == "__main__":
    sys.exit(main())
