"""How a hypothesis moves between states: the whole of it, for a lawyer to read.

`approve` and `return` happen through `decide()` alone, which asks more than this table: who
wrote it, what was seen, and the quorum. Stale is no state: it is computed from digests.
"""

from django.utils.translation import gettext_lazy as _

from casefiles.cases.services.records import Transition
from casefiles.cases.vocabulary import State

WAITING = (State.SUBMITTED, State.UNDER_REVIEW)
# Approved by its reviewers; whether it still is what they saw, only the digests say.
HOLDING = (State.APPROVED, State.RELEASED)

TRANSITIONS = {
    line.name: line
    for line in (
        # From an approved, released or waiting state only when it is stale: `submit_hypothesis` sees to it.
        Transition("submit", _("Submit for review"),
                   (State.DRAFT, State.RETURNED, *WAITING, *HOLDING),
                   State.SUBMITTED, "attribution.submit"),
        Transition("begin_review", _("Begin the review"),
                   (State.SUBMITTED,), State.UNDER_REVIEW, "attribution.review"),
        Transition("approve", _("Approve"),
                   WAITING, State.APPROVED, "attribution.review"),
        Transition("return", _("Return with reasons"),
                   WAITING, State.RETURNED, "attribution.review"),
        # Only what still has the digest that was approved: `release_hypothesis` sees to it.
        Transition("release", _("Release"),
                   (State.APPROVED,), State.RELEASED, "attribution.release"),
        Transition("withdraw_submission", _("Take the submission back"),
                   WAITING, State.DRAFT, "attribution.submit"),
    )
}  # fmt: skip
