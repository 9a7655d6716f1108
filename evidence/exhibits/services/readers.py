"""Named readers: the members who may see an exhibit that is closed to the others."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import record, record_many
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import Exhibit, ExhibitReader
from evidence.exhibits.notices import tell_readers


@transaction.atomic
def name_reader(
    exhibit: Exhibit, reader: Any, *, by: Any, reason: str, pk: UUID | None = None
) -> ExhibitReader:
    """Lets a member of the case see the exhibit. Naming twice changes nothing."""
    if not exhibit.case.members().filter(user=reader).exists():
        raise ValidationError(_("Only a member of the case can be named."))
    known = ExhibitReader.objects.current().filter(exhibit=exhibit, user=reader).first()
    if known:
        return known
    named = ExhibitReader(case=exhibit.case, exhibit=exhibit, user=reader)
    named.pk = pk or named.pk
    record(named, by=by, reason=reason, action="name_reader")
    tell_readers([named], by=by)
    return named


@transaction.atomic
def name_readers(named: Sequence[ExhibitReader], *, by: Any, reason: str) -> None:
    """The same for new rows of exhibits that were just logged; each reader is told once.

    The caller has made sure that they are members.
    """
    record_many(named, by=by, reason=reason, action="name_reader")
    tell_readers(named, by=by)


@transaction.atomic
def withdraw_reader(named: ExhibitReader, *, by: Any, reason: str) -> Change | None:
    """Takes a reader's sight away, at once. The last member who sees a closed exhibit stays."""
    # Two readers who remove each other at once must not leave an exhibit that nobody sees.
    exhibit = Exhibit.objects.select_for_update(of=("self",)).get(pk=named.exhibit_id)
    members = exhibit.case.members().values("user")
    others = ExhibitReader.objects.current().filter(exhibit=exhibit, user__in=members)
    if exhibit.named_readers_only and not others.exclude(user=named.user_id).exists():
        raise ValidationError(
            _("Nobody would see this exhibit any more: name another reader first.")
        )
    return withdraw(named, by=by, reason=reason)
