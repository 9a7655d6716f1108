"""What parties say, and who may open the name of one that is withheld."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import log_reading, record
from casefiles.cases.models import (
    CaseFile,
    Membership,
    Party,
    Position,
    PositionAccused,
    WithheldNameReader,
)
from casefiles.cases.notices import tell_name_reader
from casefiles.cases.services.records import withdraw
from casefiles.cases.vocabulary import Role
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed

DECIDING = (Role.REVIEWER, Role.COUNSEL)


@transaction.atomic
def save_position(
    position: Position, accused: Iterable[Party], *, by: Any, reason: str
) -> Position:
    """Records a position and whom it accuses: new ones are added, absent ones withdrawn."""
    record(position, by=by, reason=reason)
    before = {
        row.party_id: row for row in PositionAccused.objects.current().filter(position=position)
    }
    after = {party.pk for party in accused}
    for party_id, row in before.items():
        if party_id not in after:
            withdraw(row, by=by, reason=reason)
    for party_id in after - before.keys():
        row = PositionAccused(case=position.case, position=position, party_id=party_id)
        record(row, by=by, reason=reason)
    return position


def eligible_readers(case: CaseFile, *, named_by: Any) -> models.QuerySet:
    """Accounts that may be named: current reviewers and counsel, never the one who names."""
    rows = Membership.objects.current().filter(case=case, role__in=DECIDING)
    people = get_user_model().objects.filter(pk__in=rows.values("user"), is_active=True)
    return people.exclude(pk=named_by.pk).order_by("name")


@transaction.atomic
def name_reader(reader: WithheldNameReader, *, by: Any, reason: str) -> WithheldNameReader:
    """Lets one reviewer or counsel open one sealed name.

    PermissionDenied without the right to name; ValidationError if the party is not withheld or
    the person does not decide in the case.
    """
    if not by.has_perm("cases.name_readers", reader.case):
        raise PermissionDenied
    if not reader.party.withheld:
        raise ValidationError(_("The name of this party is not withheld."))
    if not eligible_readers(reader.case, named_by=by).filter(pk=reader.user_id).exists():
        raise ValidationError(_("Only a reviewer or counsel of the case can be named."))
    record(reader, by=by, reason=reason, action="name_reader")
    tell_name_reader(reader, by=by)
    return reader


def open_name(party: Party, *, by: Any) -> str:
    """The sealed name, to one of its named readers; the opening is logged before it happens.

    PermissionDenied for everyone else, whoever typed the name among them. ValidationError if
    the name was erased. Raises whatever the log raises: what cannot be logged is not opened.
    """
    if not party.name_open_to(by):
        raise PermissionDenied(_("Only the named readers of this name can open it."))
    log_reading(party, by=by, what="withheld name")
    try:
        return unseal(party, "sealed_name")
    except KeyDestroyed:
        raise ValidationError(_("This name was erased. Nobody can read it any more.")) from None
