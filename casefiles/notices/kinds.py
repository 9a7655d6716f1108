"""What can be told. Upper rooms enter theirs in `ready()`; a notice keeps the code, never words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class NoticeKind:
    """How a stored notice becomes a line of the page, for the person who reads it, on that day.

    `rows(user)` are the objects that this user may see now, with all that `text`, `more` and `url`
    need: a page asks once a kind. What is not among them is not spoken of.
    """

    code: str
    state: str  # of the badge
    rows: Callable[[Any], Any]
    text: Callable[[Any], str]  # one sentence
    url: Callable[[Any], str]
    more: Callable[[Any], str] | None = None  # what somebody wrote: reasons, a note
    label: Any = ""  # in place of the state's own word
    case: Callable[[Any], Any] = lambda obj: getattr(obj, "case", "")
    # The sentence where several came at once: of the first of them, and how many they were.
    text_of_many: Callable[[Any, int], str] | None = None
    # Where a notice's own object is out of sight: others that it told of, which the user sees, by
    # the id of that object, in the order of the sentence. They take its place.
    others_of: Callable[[Any, set[UUID]], dict[UUID, list[Any]]] | None = None


KINDS: dict[str, NoticeKind] = {}


def register_notice(kind: NoticeKind) -> None:
    KINDS[kind.code] = kind
