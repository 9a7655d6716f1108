from casefiles.accounts.models import User
from evidence.attribution.models import Hypothesis


def contributors(hypothesis: Hypothesis) -> set[User]:
    """Everyone who wrote, rated or graded any part of the hypothesis's snapshot."""
    raise NotImplementedError
