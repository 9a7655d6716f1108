"""Stored notices as lines of a page, in a few queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from casefiles.notices.kinds import KINDS, NoticeKind
from casefiles.notices.models import Notice

PAGE = 30


@dataclass(frozen=True)
class Line:
    notice: Notice
    text: str
    more: str = ""
    state: str = ""
    label: Any = ""  # in place of the state's own word
    case: Any = ""
    url: str = ""


@dataclass(frozen=True)
class Page:
    """`older` is the notice after which the next page begins; None on the last."""

    lines: list[Line]
    is_first: bool
    older: UUID | None


def page_of(notices: Any, user: Any, after: str = "") -> Page:
    """The newest, or those after one notice of this user; an id that is none begins anew."""
    begin = _place(user, after)
    if begin is not None:
        at, pk = begin
        notices = notices.filter(Q(created_at__lt=at) | Q(pk__lt=pk), created_at__lte=at)
    rows = list(notices.order_by("-created_at", "-pk")[: PAGE + 1])
    shown = rows[:PAGE]
    return Page(lines_of(shown, user), begin is None, shown[-1].pk if len(rows) > PAGE else None)


def _place(user: Any, pk: str) -> tuple[Any, UUID] | None:
    try:
        wanted = UUID(pk)
    except ValueError:
        return None
    own = Notice.objects.visible_to(user).filter(pk=wanted)
    return own.values_list("created_at", "pk").first()


def lines_of(notices: Iterable[Notice], user: Any) -> list[Line]:
    """One query a kind. What the user may no longer see is told of without a word about it."""
    notices = list(notices)
    seen = _objects(notices, user)
    return [_line(notice, seen.get((notice.kind, notice.object_id), [])) for notice in notices]


def url_of(notice: Notice, user: Any) -> str:
    """Where it leads this user now; empty where it leads nowhere."""
    return lines_of([notice], user)[0].url


def _objects(notices: list[Notice], user: Any) -> dict[tuple[str, UUID], list[Any]]:
    """What each tells of and the user sees: its own object, or those that came with it."""
    wanted = defaultdict(set)
    for notice in notices:
        wanted[notice.kind].add(notice.object_id)
    found: dict[tuple[str, UUID], list[Any]] = {}
    for code in wanted.keys() & KINDS.keys():
        kind, ids = KINDS[code], wanted[code]
        rows = {obj.pk: [obj] for obj in kind.rows(user).filter(pk__in=ids)}
        if kind.others_of and (gone := ids - rows.keys()):
            rows |= kind.others_of(user, gone)
        found |= {(code, pk): some for pk, some in rows.items()}
    return found


def _line(notice: Notice, objects: list[Any]) -> Line:
    if not objects:
        return Line(notice, _("Something that is no longer there for you to see."))
    kind: NoticeKind = KINDS[notice.kind]
    obj = objects[0]
    count = notice.count if obj.pk == notice.object_id else len(objects)
    more = kind.more(obj) if kind.more else ""
    many = kind.text_of_many if count > 1 else None
    text = many(obj, count) if many else kind.text(obj)
    return Line(notice, text, more, kind.state, kind.label, kind.case(obj),
                kind.url(obj))  # fmt: skip
