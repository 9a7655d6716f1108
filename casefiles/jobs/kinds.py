"""What kinds of job there are. Upper rooms enter theirs in `ready()`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from casefiles.jobs.models import Job


class JobFailed(Exception):
    """An expected end that trying again as is will not mend; `code` is a key of `failures`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class JobKind:
    """`run(lease, **arguments)` does the work and ends in `with lease.completing():`."""

    name: str
    label: str | Promise  # "Case summary", translated lazily
    run: Callable[..., None]
    url: Callable[["Job"], str]  # the page that shows this job's subject
    # What each error code means to the person who asked, and what to do.
    failures: Mapping[str, str | Promise] = field(default_factory=dict)
    # How long it may take, where that is more than the settings' limit for all; well under the
    # broker's visibility timeout.
    seconds: int | None = None
    # A person asked for it and waits: its end is told.
    is_waited_for: bool = False


KINDS: dict[str, JobKind] = {}

# Ends that may come to a job of any kind; a kind's own texts go before these.
FAILURES: dict[str, Any] = {
    "worker_lost": _(
        "The program that worked on this stopped three times. Nothing half-done was kept. Try "
        "again; if it fails again, tell whoever runs this server."
    ),
    "too_long": _(
        "This took longer than a job may. Nothing half-done was kept. Try again when the server "
        "is less busy, or ask for less at once."
    ),
    "unexpected": _(
        "Something went wrong that nobody foresaw. Nothing half-done was kept. Try again; if it "
        "fails again, tell whoever runs this server the number of this job."
    ),
}

# Told of every job that has ended, in the transaction of its end; upper rooms enter theirs.
ENDINGS: list[Callable[["Job"], None]] = []

# The ids of the cases a user may see now; the room that knows cases enters it. A job that
# belongs to a case is closed to whoever has left that case.
OPEN_CASES: list[Callable[[Any], Any]] = []


def limits(kind: str) -> dict[str, Any]:
    """The time limits of a kind's task, for Celery; empty where those of the settings hold."""
    seconds = KINDS[kind].seconds if kind in KINDS else None
    return {"soft_time_limit": seconds, "time_limit": seconds + 60} if seconds else {}


def failure_text(kind: str, code: str) -> Any:
    """What this end means and what to do, for the person who asked."""
    own = KINDS[kind].failures if kind in KINDS else {}
    return own.get(code) or FAILURES.get(code) or FAILURES["unexpected"]


def register_kind(kind: JobKind) -> None:
    KINDS[kind.name] = kind
