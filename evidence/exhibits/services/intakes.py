"""Taking in many files at once: all their exhibits, or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from casefiles.cases.models import CaseFile
from evidence.exhibits.intake import NewFile, only_if_recorded, store_all
from evidence.exhibits.models import Exhibit, Intake, IntakeItem
from evidence.exhibits.services.exhibits import log_exhibit
from evidence.exhibits.services.origins import make_origin
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

    `pk` is the intake's id, fixed by the form against being posted twice. The files are written
    before the transaction opens. ValidationError says what is wrong; then nothing was made.
    """
    with only_if_recorded():
        for each in incoming:
            store_all(each.files)
        with transaction.atomic():
            intake = Intake.objects.create(pk=pk, case=case, actor=by, reason=reason)
            origin = None
            if new_origin:
                origin = make_origin(case, new_origin, new_origin_kind, by=by, reason=reason)
            for each in incoming:
                each.exhibit.origin = origin or each.exhibit.origin
                log_exhibit(each.exhibit, by=by, reason=reason, files=each.files, readers=readers)
            IntakeItem.objects.bulk_create(
                IntakeItem(intake=intake, exhibit=each.exhibit, position=position)
                for position, each in enumerate(incoming, start=1)
            )
    return intake
