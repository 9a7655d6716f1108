"""Submission, review and decision: each about one digest."""

from typing import Any

from casefiles.audit.models import Change
from evidence.attribution.models import Decision, Hypothesis, Submission


def submit_hypothesis(hypothesis: Hypothesis, *, by: Any, note: str = "") -> Submission:
    """Freezes the snapshot and asks for decisions on its digest.

    ValidationError lists everything that has to be done first.
    """
    raise NotImplementedError


def begin_review(hypothesis: Hypothesis, *, by: Any) -> Change | None:
    """A reviewer takes the submission up. Idempotent."""
    raise NotImplementedError


def decide(
    submission: Submission, kind: str, *, by: Any, decided_as: str, digest: str, reasons: str
) -> Decision:
    """One reviewer's word on exactly what was submitted.

    PermissionDenied (in words) to who may not decide on it; ValidationError where it is no
    longer what was submitted, or already decided. The same decision sent twice is one.
    """
    raise NotImplementedError


def withdraw_submission(submission: Submission, *, by: Any, reason: str) -> Change:
    """Takes the submission back: the hypothesis is a draft again, decisions stay readable."""
    raise NotImplementedError
