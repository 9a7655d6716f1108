"""Where a hypothesis stands: what was submitted, decided, and whether it still is what is there."""

import uuid
from dataclasses import dataclass
from typing import Any

from evidence.attribution.models import Decision, Hypothesis, Question, Submission
from evidence.attribution.snapshot import Difference


@dataclass(frozen=True)
class Standing:
    """Computed from digests at every reading, never stored."""

    state: str  # as stored: a State
    submission: Submission | None  # the newest
    decisions: list[Decision]  # about that submission, oldest first
    approvals: list[Decision]
    needed: int  # approvals that the quorum asks for
    is_stale: bool  # submitted or approved, and changed since
    differences: list[Difference]  # since the newest submission, in whatever state
    waits_for: list[str]  # sentences: whose turn it is and for what

    @property
    def code(self) -> str:
        """For the badge: "stale" where that is so, else the state."""
        return "stale" if self.is_stale else self.state


def standing_of(hypothesis: Hypothesis, user: Any = None) -> Standing:
    """Where one hypothesis stands; with `user`, differences hide what that user may not see."""
    raise NotImplementedError


def standings(question: Question, user: Any = None) -> dict[uuid.UUID, Standing]:
    """The same for every current hypothesis of a question, in a constant number of queries."""
    raise NotImplementedError
