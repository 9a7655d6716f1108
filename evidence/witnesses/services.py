"""Witnesses get a code, statements and consents are recorded, sealed details are opened."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from casefiles.audit.services import log_reading, record
from casefiles.cases.models import CaseFile
from casefiles.cases.services.records import next_number, withdraw
from casefiles.sealing.fields import unseal
from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import Consent, Statement, StatementExhibit, Witness

SEALED_DETAILS = ("place", "interviewer", "interpreter", "others_present", "previous_accounts")


@transaction.atomic
def add_witness(witness: Witness, *, by: Any, reason: str) -> Witness:
    """Gives the next code of the case, W-0001, and saves. No name is taken anywhere."""
    witness.code = f"W-{next_number(witness.case, 'witness'):04d}"
    record(witness, by=by, reason=reason)
    return witness


@transaction.atomic
def save_statement(
    statement: Statement, recordings: list[Exhibit], *, by: Any, reason: str
) -> Statement:
    """Saves a statement's data and which exhibits record it; unlinked ones are withdrawn."""
    record(statement, by=by, reason=reason)
    kept = {link.exhibit_id: link for link in statement.recordings.current()}
    for exhibit in recordings:
        if kept.pop(exhibit.pk, None) is None:
            link = StatementExhibit(case=statement.case, statement=statement, exhibit=exhibit)
            record(link, by=by, reason=reason)
    for link in kept.values():
        withdraw(link, by=by, reason=reason)
    return statement


@transaction.atomic
def set_consents(case: CaseFile, consents: list[Consent], *, by: Any, reason: str) -> int:
    """Records every consent given; returns how many there were. All or nothing."""
    for consent in consents:
        record(consent, by=by, reason=reason)
    return len(consents)


def open_details(statement: Statement, *, by: Any) -> list[tuple[str, str]]:
    """(label, text) of the sealed parts of a statement, the reading logged first.

    PermissionDenied for whoever may not; an error of the log stops the reading.
    """
    if not by.has_perm("witnesses.open_details", statement):
        raise PermissionDenied
    log_reading(statement, by=by, what="sealed details of a statement")
    fields = [statement._meta.get_field(name) for name in SEALED_DETAILS]
    return [(str(field.verbose_name), unseal(statement, field.name)) for field in fields]
