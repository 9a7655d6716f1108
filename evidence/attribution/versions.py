"""The versions of a hypothesis that were submitted: what was decided on each, and what followed."""

from collections import defaultdict
from dataclasses import dataclass

from evidence.attribution.models import Decision, Hypothesis, Submission
from evidence.attribution.standing import quorum_reached
from evidence.attribution.vocabulary import DecisionKind


@dataclass(frozen=True)
class Version:
    submission: Submission
    decisions: list[Decision]  # oldest first
    superseded_by: Submission | None  # the next one

    @property
    def was_approved(self) -> bool:
        """By as many as were asked for; whether it still holds is its standing's question."""
        approvals = [row for row in self.decisions if row.kind == DecisionKind.APPROVE]
        needed, counsel = self.submission.quorum, self.submission.needs_counsel
        return quorum_reached(approvals, needed, counsel=counsel)


def versions_of(hypothesis: Hypothesis) -> list[Version]:
    """Newest first, without their texts; two queries."""
    rows = hypothesis.submissions.select_related("submitted_by").defer("snapshot")
    submissions = list(rows.order_by("-number"))
    decisions: dict[object, list[Decision]] = defaultdict(list)
    made = Decision.objects.filter(submission__in=submissions).select_related("reviewer")
    for decision in made.order_by("decided_at"):
        decisions[decision.submission_id].append(decision)
    newer: list[Submission | None] = [None, *submissions]
    return [
        Version(row, decisions[row.pk], next_one)
        for row, next_one in zip(submissions, newer, strict=False)
    ]


def was_approved_before(hypothesis: Hypothesis) -> bool:
    """Whether whatever is submitted now corrects something that was approved."""
    return any(version.was_approved for version in versions_of(hypothesis))
