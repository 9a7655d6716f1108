"""Who may decide on a submission, and what stands in someone's way."""

from typing import Any

from casefiles.accounts.models import User
from evidence.attribution.models import Submission


def obstacles(submission: Submission, user: Any) -> list[str]:
    """Why this user may not decide on it, in sentences; empty if they may."""
    raise NotImplementedError


def deciders(submission: Submission) -> list[User]:
    """Members of the case who could decide on it now."""
    raise NotImplementedError
