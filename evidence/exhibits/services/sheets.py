"""Many exhibits at once, from a sheet: checked, kept for a day, logged as a whole or not at all."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.audit.services import record_many
from casefiles.cases.models import CaseFile
from casefiles.cases.services.records import reserve_numbers
from casefiles.sealing.fields import unseal
from casefiles.sealing.services import forget_key
from evidence.exhibits.links import fingerprint
from evidence.exhibits.models import (
    Derivation,
    Exhibit,
    ExhibitReader,
    Grading,
    ReceivedSheet,
    WebCapture,
)
from evidence.exhibits.numbers import number_of
from evidence.exhibits.services.origins import one_derivation_at_a_time
from evidence.exhibits.services.readers import name_readers
from evidence.exhibits.sheets.checking import CheckedRow, SheetCheck
from evidence.exhibits.sheets.reading import read_sheet
from evidence.exhibits.sheets.tables import Row


def receive_sheet(content: bytes, case: CaseFile, *, by: Any) -> ReceivedSheet:
    """Keeps the rows of a file, sealed, until their sender has seen their check.

    ValidationError says why a file cannot be read as rows.
    """
    rows = read_sheet(content)
    forget_expired_sheets()
    text = json.dumps([[row.line, row.cells] for row in rows], ensure_ascii=False)
    sheet = ReceivedSheet(case=case, user=by, content=text)
    with transaction.atomic():
        sheet.save(force_insert=True)
    return sheet


def rows_of_sheet(sheet: ReceivedSheet) -> list[Row]:
    """What its sender sent. ValidationError once it is no longer kept."""
    if sheet.has_expired or not sheet.content:
        raise ValidationError(_("This sheet is no longer kept. Send it again."))
    return [Row(line, cells) for line, cells in json.loads(unseal(sheet, "content"))]


@transaction.atomic
def log_sheet(sheet: ReceivedSheet, *, by: Any, reason: str) -> list[Exhibit]:
    """Logs every row of a sheet, or none; a sheet that was logged already is not logged again.

    ValidationError where the check fails by now: someone may have taken a number meanwhile.
    """
    locked = ReceivedSheet.objects.select_for_update().get(pk=sheet.pk)
    if locked.logged_at is not None:
        return []
    made = log_rows(rows_of_sheet(locked), locked.case, by=by, reason=reason)
    locked.made = [str(exhibit.pk) for exhibit in made]
    locked.logged_at = timezone.now()
    _empty(locked)
    return made


@transaction.atomic
def discard_sheet(sheet: ReceivedSheet) -> None:
    """Throws away what was sent and not logged."""
    locked = ReceivedSheet.objects.select_for_update().get(pk=sheet.pk)
    if locked.logged_at is None:
        locked.expires_at = timezone.now()
        _empty(locked)


@transaction.atomic
def forget_expired_sheets() -> None:
    """Destroys what nobody logged within the day, and its keys."""
    for sheet in ReceivedSheet.objects.filter(logged_at=None, expires_at__lte=timezone.now()):
        forget_key(sheet.pk)
        sheet.delete()


def _empty(sheet: ReceivedSheet) -> None:
    sheet.content = b""
    sheet.save()
    forget_key(sheet.pk)


@transaction.atomic
def log_rows(rows: Sequence[Row], case: CaseFile, *, by: Any, reason: str) -> list[Exhibit]:
    """Logs the exhibits of rows as log_exhibit() would each, in few statements; all or none.

    ValidationError if any of them is wrong.
    """
    # Numbers and origins are looked up behind this lock: of two sheets at once the second one
    # sees what the first has made.
    reserve_numbers(case, "exhibit", [])
    one_derivation_at_a_time(case)
    check = SheetCheck(rows, case, by)
    wrong = [row for row in check.checked if row.errors]
    if wrong:
        raise ValidationError(
            _("The case changed since this sheet was checked, and now some rows do not fit. "
              "Nothing was saved: see below.")
        )  # fmt: skip
    _number_all(check.checked, case)
    _log_origins(check.checked, by=by, reason=reason)
    exhibits = [row.exhibit for row in check.checked]
    record_many(exhibits, by=by, reason=reason, action="log")
    _log_parts(check, by=by, reason=reason)
    return exhibits


def _number_all(rows: Sequence[CheckedRow], case: CaseFile) -> None:
    numbers = reserve_numbers(case, "exhibit", [row.number for row in rows])
    for row, number in zip(rows, numbers, strict=True):
        row.exhibit.sequence = number
        row.exhibit.number = number_of(case, row.exhibit.provider_code, number)


def _log_origins(rows: Sequence[CheckedRow], *, by: Any, reason: str) -> None:
    origins = {id(row.origin): row.origin for row in rows if row.origin is not None}
    new = [origin for origin in origins.values() if origin._state.adding]
    record_many(new, by=by, reason=reason)
    for row in rows:
        row.exhibit.origin = row.origin


def _log_parts(check: SheetCheck, *, by: Any, reason: str) -> None:
    case, rows = check.case, check.checked
    here = {row.exhibit.number: row.exhibit for row in rows}
    readers = [
        ExhibitReader(case=case, exhibit=row.exhibit, user=reader)
        for row in rows if row.exhibit.named_readers_only
        for reader in {by, *row.readers}
    ]  # fmt: skip
    derivations = [
        Derivation(case=case, exhibit=row.exhibit, parent=here.get(parent) or check.parents_known[parent])
        for row in rows for parent in row.parents
    ]  # fmt: skip
    gradings: list[Grading] = [row.grading for row in rows if row.grading is not None]
    captures = [
        WebCapture(case=case, exhibit=row.exhibit, url=row.web_address,
                   fingerprint=fingerprint(row.web_address))
        for row in rows if row.web_address
    ]  # fmt: skip
    name_readers(readers, by=by, reason=reason)
    record_many(captures, by=by, reason=reason, action="paste")
    record_many(derivations, by=by, reason=reason)
    record_many(gradings, by=by, reason=[each.why for each in gradings], action="grade")
