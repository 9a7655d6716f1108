"""Witnesses get a code, statements and consents are recorded, sealed details are opened."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from casefiles.audit.models import Change
from casefiles.audit.services import log_reading, record
from casefiles.cases.services.records import next_number, withdraw
from casefiles.sealing.fields import unseal
from casefiles.sealing.keys import KeyDestroyed
from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import (
    Consent,
    Statement,
    StatementExhibit,
    StatementReader,
    Witness,
)

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
    """Saves a statement's data and which exhibits record it; unlinked ones are withdrawn.

    Links to exhibits that `by` cannot see stay: nobody unlinks what the form did not show them.
    ValidationError for a new statement of a withdrawn witness.
    """
    if statement._state.adding and statement.witness.is_withdrawn:
        raise ValidationError(_("This witness was withdrawn; no statement can be added."))
    record(statement, by=by, reason=reason)
    if statement.named_readers_only:
        _keep_in_sight(statement, by=by, reason=reason)
    _link(statement, recordings, by=by, reason=reason)
    return statement


def _keep_in_sight(statement: Statement, *, by: Any, reason: str) -> None:
    """Whoever restricts a statement is its first reader, or nobody could ever name another."""
    if not statement.readers.current().exists():
        reader = StatementReader(case=statement.case, statement=statement, user=by)
        record(reader, by=by, reason=reason)


def _link(statement: Statement, recordings: list[Exhibit], *, by: Any, reason: str) -> None:
    shown = StatementExhibit.objects.visible_to(by).current().filter(statement=statement)
    kept = {link.exhibit_id: link for link in shown}
    for exhibit in recordings:
        if kept.pop(exhibit.pk, None) is None:
            link = StatementExhibit(case=statement.case, statement=statement, exhibit=exhibit)
            record(link, by=by, reason=reason)
    for link in kept.values():
        withdraw(link, by=by, reason=reason)


@transaction.atomic
def end_reader(reader: StatementReader, *, by: Any, reason: str) -> None:
    """Takes a reader's sight of a statement away at once; one reader has to stay."""
    statement = Statement.objects.select_for_update(of=("self",)).get(pk=reader.statement_id)
    others = statement.readers.current().exclude(pk=reader.pk)
    if statement.named_readers_only and not others.exists():
        raise ValidationError(_("A restricted statement needs a reader: name another one first."))
    withdraw(reader, by=by, reason=reason)


def consents_version(witness: Witness) -> int:
    """Number of the last recorded change of any of the witness's answers; 0 before the first."""
    ids = witness.consents.values("pk")
    last = Change.objects.filter(object_id__in=ids).order_by("sequence").last()
    return last.sequence if last else 0


@transaction.atomic
def set_consents(
    witness: Witness, consents: list[Consent], *, version: int, by: Any, reason: str
) -> int:
    """Records every answer given; returns how many there were. All or nothing.

    `version` is the `consents_version` that the asker saw: ValidationError if another person
    has changed an answer since, so that an old page cannot bring a withdrawn consent back.
    """
    locked = Witness.objects.select_for_update(of=("self",)).get(pk=witness.pk)
    if locked.is_withdrawn:
        raise ValidationError(_("This witness was withdrawn; the answers are kept as they are."))
    if consents_version(locked) > version:
        raise ValidationError(
            _("Answers were changed after you opened this page. What you typed is kept below: open "
              "the witness in another tab, compare, then open this page again.")
        )  # fmt: skip
    for consent in consents:
        record(consent, by=by, reason=reason)
    return len(consents)


def sealed_fields(statement: Statement) -> list[Any]:
    return [statement._meta.get_field(name) for name in SEALED_DETAILS]


def sealed_labels(statement: Statement) -> list[tuple[str, bool]]:
    """(label, whether anything is sealed there) of each sealed part."""
    fields = sealed_fields(statement)
    return [(str(field.verbose_name), bool(getattr(statement, field.name))) for field in fields]


def open_details(statement: Statement, *, by: Any) -> list[tuple[str, str]]:
    """(label, text) of the sealed parts of a statement, the reading logged first.

    PermissionDenied for whoever may not; an error of the log stops the reading. ValidationError
    if the witness was erased.
    """
    if not by.has_perm("witnesses.open_details", statement):
        raise PermissionDenied
    log_reading(statement, by=by, what="sealed details of a statement")
    fields = sealed_fields(statement)
    try:
        return [(str(field.verbose_name), unseal(statement, field.name)) for field in fields]
    except KeyDestroyed:
        raise ValidationError(
            _("The details of this witness were erased. Nobody can read them any more.")
        ) from None
