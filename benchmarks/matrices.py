"""A question with a large matrix, for benches and for the tests that count queries.

Graded exhibits of a few origins, every cell rated by a fixed draw, so that hypotheses differ,
two are alike, and the order hangs on some exhibits.
"""

import random
from typing import Any

HYPOTHESES, EXHIBITS = 12, 500
RATINGS = ["CC", "C", "C", "C", "N", "N", "I", "II", "NA"]
GRADES = ["A1", "B2", "C3", "B3", "D4"]
ORIGIN_EVERY, HIDDEN_EVERY = 10, 50


def a_matrix(case: Any, author: Any, exhibits: int = EXHIBITS, hypotheses: int = HYPOTHESES) -> Any:
    """The question; `case` holds nothing else of it yet."""
    from casefiles.audit.services import record, record_many
    from evidence.attribution.models import Hypothesis, Question

    words: dict[str, Any] = {"by": author, "reason": "measured"}
    question = Question(case=case, code="Q1", text="Who carried out the strike?")
    record(question, **words)
    leaves = [
        Hypothesis(case=case, question=question, code=f"H{n}", text=f"Force {n} carried it out.",
                   position=n, is_residual=n == 0)
        for n in range(hypotheses + 1)
    ]  # fmt: skip
    record_many(leaves, **words)
    items = _exhibits(case, author, exhibits)
    _rate(question, leaves[1:], items, author)
    return question


def _exhibits(case: Any, author: Any, count: int) -> list[Any]:
    from casefiles.audit.services import record_many
    from evidence.exhibits.models import Exhibit, Grading, Origin

    words: dict[str, Any] = {"by": author, "reason": "measured"}
    origins = [Origin(case=case, name=f"Origin {n}") for n in range(max(count // ORIGIN_EVERY, 1))]
    record_many(origins, **words)
    items = [
        Exhibit(case=case, provider_code="UN", sequence=n + 1, kind="document",
                number=f"{case.prefix}-UN-{n + 1:04d}", title=f"Report {n + 1} on the strike",
                origin=origins[n % len(origins)], named_readers_only=n % HIDDEN_EVERY == 7)
        for n in range(count)
    ]  # fmt: skip
    record_many(items, **words)
    grades = [GRADES[n % len(GRADES)] for n in range(count)]
    record_many(
        [Grading(case=case, exhibit=item, reliability=grade[0], credibility=grade[1],
                 analyst=author, why="measured")
         for item, grade in zip(items, grades, strict=True)],
        **words,
    )  # fmt: skip
    return items


def _rate(question: Any, leaves: list[Any], items: list[Any], author: Any) -> None:
    from casefiles.audit.services import record_many
    from evidence.attribution.models import MatrixRow, Rating

    words: dict[str, Any] = {"by": author, "reason": "measured"}
    draw = random.Random(500)  # the same matrix each time
    rows = [
        MatrixRow(case=question.case, question=question, exhibit=item, relevance="HML"[n % 3])
        for n, item in enumerate(items)
    ]
    record_many(rows, **words)
    ratings = []
    for item in items:
        values = [draw.choice(RATINGS) for _leaf in leaves]
        values[1:2] = values[:1]  # the first two are told apart by nothing
        ratings += [
            Rating(case=question.case, hypothesis=leaf, exhibit=item, value=value,
                   rationale="What it shows. " * 5, rater=author)
            for leaf, value in zip(leaves, values, strict=True)
        ]  # fmt: skip
    record_many(ratings, **words)
