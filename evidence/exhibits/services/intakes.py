"""Taking in many files at once: all their exhibits, or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.services import record_many
from casefiles.cases.models import CaseFile
from casefiles.cases.services.records import reserve_numbers
from evidence.exhibits.intake import NewFile, only_if_recorded, store_all
from evidence.exhibits.models import Exhibit, ExhibitReader, Intake, IntakeItem
from evidence.exhibits.numbers import number_of
from evidence.exhibits.services.custody import attach_all
from evidence.exhibits.services.origins import make_origin
from evidence.exhibits.services.readers import name_readers
from evidence.exhibits.vocabulary import OriginKind


@dataclass
class Incoming:
    """An exhibit that is to be made, and its files."""

    exhibit: Exhibit
    files: list[NewFile] = field(default_factory=list)


def take_in(
    case: CaseFile,
    incoming: Sequence[Incoming],
    *,
    by: Any,
    reason: str,
    pk: UUID,
    new_origin: str = "",
    new_origin_kind: str = OriginKind.SINGLE,
    readers: Sequence[Any] = (),
) -> Intake:
    """Logs every exhibit with its files in one transaction, in the order given.

    Their fields are checked and they have no number yet. `pk` is the intake's id, fixed by the
    form against being posted twice. The files are written before the transaction opens.
    ValidationError says what is wrong; then nothing was made.
    """
    exhibits = [each.exhibit for each in incoming]
    with only_if_recorded():
        for each in incoming:
            store_all(each.files)
        with transaction.atomic():
            intake = Intake.objects.create(pk=pk, case=case, actor=by, reason=reason)
            _number_all(exhibits, case)
            if new_origin:
                origin = make_origin(case, new_origin, new_origin_kind, by=by, reason=reason)
                for exhibit in exhibits:
                    exhibit.origin = origin
            record_many(exhibits, by=by, reason=reason, action="log")
            _name_readers(exhibits, {by, *readers}, by=by, reason=reason)
            files = [(each.exhibit, file) for each in incoming for file in each.files]
            attach_all(files, by=by, reason=reason)
            IntakeItem.objects.bulk_create(
                IntakeItem(intake=intake, exhibit=exhibit, position=position)
                for position, exhibit in enumerate(exhibits, start=1)
            )
    return intake


def _number_all(exhibits: Sequence[Exhibit], case: CaseFile) -> None:
    """The counter's row stays locked until the commit, so that the numbers follow each other."""
    numbers = reserve_numbers(case, "exhibit", [None] * len(exhibits))
    for number, exhibit in zip(numbers, exhibits, strict=True):
        exhibit.sequence = number
        exhibit.number = number_of(case, exhibit.provider_code, number)


def _name_readers(exhibits: Sequence[Exhibit], readers: set[Any], *, by: Any, reason: str) -> None:
    members = exhibits[0].case.members().values_list("user", flat=True)
    if not {reader.pk for reader in readers} <= set(members):
        raise ValidationError(_("Only a member of the case can be named."))
    rows = [
        ExhibitReader(case=exhibit.case, exhibit=exhibit, user=reader)
        for exhibit in exhibits if exhibit.named_readers_only for reader in readers
    ]  # fmt: skip
    name_readers(rows, by=by, reason=reason)
