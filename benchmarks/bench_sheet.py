"""What a sheet of exhibits costs, beside the same exhibits in plain bulk inserts.

The sheet goes through the real service: read, checked row by row, numbered, logged with history,
changes and digests, its origins matched. The plain side inserts the same rows of exhibits with
triggers off and nothing around them. Rounds alternate, and the median is taken.
"""

import statistics
import time
from typing import Any

from django.db import transaction

from benchmarks.bench_record import _become_superuser, _switch

ROWS, ROUNDS = 2000, 5
#: At least 1,000 audited exhibits a second, read and checked.
TARGETS = {"seconds for 1,000 audited exhibits of a sheet": 1.0}


def bench_sheet() -> dict[str, float]:
    _become_superuser()
    author, case = _opened()
    sheet: list[float] = []
    plain: list[float] = []
    for number in range(ROUNDS):
        begun = time.perf_counter()
        made = _from_sheet(case, author)
        sheet.append(time.perf_counter() - begun)
        plain.append(_plain(made, number))
    taken, bare = statistics.median(sheet), statistics.median(plain)
    return {
        "seconds for 1,000 audited exhibits of a sheet": taken / ROWS * 1000,
        "audited exhibits a second": ROWS / taken,
        "plain bulk inserts a second": ROWS / bare,
        "sheet / plain bulk inserts, time": taken / bare,
    }


def _from_sheet(case: Any, author: Any) -> list[Any]:
    from evidence.exhibits.services.sheets import log_rows
    from evidence.exhibits.sheets.reading import read_sheet

    return log_rows(read_sheet(_content()), case, by=author, reason="measured")


def _content() -> bytes:
    """Rows as filled as people fill them; every tenth has a grade."""
    from evidence.exhibits.sheets.tables import write_csv

    header = ["provider_code", "kind", "title", "description", "language", "item_date", "provider",
              "collected_on", "origin", "reliability", "credibility", "grade_why"]  # fmt: skip
    grade = ["B", "2", "On the spot"]
    rows = [
        ["UN", "document", f"Report {n}", "What it shows. " * 10, "Arabic", "2019-07-02", "UNSMIL",
         "2019-08-01", f"Origin {n % 50}", *(grade if n % 10 == 0 else ["", "", ""])]
        for n in range(ROWS)
    ]  # fmt: skip
    return write_csv([header, *rows])


def _plain(made: list[Any], number: int) -> float:
    """The same rows again, under other ids and numbers."""
    import uuid

    from evidence.exhibits.models import Exhibit

    for exhibit in made:
        exhibit.pk, exhibit.number = uuid.uuid4(), f"P{number}-{exhibit.sequence}"
        exhibit._state.adding = True
    _switch("replica")
    begun = time.perf_counter()
    with transaction.atomic():
        Exhibit.objects.bulk_create(made, batch_size=500)
    taken = time.perf_counter() - begun
    _switch("origin")
    return taken


def _opened() -> tuple[Any, Any]:
    from casefiles.accounts.services import create_account
    from casefiles.cases.models import CaseFile
    from casefiles.cases.services.cases import open_case

    author = create_account(
        email="dalia@example.org", name="Dalia", password=None, reason="measured"
    )
    case = CaseFile(reference="SHEET-1", title="Measured")
    open_case(case, by=author, reason="measured")
    return author, case
