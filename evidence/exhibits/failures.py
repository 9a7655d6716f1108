"""How an upload can fail after its last byte, and what whoever sent it should do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from casefiles.jobs.kinds import FAILURES as OF_ANY_JOB

DAMAGED, OTHER_HASH = "damaged_part", "other_hash"
NO_ROOM, LOCKED, READ_BACK = "no_room", "locked", "read_back"

# These do not mend by trying again: the file must be sent anew.
FINAL = {DAMAGED, OTHER_HASH}

FAILURES: dict[str, str | Promise] = {
    DAMAGED: gettext_lazy(
        "What had arrived of this file was damaged on the server's disk. Remove it and send it "
        "again; tell whoever runs this server."
    ),
    OTHER_HASH: gettext_lazy(
        "What arrived is not the file that was announced: its SHA-256 is another one. Remove it "
        "and send it again."
    ),
    NO_ROOM: gettext_lazy(
        "The store has no room or cannot be written. What has arrived is kept: tell whoever runs "
        "this server, then try again."
    ),
    LOCKED: gettext_lazy(
        "The master key of this server is missing or is another one, so the file cannot be "
        "encrypted. What has arrived is kept: tell whoever runs this server, then try again."
    ),
    READ_BACK: gettext_lazy(
        "What was stored of this file was not what had arrived. What has arrived is kept: tell "
        "whoever runs this server, then try again."
    ),
}


def sentence(code: str) -> str:
    """What this code means, in words; also for the ends that may come to any job."""
    text = FAILURES.get(code) or OF_ANY_JOB.get(code) or OF_ANY_JOB["unexpected"]
    return str(text)
