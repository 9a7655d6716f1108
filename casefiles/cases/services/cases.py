"""Opening a case, its members, its workflow, the replacement of a lost lead."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, LeadReplacement, Membership
from casefiles.cases.notices import tell_joined
from casefiles.cases.services.records import withdraw
from casefiles.cases.vocabulary import Role


@transaction.atomic
def open_case(case: CaseFile, *, by: Any, reason: str) -> CaseFile:
    """Saves a new case; whoever opens it is its lead."""
    record(case, by=by, reason=reason, action="open")
    record(Membership(case=case, user=by, role=Role.LEAD), by=by, reason=reason, action="join")
    return case


@transaction.atomic
def add_member(case: CaseFile, user: Any, role: str, *, by: Any, reason: str) -> Membership:
    """Gives a person a role. Nobody adds themselves; adding twice changes nothing."""
    if user == by:
        raise PermissionDenied(_("Nobody adds themselves to a case."))
    known = Membership.objects.of(user).filter(case=case, role=role).first()
    if known:
        return known
    membership = Membership(case=case, user=user, role=role)
    record(membership, by=by, reason=reason, action="join")
    tell_joined(membership, by=by)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Any, reason: str) -> None:
    """Ends one role of one person at once. The last lead cannot go without a successor."""
    # Two leads ending each other's role at once must not leave the case with none.
    CaseFile.objects.select_for_update().get(pk=membership.case_id)
    leads = Membership.objects.current().filter(case=membership.case, role=Role.LEAD)
    if membership.role == Role.LEAD and leads.count() == 1:
        raise ValidationError(_("A case needs a lead: name another one first."))
    withdraw(membership, by=by, reason=reason)


@transaction.atomic
def propose_lead(case: CaseFile, nominee: Any, *, by: Any, reason: str) -> LeadReplacement:
    """First administrator's half of replacing a lost lead."""
    if not by.has_perm("cases.replace_lead"):
        raise PermissionDenied
    if nominee == by:
        raise PermissionDenied(_("Administrators cannot add themselves to a case."))
    proposal = LeadReplacement(case=case, nominee=nominee, proposed_by=by)
    record(proposal, by=by, reason=reason, action="propose_lead")
    return proposal


@transaction.atomic
def confirm_lead(proposal: LeadReplacement, *, by: Any, reason: str) -> Change | None:
    """Second administrator's half: only now the nominee becomes lead. Idempotent."""
    locked = LeadReplacement.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not by.has_perm("cases.replace_lead") or by in (locked.proposed_by, locked.nominee):
        raise PermissionDenied(_("A second administrator has to confirm this."))
    if locked.confirmed_by_id or locked.refused_at:
        return None
    locked.confirmed_by = by
    change = record(locked, by=by, reason=reason, action="confirm_lead")
    add_member(locked.case, locked.nominee, Role.LEAD, by=by, reason=reason)
    return change


@transaction.atomic
def refuse_lead(proposal: LeadReplacement, *, by: Any, reason: str) -> Change | None:
    locked = LeadReplacement.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not by.has_perm("cases.replace_lead"):
        raise PermissionDenied
    if locked.confirmed_by_id or locked.refused_at:
        return None
    locked.refused_at = timezone.now()
    return record(locked, by=by, reason=reason, action="refuse_lead")
