"""Verifications with the exhibits that support them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import Exhibit, Verification, VerificationSupport


@transaction.atomic
def verify(
    verification: Verification, supports: Iterable[Exhibit] = (), *, by: Any, reason: str
) -> Verification:
    """Records an unsaved verification by `by`, who is its analyst, with what supports it.

    ValidationError for a supporting exhibit that is withdrawn, of another case or the one
    that was verified; PermissionDenied for one that `by` may not see.
    """
    verification.analyst = by
    record(verification, by=by, reason=reason, action="verify")
    _support(verification, set(supports), by=by, reason=reason)
    return verification


@transaction.atomic
def change_verification(
    verification: Verification, supports: Iterable[Exhibit], *, by: Any, reason: str
) -> Change:
    """Saves changed fields; only its analyst may: others withdraw it, or add their own."""
    if verification.analyst_id != by.pk:
        raise PermissionDenied
    _check_result(verification)
    change = record(verification, by=by, reason=reason)
    wanted = {each.pk: each for each in supports}
    # What the analyst no longer sees stays as it is.
    mine = VerificationSupport.objects.visible_to(by).current().filter(verification=verification)
    for link in mine:
        if wanted.pop(link.exhibit_id, None) is None:
            withdraw(link, by=by, reason=reason)
    _support(verification, set(wanted.values()), by=by, reason=reason)
    return change


@transaction.atomic
def withdraw_verification(verification: Verification, *, by: Any, reason: str) -> Change | None:
    """Takes it out of use. ValidationError while a verified time or place rests on it."""
    Verification.objects.select_for_update(of=("self",)).get(pk=verification.pk)
    if verification.times_and_places.current().exists():
        raise ValidationError(
            _("A verified time or place rests on it. Withdraw that, or rest it on another, first.")
        )
    return withdraw(verification, by=by, reason=reason)


def _check_result(verification: Verification) -> None:
    from evidence.exhibits.models.verification import HOLDS

    if verification.result not in HOLDS and verification.times_and_places.current().exists():
        raise ValidationError(
            {"result": _("A verified time or place rests on it. Withdraw that first.")}
        )


def _support(
    verification: Verification, exhibits: Iterable[Exhibit], *, by: Any, reason: str
) -> list[UUID]:
    made = []
    for exhibit in sorted(exhibits, key=lambda each: each.number):
        if not Exhibit.objects.visible_to(by).filter(pk=exhibit.pk).exists():
            raise PermissionDenied
        if exhibit.case_id != verification.case_id or exhibit.is_withdrawn:
            raise ValidationError({"supports": _("Choose exhibits of this case that are in use.")})
        if exhibit.pk == verification.exhibit_id:
            raise ValidationError(
                {"supports": _("An exhibit cannot support its own verification.")}
            )
        link = VerificationSupport(
            case=verification.case, verification=verification, exhibit=exhibit
        )
        record(link, by=by, reason=reason)
        made.append(link.pk)
    return made
