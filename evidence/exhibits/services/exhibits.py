"""Logging an exhibit with all that belongs to it, and changing it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import record
from casefiles.cases.services.records import next_number
from evidence.exhibits.intake import NewFile, only_if_recorded, store_all
from evidence.exhibits.models import Exhibit, Grading
from evidence.exhibits.numbers import number_of
from evidence.exhibits.services.custody import attach_files
from evidence.exhibits.services.grading import grade_exhibit
from evidence.exhibits.services.origins import derive, make_origin
from evidence.exhibits.services.readers import name_reader
from evidence.exhibits.vocabulary import OriginKind


def log_exhibit(
    exhibit: Exhibit,
    *,
    by: Any,
    reason: str,
    files: Sequence[NewFile] = (),
    derives_from: Iterable[Exhibit] = (),
    new_origin: str = "",
    new_origin_kind: str = OriginKind.SINGLE,
    grading: Grading | None = None,
    number: int | None = None,
    readers: Iterable[Any] = (),
) -> Exhibit:
    """Saves an unsaved exhibit and everything given with it, or nothing at all.

    `exhibit` has its case and fields, but no number: it becomes PREFIX-PROVIDER-0001 from the
    case's counter, or takes `number` (7 for TAJ-UN-0007) if that is free. `new_origin` is the
    name of an origin, used if the case has it, else made. `grading` needs reliability,
    credibility and why. An exhibit for named readers always has its maker among them.
    ValidationError says what is wrong with what was given.
    """
    with only_if_recorded():
        store_all(files)
        with transaction.atomic():
            _number(exhibit, number)
            if new_origin:
                exhibit.origin = make_origin(
                    exhibit.case, new_origin, new_origin_kind, by=by, reason=reason
                )
            log_numbered(exhibit, by=by, reason=reason, readers=readers)
            for parent in derives_from:
                derive(exhibit, parent, by=by, reason=reason)
            if grading is not None:
                grade_exhibit(
                    exhibit, reliability=grading.reliability, credibility=grading.credibility,
                    why=grading.why, by=by,
                )  # fmt: skip
            attach_files(exhibit, files, by=by, reason=reason)
    return exhibit


@transaction.atomic
def log_numbered(exhibit: Exhibit, *, by: Any, reason: str, readers: Iterable[Any] = ()) -> Exhibit:
    """Saves an unsaved exhibit that has its number, and names its readers."""
    record(exhibit, by=by, reason=reason, action="log")
    _name_readers(exhibit, readers, by=by, reason=reason)
    return exhibit


@transaction.atomic
def change_exhibit(
    exhibit: Exhibit,
    *,
    by: Any,
    reason: str,
    new_origin: str = "",
    new_origin_kind: str = OriginKind.SINGLE,
) -> Change:
    """Saves changed fields. Whoever closes an exhibit to all but named readers becomes one."""
    if new_origin:
        exhibit.origin = make_origin(
            exhibit.case, new_origin, new_origin_kind, by=by, reason=reason
        )
    change = record(exhibit, by=by, reason=reason)
    if exhibit.named_readers_only:
        name_reader(exhibit, by, by=by, reason=reason)
    return change


def _number(exhibit: Exhibit, wanted: int | None) -> None:
    """Gives the exhibit its number; the counter's row stays locked until the commit."""
    number = next_number(exhibit.case, "exhibit", wanted=wanted)
    exhibit.sequence = number
    exhibit.number = number_of(exhibit.case, exhibit.provider_code, number)
    # Withdrawn exhibits keep their number, hidden ones too: it says only that it is not free.
    if Exhibit.objects.filter(case=exhibit.case, number=exhibit.number).exists():
        raise ValidationError(
            {"number_given": _("%s is taken. Leave this empty for the next free number.")
                             % exhibit.number}
        )  # fmt: skip


def _name_readers(exhibit: Exhibit, readers: Iterable[Any], *, by: Any, reason: str) -> None:
    if not exhibit.named_readers_only:
        return
    for reader in {by, *readers}:
        name_reader(exhibit, reader, by=by, reason=reason)
