import logging
import sys

from django.db import IntegrityError

from casefiles.audit.logs import QuietFormatter
from casefiles.audit.services import record
from casefiles.cases.models import Source


def formatted(error_info) -> str:
    entry = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), error_info)
    return QuietFormatter("%(message)s").format(entry)


def test_database_error_is_logged_without_the_row_it_quotes(case, amina):
    for _twice in range(2):
        try:
            record(Source(case=case, code="CANARY", title="x"), by=amina, reason="first entry")
        except IntegrityError as error:
            assert "CANARY" in str(error)
            text = formatted(sys.exc_info())
    assert "IntegrityError" in text and "test_logs.py" in text
    assert "CANARY" not in text
