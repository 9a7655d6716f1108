"""Who may decide on a submission, and what stands in someone's way.

Nobody who had a hand in it decides, and nobody who cannot see all of it. This is about people
alone; whether the submission still waits is the service's question. The database refuses
authors too, whatever this module says.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefiles.accounts.models import User
from casefiles.cases.models import Party, WithheldNameReader
from casefiles.cases.vocabulary import Role
from evidence.attribution.models import IndividualRating, Submission
from evidence.attribution.snapshot.content import Plain
from evidence.attribution.snapshot.named import named_in
from evidence.attribution.vocabulary import DecisionKind, LegalWording
from evidence.exhibits.models import Exhibit

DECIDING_ROLES = (Role.REVIEWER, Role.COUNSEL)


def obstacles(submission: Submission, user: Any) -> list[str]:
    """Why this user may not decide on it, in sentences; empty if they may."""
    if not user.is_authenticated or not user.is_active:
        return [_("Sign in with an active account.")]
    if not roles_for_deciding(submission, user):
        return [_("Only a reviewer or a counsel of this case decides.")]
    return [*_hand_in_it(submission, user), *_unseen(submission, user)]


def open_to(submissions: Sequence[Submission], user: Any) -> list[Submission]:
    """Those of them that hold nothing this user may not see: `_unseen` for many, in few queries.

    The user has to hold a role for deciding in their cases.
    """
    exhibits = {pk for row in submissions for pk in row.exhibits}
    parties = {pk for row in submissions for pk in row.sealed_parties}
    visible = Exhibit.objects.visible_to(user).filter(pk__in=exhibits)
    seen: set[UUID] = set(visible.values_list("pk", flat=True)) if exhibits else set()
    read = _names_open_to(user, parties) if parties else set()
    return [row for row in submissions
            if seen.issuperset(row.exhibits) and read.issuperset(row.sealed_parties)]  # fmt: skip


def _names_open_to(user: Any, parties: set[UUID]) -> set[UUID]:
    """Of these, the parties whose sealed name the user may read while holding such a role."""
    rows = WithheldNameReader.objects.visible_to(user).current()
    return set(rows.filter(user=user, party__in=parties).values_list("party", flat=True))


def roles_for_deciding(submission: Submission, user: Any) -> list[str]:
    """The capacities in which this user could decide now: reviewer, counsel or both."""
    held = submission.case.roles_of(user)
    return [role for role in DECIDING_ROLES if role in held]


def deciders(submission: Submission) -> list[User]:
    """Members of the case who could decide on it and have not yet."""
    decided = set(submission.decisions.values_list("reviewer", flat=True))
    members = submission.case.members().filter(role__in=DECIDING_ROLES).order_by("user__name")
    people = {member.user.pk: member.user for member in members}.values()
    return [user for user in people if user.pk not in decided and not obstacles(submission, user)]


def too_few(submission: Submission) -> str:
    """Why the members of the case cannot bring it to its quorum; empty where they can."""
    approvals = submission.decisions.filter(kind=DecisionKind.APPROVE)
    missing, people = submission.quorum - approvals.count(), deciders(submission)
    if len(people) < missing:
        lacks = ngettext(
            "It needs %(count)d more approval", "It needs %(count)d more approvals", missing
        ) % {"count": missing}
        give = ngettext(
            "%(count)d member of this case could give one.",
            "%(count)d members of this case could give one.",
            len(people),
        ) % {"count": len(people)}
        return _("%(lacks)s; %(give)s") % {"lacks": lacks, "give": give}
    if not submission.needs_counsel or approvals.filter(decided_as=Role.COUNSEL).exists():
        return ""
    if any(Role.COUNSEL in roles_for_deciding(submission, user) for user in people):
        return ""
    return _("It needs a counsel's approval; no counsel of this case could give it.")


def quorum_of(snapshot: Plain) -> int:
    """Two where a State or a person is named, withheld or not; else one. See `named_in`."""
    return 2 if named_in(snapshot) else 1


def needs_counsel(snapshot: Plain) -> bool:
    """A counsel among the approvers where two are needed, or where the law is called settled."""
    wordings = {
        row["wording"] for rows in snapshot["qualifications"].values() for row in rows.values()
    }
    return quorum_of(snapshot) > 1 or LegalWording.CONSTITUTES in wordings


def content_of(submission: Submission) -> Plain:
    """The frozen snapshot as plain values."""
    return json.loads(submission.snapshot)


def _hand_in_it(submission: Submission, user: Any) -> Iterator[str]:
    if submission.submitted_by_id == user.pk:
        yield _("You submitted this: someone else has to decide.")
    elif submission.contributors.filter(user=user).exists():
        yield _("You wrote, rated or graded a part of this: someone else has to decide.")
    elif IndividualRating.objects.filter(
        hypothesis__question=submission.hypothesis.question_id, rater=user
    ).exists():
        yield _("You are one of this matrix's raters: someone else has to decide.")


def _unseen(submission: Submission, user: Any) -> Iterator[str]:
    rows = Exhibit.objects.filter(pk__in=submission.exhibits)
    hidden = rows.exclude(pk__in=Exhibit.objects.visible_to(user))
    if numbers := ", ".join(hidden.values_list("number", flat=True)):
        yield _("You may not see all that this rests on: ask the lead for %s.") % numbers
    for party in Party.objects.filter(pk__in=submission.sealed_parties):
        if not party.name_open_to(user):
            yield (
                _("You may not read the sealed name of %s: the lead can name you as its reader.")
                % party
            )
