"""The list of a case with 50,000 exhibits: its last pages beside its first, through the whole site.

The case is made with record_many(), hidden exhibits and withdrawn ones among the rest. Pages are
asked for as a member, session and rights included, in alternating order; the median is taken.
"""

import statistics
import time
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.analysed import analyse

EXHIBITS, ROUNDS = 50_000, 15
#: ../shared/reference/measured-storage.md: page 20,000 at most twice page 1. A page holds 50, so
#: that the exhibit at 20,000 and the very last page stand for it.
TARGETS = {
    "list: page at exhibit 20,000 / first page, time": 2.0,
    "list: last page / first page, time": 2.0,
    "list: queries of the last page / first page": 1.1,
    "list: back from the end / first page, time": 2.0,
    "list: page of one kind at its end / first page, time": 2.0,
    "exhibit page: 50,000 exhibits / 50 exhibits, time": 2.0,
    "seconds, 50,000 exhibits: overview": 1.0,
    "seconds, 50,000 exhibits: origins": 1.0,
    "seconds, 50,000 exhibits: origins, last page": 1.0,
    "seconds, 50,000 exhibits: gaps in custody": 1.0,
    "seconds, 50,000 exhibits: origin by a part of its name": 1.0,
    "seconds, 50,000 exhibits: page of one origin": 1.0,
}


def bench_list() -> dict[str, float]:
    author, case, places = _filled(EXHIBITS, "LIST-1")
    get = _reader(author, case, "exhibit_list")
    asked: dict[str, dict[str, str]] = {
        "first page": {},
        "page at exhibit 20,000": {"after": places[20_000]},
        "last page": {"after": places[EXHIBITS - 60]},
        "back from the end": {"before": places[EXHIBITS - 1]},
        "page of one kind at its end": {"kind": "video", "after": places[EXHIBITS - 5000]},
        "not graded": {"lacks": "grade"},
    }
    times = _medians({name: partial(get, words) for name, words in asked.items()})
    first = times.pop("first page")
    ratios = {f"list: {name} / first page, time": time / first for name, time in times.items()}
    queries = _queries(lambda: get(asked["last page"])) / _queries(lambda: get({}))
    return {**ratios, "list: queries of the last page / first page": queries}


def bench_exhibit() -> dict[str, float]:
    """The page of one exhibit, and the form for a new one, in a large case and a small one."""
    small_author, small, few = _filled(50, "LIST-2")
    author, case, places = _filled(EXHIBITS, "LIST-1")
    pages = {
        "small": _reader(small_author, small, "exhibit_detail", few[40]),
        "large": _reader(author, case, "exhibit_detail", places[40_000]),
        "small form": _reader(small_author, small, "exhibit_create"),
        "large form": _reader(author, case, "exhibit_create"),
    }
    times = _medians({name: partial(get, {}) for name, get in pages.items()})
    return {
        "exhibit page: 50,000 exhibits / 50 exhibits, time": times["large"] / times["small"],
        "form for a new one: 50,000 / 50 exhibits, time": times["large form"] / times["small form"],
    }


def bench_whole_case() -> dict[str, float]:
    """Pages that speak of all exhibits of a case, beside the same of a small case. Seconds are
    the quickest round's: what else runs only adds to them. Gaps have been counted once before,
    as the hourly count ahead does in a large case."""
    from evidence.exhibits.models import Origin

    small_author, small, _few = _filled(50, "LIST-2")
    author, case, _places = _filled(EXHIBITS, "LIST-1")
    origin = Origin.objects.filter(case=case)[0]
    places: dict[str, tuple[str, dict[str, str]]] = {
        "overview": (case.get_absolute_url(), {}),
        "origins": (_address("origin_list", case), {}),
        "origins, last page": (_address("origin_list", case), {"page": "99"}),
        "gaps in custody": (_address("exhibit_list", case), {"lacks": "custody"}),
        "origin by a part of its name": (_address("exhibit_list", case), {"origin": "igin 9"}),
        "page of one origin": (_address("origin_detail", case, str(origin.pk)), {}),
    }
    pages: dict[str, Callable[[], Any]] = {
        name: partial(_page(author, address), words) for name, (address, words) in places.items()
    }
    pages["small overview"] = _page(small_author, small.get_absolute_url())
    pages["small origins"] = _page(small_author, _address("origin_list", small))
    _warmed = [get() for get in pages.values()]
    times = _times(pages, 5)
    least = {name: min(found) for name, found in times.items()}
    return {
        **{f"seconds, 50,000 exhibits: {name}": least[name] for name in places},
        "overview: 50,000 / 50 exhibits, time": least["overview"] / least["small overview"],
        "origins: 50,000 / 50 exhibits, time": least["origins"] / least["small origins"],
    }


def _medians(pages: dict[str, Callable[[], Any]]) -> dict[str, float]:
    return {name: statistics.median(some) for name, some in _times(pages, ROUNDS).items()}


def _times(pages: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _round in range(rounds):
        for name, get in pages.items():
            begun = time.perf_counter()
            get()
            times[name].append(time.perf_counter() - begun)
    return times


def _queries(get: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        get()
    return len(asked)


def _reader(author: Any, case: Any, route: str, *ids: str) -> Callable[[dict[str, str]], int]:
    return _page(author, _address(route, case, *ids))


def _address(route: str, case: Any, *ids: str) -> str:
    from django.urls import reverse

    return reverse(f"exhibits:{route}", args=[case.pk, *ids])


def _page(author: Any, address: str) -> Callable[..., int]:
    from django.test import Client

    # Pages name their style sheets; nobody collects those for a bench.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    client = Client(SERVER_NAME="localhost")
    client.force_login(author)

    def get(words: dict[str, str] | None = None) -> int:
        """How many bytes the page has."""
        answer = client.get(address, words)
        assert answer.status_code == 200
        return len(answer.content)

    return get


@cache
def _filled(count: int, reference: str) -> tuple[Any, Any, list[str]]:
    """(lead, case, ids in the order of the list)."""
    from casefiles.accounts.services import create_account
    from casefiles.audit.services import record_many
    from casefiles.cases.models import CaseFile
    from casefiles.cases.services.cases import open_case
    from evidence.exhibits.models import Derivation, Origin

    address = f"{reference.lower()}@example.org"
    author = create_account(email=address, name="Elias", password=None, reason="measured")
    case = CaseFile(reference=reference, title="Measured")
    open_case(case, by=author, reason="measured")
    words: dict[str, Any] = {"by": author, "reason": "measured"}
    origins = [Origin(case=case, name=f"Origin {n}") for n in range(max(count // 500, 1))]
    record_many(origins, **words)
    ids: list[str] = []
    for start in range(0, count, 5000):
        rows = [_exhibit(case, origins, n) for n in range(start, min(start + 5000, count))]
        record_many(rows, **words)
        ids += [str(row.pk) for row in rows]
        links = [Derivation(case=case, exhibit=rows[n], parent=rows[n - 1])
                 for n in range(1, len(rows), 10)]  # fmt: skip
        record_many(links, **words)
    analyse()
    return author, case, ids


def _exhibit(case: Any, origins: list[Any], n: int) -> Any:
    from evidence.exhibits.models import Exhibit

    return Exhibit(
        case=case, provider_code="UN", sequence=n + 1, number=f"{case.prefix}-UN-{n + 1:04d}",
        kind="video" if n % 10 == 0 else "document", title=f"Report {n}",
        origin=origins[n % len(origins)], named_readers_only=n % 50 == 7,
    )  # fmt: skip
