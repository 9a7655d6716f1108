"""`make bench`: finds the benches beside this file, runs them, prints their ratios.

A bench is a module `bench_*.py` with functions `bench_*`, each of which gives named
ratios: {"audited save / plain save": 2.1}. Ratios, because seconds say more about the
machine than about us. A module may name a bound for a ratio in TARGETS:
{"audited save / plain save": 2.5}; more than that is marked, and the exit code is 1.

Runs on throw-away engines, on a database of its own, migrated and rolled back.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parent
OWNER = {"CASEFILES_DB_ROLE": "owner"}


def main(wanted: list[str]) -> int:
    modules = [module for module in _modules() if not wanted or module.__name__ in wanted]
    if not modules:
        print("No bench here yet." if not wanted else f"No bench is called {', '.join(wanted)}.")
        return 1 if wanted else 0
    return max([_report(module) for module in modules])


def prepare() -> None:
    """Migrate as the owner, then configure Django as the application."""
    import django

    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0", "--skip-checks"]
    subprocess.run(migrate, env={**os.environ, **OWNER}, check=True)
    django.setup()


def _modules() -> Iterator[ModuleType]:
    for path in sorted(FOLDER.glob("bench_*.py")):
        yield importlib.import_module(f"benchmarks.{path.stem}")


def _report(module: ModuleType) -> int:
    """Print a module's ratios; 1 if one passes its bound."""
    targets: dict[str, float] = getattr(module, "TARGETS", {})
    worst = 0
    for name in [name for name in vars(module) if name.startswith("bench_")]:
        for what, ratio in vars(module)[name]().items():
            bound = targets.get(what)
            over = bound is not None and ratio > bound
            worst = max(worst, int(over))
            limit = f"at most {bound:g}" if bound is not None else ""
            print(f"{what:<50} {ratio:>8.2f}  {limit} {'TOO MUCH' if over else ''}".rstrip())
    return worst


if __name__ == "__main__":
    prepare()
    sys.exit(main([f"benchmarks.{word}" for word in sys.argv[1:]]))
