"""A question's matrix, weighed: scores, order, what nothing distinguishes, and what is weak."""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.exhibits.models import Exhibit


class Score(NamedTuple):
    """A hypothesis's score as printed and as a number. Never a probability."""

    text: str
    value: Decimal


@dataclass(frozen=True)
class HiddenExhibit:
    """What a member sees of an exhibit kept to named readers: its number."""

    pk: uuid.UUID
    number: str

    def __str__(self) -> str:
        return self.number


@dataclass(frozen=True)
class Row:
    """One exhibit against every leaf."""

    exhibit: Exhibit | HiddenExhibit
    matrix_row: MatrixRow  # of a hidden exhibit: without its text
    grade: str  # "A2"; "" while ungraded
    credibility: str  # a Weight; "" where the row does not count
    relevance: str  # a Weight
    not_rated_why: str  # the analyst's words for leaving the row unrated
    not_weighed_why: str  # why the row counts for nothing, in a sentence; "" if it counts
    cells: dict[uuid.UUID, Rating | None]  # by leaf; of a hidden exhibit: without rationale
    diagnosticity: bool  # whether it separates any two leaves
    contradicts: bool  # whether any cell of it is I or II
    hidden: bool  # the user may not see the exhibit


@dataclass(frozen=True)
class Weighing:
    """Everything computed about one question. Leaves and rows stand in the order of the page."""

    question: Question
    hypotheses: list[Hypothesis]  # the current tree, parents before their branches
    leaves: list[Hypothesis]  # what is rated: neither parents nor "other or unknown"
    rows: list[Row]
    scores: dict[uuid.UUID, Score]  # by leaf
    order: list[list[Hypothesis]]  # tiers, least inconsistent first; a tier is not ranked within
    unplaced: list[Hypothesis]  # leaves that no exhibit is rated against yet
    pairs: list[tuple[Hypothesis, Hypothesis]]  # what no exhibit distinguishes
    statements: list[str]  # the pairs in sentences
    unrated: list[tuple[Hypothesis, Exhibit | HiddenExhibit]]
    sources: dict[uuid.UUID, int]  # independent sources consistent with it; parents: with a leaf
    warnings: list[str]

    def leaves_under(self, hypothesis: Hypothesis) -> list[Hypothesis]:
        """The rated leaves of a hypothesis's own branch; itself if it has no branches."""
        raise NotImplementedError


def weigh(question: Question, user: Any = None) -> Weighing:
    """Weighs a question in a constant number of queries.

    Scores count every exhibit, whoever looks; with `user`, what that user may not see of an
    exhibit is left out of the answer.
    """
    raise NotImplementedError
