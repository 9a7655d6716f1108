import logging

import pytest
from django.db import IntegrityError, transaction

from casefiles.audit.logs import QuietFormatter
from casefiles.audit.services import record
from casefiles.cases.models import Source

# Held in a name, because a trace quotes the source lines it passed.
TYPED = "CANARY"


def formatted(error_info) -> str:
    entry = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), error_info)
    return QuietFormatter("%(message)s").format(entry)


def test_database_error_is_logged_without_the_row_it_quotes(case, amina):
    def add():
        record(Source(case=case, code=TYPED, title="x"), by=amina, reason="first entry")

    add()
    with pytest.raises(IntegrityError, match=TYPED) as caught, transaction.atomic():
        add()
    text = formatted((caught.type, caught.value, caught.tb))
    assert "IntegrityError" in text and "test_logs.py" in text
    assert TYPED not in text
