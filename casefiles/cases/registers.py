"""Where upper rooms enter what a case page shows; this room knows none of them.

Each room calls these from its AppConfig.ready().
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from casefiles.cases.models import CaseFile, Party


@dataclass(frozen=True)
class Tab:
    """A tab of every case page; `order` places it, `url_name` takes the case's id."""

    name: str
    label: str | Promise
    url_name: str
    order: int
    shown_to: Callable[[Any, "CaseFile"], bool] | None = None  # None: to every member


@dataclass(frozen=True)
class Panel:
    """A part of the case's overview: `context(case, user)` feeds `template`."""

    template: str
    context: Callable[["CaseFile", Any], dict[str, Any]]
    order: int


@dataclass(frozen=True)
class RecordPanel:
    """A part at the foot of every record's page: `context(obj, user)` feeds `template`."""

    template: str
    context: Callable[[Any, Any], dict[str, Any]]
    order: int


class WorkKind(TextChoices):
    """Why something waits, as far as people look for it."""

    REVIEW = "review", _("To review")
    RETURNED = "returned", _("Returned to me")
    STALE = "stale", _("Changed since it was sent")
    FILE = "file", _("Files that failed a check")
    SENT = "sent", _("Sent by me")


@dataclass(frozen=True)
class RowPart:
    """A part of each row where records stand in a list: `attach(rows, user)` gives the rows what
    `template` shows of one `row`; `rests(rows)` the ids of those that rest on something there."""

    template: str
    attach: Callable[[list[Any], Any], Any]
    rests: Callable[[list[Any]], set[Any]]


@dataclass(frozen=True)
class WorkItem:
    """Something that waits for a user: what, since when, why it came, and where to do it."""

    case: "CaseFile"
    text: str
    why: str
    since: datetime
    url: str
    state: str
    kind: str = ""  # a WorkKind; none is shown under no filter but that of its case
    points: Sequence[str] = ()  # what somebody wrote about it, or what changed: one line each
    in_hand: str = ""  # who is at it


@dataclass(frozen=True)
class Weakness:
    """A sentence of "what is weak" on the overview, with where to mend it."""

    text: str
    url: str


TABS: list[Tab] = []
PANELS: list[Panel] = []
RECORD_PANELS: list[RecordPanel] = []
ROW_PARTS: list[RowPart] = []
WAITING: list[Callable[[Any], list[WorkItem]]] = []  # what waits for the user
# How many of them there are, for the top bar of every page, where a source can say that sooner.
COUNTS: dict[Callable[[Any], list[WorkItem]], Callable[[Any], int]] = {}
NEWS: list[Callable[[Any], list[WorkItem]]] = []  # what the user should know, and others do
SENT: list[Callable[[Any], list[WorkItem]]] = []  # what the user sent, and where it is
WEAKNESSES: list[Callable[["CaseFile", Any], list[Weakness]]] = []
# Reasons why a case may not be approved, in words; an empty list lets it pass.
CLOSING_CHECKS: list[Callable[["CaseFile"], list[str]]] = []
# Why a party may not become what it is about to be saved as, by field.
PARTY_CHECKS: list[Callable[["Party"], dict[str, str]]] = []


def tabs_for(case: "CaseFile", user: Any) -> list[Tab]:
    shown = [tab for tab in TABS if tab.shown_to is None or tab.shown_to(user, case)]
    return sorted(shown, key=lambda tab: tab.order)


def with_parts(rows: Any, user: Any) -> list[Any]:
    """The rows, all of one case, each with `parts`, the templates of what upper rooms enter, and
    `is_cited`: whether it rests on anything of theirs, seen by this user or not."""
    rows = list(rows)
    resting: set[Any] = set()
    for part in ROW_PARTS:
        part.attach(rows, user)
        resting |= part.rests(rows)
    for row in rows:
        row.parts = [part.template for part in ROW_PARTS]
        row.is_cited = row.pk in resting
    return rows
