"""What kinds of job there are. Upper rooms enter theirs in `ready()`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
    label: str  # "Case summary", translated lazily
    run: Callable[..., None]
    url: Callable[["Job"], str]  # the page that shows this job's subject
    # What each error code means to the person who asked, and what to do.
    failures: dict[str, str] = field(default_factory=dict)


KINDS: dict[str, JobKind] = {}


def register_kind(kind: JobKind) -> None:
    KINDS[kind.name] = kind
