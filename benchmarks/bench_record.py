"""What the record costs: a save through record() against the same save with nothing around it.

The plain save switches triggers and history off, which only a superuser can; both sides
therefore work as one. Each save is a transaction of its own, rounds alternate, and the
median of rounds is taken, so that a busy machine slows both alike.
"""

import os
import statistics
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.db import connection, transaction

ROUNDS, SAVES = 15, 20
#: From ../shared/reference/measured-storage.md, section 4, with a fifth for a machine that is busy.
TARGETS = {"audited insert / plain insert": 3.0, "audited update / plain update": 3.0}


def bench_record() -> dict[str, float]:
    _become_superuser()
    author, case = _author(), _case()
    audited: dict[str, list[float]] = {"insert": [], "update": []}
    plain: dict[str, list[float]] = {"insert": [], "update": []}
    for number in range(ROUNDS):
        _round(audited, lambda row: _audited_save(row, author), case, f"a{number}")
        _switch("replica")
        _round(plain, _plain_save, case, f"p{number}")
        _switch("origin")
    return {
        f"audited {what} / plain {what}": statistics.median(audited[what])
        / statistics.median(plain[what])
        for what in audited
    }


def _round(
    times: dict[str, list[float]], save: Callable[[Any], None], case: Any, mark: str
) -> None:
    from casefiles.cases.models import Source

    rows = [Source(case=case, code=f"{mark}-{n}", title="Joint report") for n in range(SAVES)]
    times["insert"].append(_timed(save, rows))
    for row in rows:
        row.title = "Joint report, second edition"
    times["update"].append(_timed(save, rows))


def _timed(save: Callable[[Any], None], rows: list[Any]) -> float:
    begun = time.perf_counter()
    for row in rows:
        save(row)
    return time.perf_counter() - begun


def _audited_save(row: Any, author: Any) -> None:
    from casefiles.audit.services import record

    record(row, by=author, reason="measured")


def _plain_save(row: Any) -> None:
    row.skip_history_when_saving = True
    with transaction.atomic():
        row.save()


def _become_superuser() -> None:
    connection.close()
    connection.settings_dict["USER"] = urlsplit(os.environ["CASEFILES_TEST_ADMIN_URL"]).username


def _switch(role: str) -> None:
    """`replica` leaves triggers out, as for a server that only copies another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('session_replication_role', %s, false)", [role])


def _author() -> Any:
    from casefiles.accounts.models import User

    return _saved(User(email="amina@example.org", name="Amina"))


def _case() -> Any:
    from casefiles.cases.models import CaseFile

    return _saved(CaseFile(reference="BENCH-1", title="Measured"))


def _saved(row: Any) -> Any:
    _switch("replica")
    _plain_save(row)
    _switch("origin")
    return row
