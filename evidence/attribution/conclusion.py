"""The finding in words, composed from what was assessed, so that it never claims more."""

from dataclasses import dataclass

from evidence.attribution.models import Hypothesis, Question


@dataclass(frozen=True)
class Conclusion:
    """A question's finding. `hypothesis` leads it; None while nothing is supported."""

    sentences: list[str]
    text: str
    approved: bool  # by the reviewers, as it stands now
    hypothesis: Hypothesis | None


def conclusion(question: Question) -> Conclusion:
    """Composes the finding. The likelihood never shares a sentence with the confidence."""
    raise NotImplementedError
