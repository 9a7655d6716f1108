"""Who may do what in attribution. The table at the end is the whole of it."""

from typing import Any

import rules

from casefiles.cases.models import CaseFile
from casefiles.cases.rules import has_role, is_open, sees_case
from casefiles.cases.vocabulary import Role
from evidence.attribution.deciding import obstacles
from evidence.attribution.models import Submission


@rules.predicate
def may_decide(user: Any, submission: Submission | None) -> bool:
    """Nothing stands in this user's way: neither authorship, nor anything they cannot see."""
    return submission is not None and not obstacles(submission, user)


@rules.predicate
def sees_submission(user: Any, submission: Submission | None) -> bool:
    case: CaseFile | None = submission.case if submission else None
    return bool(sees_case(user, case))


writes = has_role(Role.LEAD, Role.INVESTIGATOR)
reviews = has_role(Role.REVIEWER, Role.COUNSEL)

# On the case:
rules.add_perm("attribution.view", sees_case)
rules.add_perm("attribution.write", writes & is_open)
rules.add_perm("attribution.lead_rounds", has_role(Role.LEAD) & is_open)
rules.add_perm("attribution.submit", writes & is_open)
rules.add_perm("attribution.comment", (writes | reviews) & is_open)
rules.add_perm("attribution.edit_checklist", has_role(Role.LEAD) & is_open)
rules.add_perm("attribution.review", reviews & is_open)
rules.add_perm("attribution.settle_wording", has_role(Role.COUNSEL) & is_open)
rules.add_perm("attribution.release", has_role(Role.LEAD) & is_open)
# On a submission:
rules.add_perm("attribution.read_submission", sees_submission)
rules.add_perm("attribution.decide", may_decide)
