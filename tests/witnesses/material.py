"""What the tests of this room are made of."""

from datetime import date

from casefiles.audit.services import record
from evidence.exhibits.models import Exhibit
from evidence.witnesses.models import Consent, Statement, StatementReader, Witness
from evidence.witnesses.services import add_witness, save_statement

WHY = "told in confidence"
# Words that must turn up nowhere but on the page that opens them.
SECRETS = {
    "place": "canary of the place",
    "interviewer": "canary of the interviewer",
    "interpreter": "canary of the interpreter",
    "others_present": "canary of the others",
    "previous_accounts": "canary of the earlier account",
}
TOLD = {
    "taken_on": date(2024, 5, 2),
    "mode": "in_person",
    "place_class": "shelter",
    "language": "Tigrinya",
}


def make_witness(case, by):
    return add_witness(Witness(case=case, connection="victim"), by=by, reason=WHY)


def make_statement(witness, by, recordings=(), **fields):
    statement = Statement(case=witness.case, witness=witness, **{**TOLD, **fields})
    return save_statement(statement, list(recordings), by=by, reason=WHY)


def make_consent(witness, by, purpose, status, **fields):
    row = Consent(case=witness.case, witness=witness, purpose=purpose, status=status, **fields)
    record(row, by=by, reason=WHY)
    return row


def make_reader(statement, user, by):
    reader = StatementReader(case=statement.case, statement=statement, user=user)
    record(reader, by=by, reason=WHY)
    return reader


def make_recording(case, by):
    exhibit = Exhibit(
        case=case,
        number="TAJ-INT-0001",
        provider_code="INT",
        kind="audio",
        title="Recording of an interview",
    )
    record(exhibit, by=by, reason=WHY)
    return exhibit


def keep_to_readers(exhibit, by):
    """Hides an exhibit from everyone: nobody is named."""
    exhibit.named_readers_only = True
    record(exhibit, by=by, reason=WHY)
