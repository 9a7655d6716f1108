"""The pages on which a matrix of 12 hypotheses and 500 exhibits is decided, as a reviewer opens
them: how long the server takes, and how much a slow line has to carry.

Seconds are the quickest round's, warm: what else runs only adds to them. Sizes are of the page
alone; its styles and scripts are fetched once.
"""

from functools import partial
from typing import Any

from benchmarks.bench_list import _page, _times
from benchmarks.bench_snapshot import _question, _submitted

ROUNDS = 5
TARGETS = {
    "review of 12 x 500, seconds": 1.0,
    "review of 12 x 500, kB": 400.0,
    "review, a further page of exhibits, seconds": 1.0,
    "review, a further page of exhibits, kB": 400.0,
    "page of the hypothesis, seconds": 1.0,
    "page of the hypothesis, kB": 400.0,
}


def bench_review() -> dict[str, float]:
    from casefiles.accounts.services import create_account
    from casefiles.cases.services.cases import add_member

    question = _question()
    leaf = _submitted(question)
    lead = leaf.submissions.get().submitted_by
    reader = create_account(
        email="review@example.org", name="Boris", password=None, reason="measured"
    )
    add_member(question.case, reader, "reviewer", by=lead, reason="measured")
    review = leaf.submissions.get()
    further = _page(reader, f"{review.get_absolute_url()}exhibits/")
    pages: dict[str, Any] = {
        "review of 12 x 500": _page(reader, review.get_absolute_url()),
        "review, a further page of exhibits": partial(further, {"page": "6"}),
        "page of the hypothesis": _page(reader, leaf.get_absolute_url()),
        "review, all exhibits on one page": partial(further, {"page": "all"}),
    }
    sizes = {f"{name}, kB": get() / 1000 for name, get in pages.items()}
    times = _times(pages, ROUNDS)
    return {**{f"{name}, seconds": min(found) for name, found in times.items()}, **sizes}
