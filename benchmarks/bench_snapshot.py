"""What an approval rests on, of a matrix of 12 hypotheses and 500 exhibits: frozen and digested.

Seconds are of this machine, and the quickest round's: what else runs only adds to them. The ratios
hold them against the plain reading of the same ratings in the same run, and what is remembered
between pages against what it saves.
"""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.analysed import analyse
from benchmarks.matrices import a_matrix

ROUNDS = 7
#: From the issue: under a second. A page that finds its digest remembered costs next to nothing.
TARGETS = {
    "snapshot and digest of 12 x 500, seconds": 1.0,
    "snapshot and digest / reading its ratings, time": 6.0,
    "standing remembered / computed, time": 0.1,
}


def bench_snapshot() -> dict[str, float]:
    from evidence.attribution.models import Hypothesis, Rating
    from evidence.attribution.snapshot import digest_of, snapshot_of

    question = _question()
    leaf = Hypothesis.objects.get(question=question, code="H1")
    times = _quickest({
        "snapshot": lambda: digest_of(snapshot_of(leaf)),
        "reading": lambda: list(Rating.objects.current().filter(hypothesis__question=question)),
    })  # fmt: skip
    return {
        "snapshot and digest of 12 x 500, seconds": times["snapshot"],
        "snapshot and digest / reading its ratings, time": times["snapshot"] / times["reading"],
    }


def bench_remembered() -> dict[str, float]:
    """A page's question to one submitted hypothesis, with its digest in the cache and without."""
    from evidence.attribution.standing import standing_of

    leaf = _submitted(_question())
    assert not standing_of(leaf).is_stale
    times = _quickest({
        "computed": lambda: standing_of(leaf, fresh=True),
        "remembered": lambda: standing_of(leaf),
    })  # fmt: skip
    return {"standing remembered / computed, time": times["remembered"] / times["computed"]}


def _quickest(acts: dict[str, Callable[[], Any]]) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(ROUNDS):
        for name, act in acts.items():
            begun = time.perf_counter()
            act()
            times[name].append(time.perf_counter() - begun)
    return {name: min(some) for name, some in times.items()}


def _question() -> Any:
    from casefiles.accounts.services import create_account
    from casefiles.cases.models import CaseFile
    from casefiles.cases.services.cases import open_case
    from evidence.attribution.models import Question

    if known := Question.objects.filter(case__reference="SNAP-1").first():
        return known
    author = create_account(
        email="snapshot@example.org", name="Amina", password=None, reason="measured"
    )
    case = CaseFile(reference="SNAP-1", title="Measured")
    open_case(case, by=author, reason="measured")
    question = a_matrix(case, author)
    analyse()
    return question


def _submitted(question: Any) -> Any:
    """H1 with a submission of what is there; written as the service writes it, without what the
    service asks of an author first."""
    from casefiles.cases.services.records import move
    from evidence.attribution.models import Hypothesis, Rating, Submission
    from evidence.attribution.snapshot import digest_of, snapshot_of
    from evidence.attribution.snapshot.content import text_of
    from evidence.attribution.workflow import TRANSITIONS

    leaf = Hypothesis.objects.get(question=question, code="H1")
    if leaf.submissions.exists():
        return leaf
    snapshot = snapshot_of(leaf)
    author = Rating.objects.filter(hypothesis=leaf)[0].rater
    Submission.objects.create(
        case=question.case, hypothesis=leaf, number=1, snapshot=text_of(snapshot),
        digest=digest_of(snapshot), quorum=1, needs_counsel=False, exhibits=[], sealed_parties=[],
        submitted_by=author,
    )  # fmt: skip
    move(leaf, "submit", TRANSITIONS, by=author, reason="measured")
    return leaf
