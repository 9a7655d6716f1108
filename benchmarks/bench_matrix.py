"""The matrix of 12 hypotheses × 500 exhibits: its page, its figures, and one changed cell.

The page shows 50 rows, warm, through the whole site, beside the page of a question that holds
nothing. Figures are scores, pairs and sensitivities of the whole, each with the order that would
be: read from the database and computed anew, and moved on by one cell that changed. Pages and
figures are asked for in alternating order; the median is taken.
"""

import statistics
import time
from collections.abc import Callable
from functools import cache
from itertools import cycle
from typing import Any

from benchmarks.analysed import analyse
from benchmarks.bench_list import _page, _queries
from benchmarks.matrices import a_matrix

ROUNDS = 25
TARGETS = {
    "matrix: page of 50 rows / empty page, time": 3.0,
    "matrix: queries of 500 exhibits / 50 exhibits": 1.0,
    "matrix: ms for all scores, pairs, sensitivities": 200.0,
    "matrix: one changed cell / all, computing": 0.05,
    "matrix: one changed cell / all, with database": 0.1,
}


def bench_page() -> dict[str, float]:
    author, question = _filled()
    _author, few = _filled(50)
    empty = _empty()
    pages = {name: _page(author, each.get_absolute_url())
             for name, each in (("full", question), ("few", few), ("empty", empty))}  # fmt: skip
    for get in pages.values():
        get()
    times = _medians(pages)
    return {
        "matrix: page of 50 rows / empty page, time": times["full"] / times["empty"],
        "matrix: ms for a page of 50 rows": times["full"] * 1000,
        "matrix: queries of 500 exhibits / 50 exhibits":
            _queries(pages["full"]) / _queries(pages["few"]),
    }  # fmt: skip


def bench_figures() -> dict[str, float]:
    """With the database: read anew, or what is kept found and its one changed cell read."""
    from evidence.attribution.tally_cache import fresh_tally, tally_of
    from evidence.attribution.tree import tree_of

    author, question = _filled()
    tree = tree_of(question)
    tally_of(question, tree)
    all_times, one_times, warm = [], [], []
    for value in _values(ROUNDS):
        all_times.append(_timed(lambda: _figures(fresh_tally(question, tree))))
        _rate(question, author, value)
        one_times.append(_timed(lambda: _figures(tally_of(question, tree))))
        warm.append(_timed(lambda: _figures(tally_of(question, tree))))
    every, one = statistics.median(all_times), statistics.median(one_times)
    return {
        "matrix: ms for all scores, pairs, sensitivities": every * 1000,
        "matrix: one changed cell / all, with database": one / every,
        "matrix: nothing changed / all, with database": statistics.median(warm) / every,
    }


def bench_one_cell() -> dict[str, float]:
    """Computing alone, from the values as they were read."""
    from evidence.attribution.tally import Tally
    from evidence.attribution.tally_cache import tally_of
    from evidence.attribution.tree import tree_of

    _author, question = _filled()
    kept = tally_of(question, tree_of(question)).copy()
    values = cycle(_values(2))

    def anew() -> None:
        tally = Tally(kept.leaves, list(kept.facts))
        _answers(tally)

    def one() -> None:
        kept.rate(77, 3, next(values))
        _answers(kept)

    times = _medians({"anew": anew, "one": one})
    return {"matrix: one changed cell / all, computing": times["one"] / times["anew"]}


def _answers(tally: Any) -> None:
    """Which pairs nothing tells apart, the order, and whatever it is sensitive to."""
    assert all([tally.order, tally.alike, tally.diagnostic, *tally.sensitive()])


def _figures(tally: Any) -> None:
    """The same with the order that would be without each row and each group."""
    from evidence.attribution.tally import bits

    _answers(tally)
    every, _first = tally.sensitive()
    orders = [tally.order_without(1 << row) for row in bits(every.rows)]
    orders += [tally.order_without(tally.groups[group][1]) for group in bits(every.groups)]
    assert tally.order not in orders


def _rate(question: Any, author: Any, value: str) -> None:
    from evidence.attribution.models import Rating
    from evidence.attribution.services import rate

    # Not of H1 or H2, which nothing tells apart.
    rating = Rating.objects.filter(hypothesis__question=question, hypothesis__code="H4")[0]
    rate(rating.hypothesis, rating.exhibit, value, "looked again", by=author, reason="measured")


def _values(count: int) -> list[str]:
    return [("II", "C")[number % 2] for number in range(count)]


def _timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _medians(acts: dict[str, Callable[[], Any]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(ROUNDS):
        for name, act in acts.items():
            times[name].append(_timed(act))
    return {name: statistics.median(some) for name, some in times.items()}


@cache
def _author() -> Any:
    from casefiles.accounts.services import create_account

    return create_account(
        email="matrix@example.org", name="Amina", password=None, reason="measured"
    )


@cache
def _filled(exhibits: int = 500) -> tuple[Any, Any]:
    question = a_matrix(_case(f"MTX-{exhibits}"), _author(), exhibits)
    analyse()
    return _author(), question


def _empty() -> Any:
    from casefiles.audit.services import record
    from evidence.attribution.models import Question

    question = Question(case=_case("MTX-0"), code="Q1", text="Who carried it out?")
    record(question, by=_author(), reason="measured")
    return question


def _case(reference: str) -> Any:
    from casefiles.cases.models import CaseFile
    from casefiles.cases.services.cases import open_case

    case = CaseFile(reference=reference, title="Measured")
    open_case(case, by=_author(), reason="measured")
    return case
