from evidence.exhibits.services.citations import cite
from evidence.exhibits.services.custody import add_custody_event, attach_files, duplicates_of
from evidence.exhibits.services.exhibits import change_exhibit, log_exhibit
from evidence.exhibits.services.fixity import (
    ask_for_case,
    ask_for_check,
    check_stored,
    scheduled_sweep,
)
from evidence.exhibits.services.grading import grade_exhibit
from evidence.exhibits.services.links import log_links, save_capture
from evidence.exhibits.services.origins import derive, make_origin, withdraw_origin
from evidence.exhibits.services.readers import name_reader, withdraw_reader
from evidence.exhibits.services.verification import (
    change_verification,
    verify,
    withdraw_verification,
)
from evidence.exhibits.services.versions import (
    Redacted,
    Translated,
    log_redaction,
    log_translation,
)

__all__ = [
    "Redacted",
    "Translated",
    "add_custody_event",
    "ask_for_case",
    "ask_for_check",
    "attach_files",
    "change_exhibit",
    "change_verification",
    "check_stored",
    "cite",
    "derive",
    "duplicates_of",
    "grade_exhibit",
    "log_exhibit",
    "log_links",
    "log_redaction",
    "log_translation",
    "make_origin",
    "name_reader",
    "save_capture",
    "scheduled_sweep",
    "verify",
    "withdraw_origin",
    "withdraw_reader",
    "withdraw_verification",
]
