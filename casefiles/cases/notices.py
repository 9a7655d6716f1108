"""What members of a case are told of by this room."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.cases.models import CaseFile, Membership, WithheldNameReader
from casefiles.cases.vocabulary import Role
from casefiles.notices.kinds import NoticeKind, register_notice
from casefiles.notices.services import notify, settle

JOINED, NAME_READER = "cases.joined", "cases.name_reader"
SUBMITTED, RETURNED, APPROVED = "cases.submitted", "cases.returned", "cases.approved"


def people_of(case: CaseFile, *roles: str) -> list[Any]:
    """Who holds one of these roles in the case now, each once."""
    return list({row.user_id: row.user for row in case.members().filter(role__in=roles)}.values())


def tell_joined(membership: Membership, *, by: Any) -> None:
    notify([membership.user], JOINED, membership, key=str(membership.pk), besides=by)


def tell_name_reader(reader: WithheldNameReader, *, by: Any) -> None:
    notify([reader.user], NAME_READER, reader, key=str(reader.pk), besides=by)


def tell_moved(case: CaseFile, change: Change) -> None:
    """Who is next after a step of the case's own review; what waited before is over."""
    key, by = str(change.sequence), change.actor
    if change.action == "submit":
        reviewers = people_of(case, Role.REVIEWER)
        may = [user for user in reviewers if user.has_perm("cases.review_case", case)]
        notify(may, SUBMITTED, case, key=key, besides=by)
    elif change.action in {"return", "approve"}:
        kind = RETURNED if change.action == "return" else APPROVED
        settle(case, SUBMITTED)
        notify(people_of(case, Role.LEAD), kind, case, key=key, besides=by)


def _cases(user: Any) -> Any:
    return CaseFile.objects.visible_to(user)


def _own_readers(user: Any) -> Any:
    rows = WithheldNameReader.objects.visible_to(user).current().filter(user=user)
    return rows.select_related("party", "case")


def _own_roles(user: Any) -> Any:
    return Membership.objects.visible_to(user).current().filter(user=user).select_related("case")


def _enter(kinds: Iterable[NoticeKind]) -> None:
    for kind in kinds:
        register_notice(kind)


def _itself(case: CaseFile) -> CaseFile:
    return case


_enter((
    NoticeKind(
        JOINED, "", _own_roles,
        lambda row: _("You were added to this case: %s") % row.get_role_display(),
        lambda row: row.case.get_absolute_url(), more=lambda row: row.case.title,
    ),
    NoticeKind(
        NAME_READER, "", _own_readers,
        lambda row: _("You were named as a reader of the sealed name of %s") % row.party,
        lambda row: row.party.get_absolute_url(),
    ),
    NoticeKind(
        SUBMITTED, "submitted", _cases, lambda _case: _("The case waits for your review"),
        CaseFile.get_absolute_url, case=_itself,
    ),
    NoticeKind(
        RETURNED, "returned", _cases, lambda _case: _("The case came back to you with reasons"),
        CaseFile.get_absolute_url, case=_itself,
    ),
    NoticeKind(
        APPROVED, "approved", _cases, lambda _case: _("The case was approved"),
        CaseFile.get_absolute_url, case=_itself,
    ),
))  # fmt: skip
