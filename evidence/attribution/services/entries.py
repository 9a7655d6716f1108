"""Entries that touch several rows: the tree, the matrix, an assessment."""

from typing import Any

from casefiles.audit.models import Change
from evidence.attribution.models import Assessment, Hypothesis, MatrixRow, Question, Rating
from evidence.exhibits.models import Exhibit


def add_hypothesis(hypothesis: Hypothesis, *, by: Any, reason: str) -> Hypothesis:
    """Saves a new hypothesis of `hypothesis.question`, under its parent if it has one."""
    raise NotImplementedError


def withdraw_hypothesis(hypothesis: Hypothesis, *, by: Any, reason: str) -> Change | None:
    """Takes a hypothesis out of use. ValidationError while it has branches in use."""
    raise NotImplementedError


def place_in_matrix(
    question: Question, exhibit: Exhibit, relevance: str = "M", not_rated_why: str = "",
    *, by: Any, reason: str,
) -> MatrixRow:  # fmt: skip
    """Enters an exhibit in a question's matrix, or changes its relevance or its excuse."""
    raise NotImplementedError


def rate(
    hypothesis: Hypothesis, exhibit: Exhibit, value: str, rationale: str, *, by: Any, reason: str
) -> Rating:
    """Creates or changes one cell; rating it the same again changes nothing."""
    raise NotImplementedError


def assess(hypothesis: Hypothesis, *, by: Any, reason: str, **fields: str) -> Assessment:
    """Creates or changes a hypothesis's assessment; fields not given keep their value."""
    raise NotImplementedError
