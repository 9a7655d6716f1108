"""What each outcome of an inspection means for whoever sees it, and what to do.

The original can be downloaded after every outcome but those that hold it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from evidence.exhibits.quarantine import WAITING
from evidence.exhibits.vocabulary import InspectionOutcome as Outcome

ASK_OPERATOR = _("Tell whoever runs this server; “make doctor” says what is missing. Then ask "
                 "for another look.")  # fmt: skip
OPEN_APART = _("Download it and open it on a machine that holds nothing else.")

ADVICE: dict[str, Any] = {
    Outcome.NOT_SCANNED: _("No virus scanner is set up on this server. Open it as you would open "
                           "any file from a stranger."),
    Outcome.INFECTED: _("Nobody can download it or see a preview. The stored bytes stay as they "
                        "came. A lead who needs it all the same can release it, with a reason."),
    Outcome.SCANNER_UNREACHABLE: _("It stays closed until the scanner answers; then it is looked "
                                   "at again by itself. A lead can release it, with a reason."),
    Outcome.SCANNER_REFUSED: _("It may be larger than the scanner takes: whoever runs it can raise "
                               "that. A lead can release it, with a reason."),
    WAITING: _("It waits for the virus scanner. Look again in a minute."),
    Outcome.NOT_WHAT_IT_SAYS: _("Its name, its first bytes and a second opinion do not agree. "
                                "Somebody may have wanted it opened. %s") % OPEN_APART,
    Outcome.ARCHIVE_BOMB: _("Unpacked it would fill a disk. Do not unpack it without a limit."),
    Outcome.ARCHIVE_ESCAPE: _("Some of its entries have paths that lead out of the folder it is "
                              "unpacked to. Unpack it with a program that refuses them."),
    Outcome.ARCHIVE_LINK: _("Its links may point to files of whoever unpacks it. %s") % OPEN_APART,
    Outcome.FORMULAS: _("Open it with a text editor, or let the spreadsheet import every column as "
                        "text."),
    Outcome.ACTIVE_CONTENT: _("It is never drawn here, for its scripts would run. %s") % OPEN_APART,
    Outcome.TOO_MANY_PIXELS: _("It has more than 100 million pixels. %s") % OPEN_APART,
    Outcome.TOO_LONG: _("Drawing it was given up after half a minute. %s") % OPEN_APART,
    Outcome.TOO_MUCH_MEMORY: _("Drawing it was given up at 512 MB. %s") % OPEN_APART,
    Outcome.TOO_MUCH_OUTPUT: _("What came out of it had no end. %s") % OPEN_APART,
    Outcome.TOO_LARGE: _("Files of this size are stored and checked, but not opened here. Attach a "
                         "smaller working copy if colleagues need to see it."),
    Outcome.NO_ROOM: ASK_OPERATOR,
    Outcome.ENCRYPTED: _("Attach an unlocked working copy if you have the password; this one stays "
                         "as it came."),
    Outcome.DAMAGED: _("The program that reads this type could not make sense of it. It may have "
                       "come so: compare its SHA-256 with the giver's."),
    Outcome.UNSUPPORTED: _("Download it to see it."),
    Outcome.TOOL_MISSING: ASK_OPERATOR,
    Outcome.NOT_CONFINED: ASK_OPERATOR,
    Outcome.ORIGINAL_DAMAGED: _("Do not rely on it until it is restored from a backup: see the "
                                "fixity of the files."),
}  # fmt: skip


def advice(outcome: str) -> Any:
    return ADVICE.get(outcome, "")


def label(outcome: str) -> Any:
    return _("waiting for the virus scanner") if outcome == WAITING else Outcome(outcome).label
