"""Where an exhibit's information begins, as far as the reader may see, and the drawing of it.

Only what the reader sees is walked through, counted and drawn. The matrix counts over all
exhibits instead, for its figure must not depend on who looks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import get_language_bidi

from evidence.exhibits.models import Derivation, Exhibit, Origin

# Beyond this a drawing shows nothing any more; the list of what it derives from stays.
MOST_BOXES, MOST_STEPS = 40, 12
WIDTH, HEIGHT, BETWEEN, UNDER, EDGE = 168, 36, 44, 14, 2
LETTERS = 20


@dataclass
class Lineage:
    """What the reader sees of the exhibits behind one or more, and of their origins."""

    exhibits: dict[UUID, Exhibit]
    parents: dict[UUID, set[UUID]] = field(default_factory=dict)
    is_cut: bool = False  # there is more than a drawing holds

    @property
    def tops(self) -> list[Exhibit]:
        """Those that derive from none that the reader sees."""
        return [row for pk, row in self.exhibits.items() if not self.parents.get(pk)]

    @property
    def origins(self) -> list[Origin]:
        """Each once: as many independent sources as there are."""
        found = {row.origin_id: row.origin for row in self.tops if row.origin is not None}
        return sorted(found.values(), key=lambda origin: origin.name)

    @property
    def unknown(self) -> list[Exhibit]:
        """Where nobody knows the origin: they count as no source."""
        return [row for row in self.tops if row.origin_id is None]


def lineage_of(exhibits: Iterable[Exhibit], user: Any, *, downward: bool = False) -> Lineage:
    """From these exhibits up to those in which their information begins; or down to what
    derives from them. One query a step."""
    found = Lineage({row.pk: row for row in exhibits})
    links = Derivation.objects.visible_to(user).current()
    links = links.select_related("exhibit__origin", "parent__origin").order_by("pk")
    waiting = set(found.exhibits)
    for _step in range(MOST_STEPS):
        if not waiting or len(found.exhibits) > MOST_BOXES:
            break
        near = links.filter(parent__in=waiting) if downward else links.filter(exhibit__in=waiting)
        waiting = set()
        for link in near:
            found.parents.setdefault(link.exhibit_id, set()).add(link.parent_id)
            reached = link.exhibit if downward else link.parent
            if reached.pk not in found.exhibits:
                found.exhibits[reached.pk] = reached
                waiting.add(reached.pk)
    found.is_cut = bool(waiting) or len(found.exhibits) > MOST_BOXES
    return found


@dataclass(frozen=True)
class Box:
    """One exhibit or origin of the drawing, in units of the drawing."""

    x: int
    y: int
    text: str
    title: str
    url: str
    kind: str  # "origin", "exhibit" or "here"

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def baseline(self) -> int:
        return self.y + HEIGHT // 2 + 5


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: list[Box]
    lines: list[str]  # paths, from what is derived from to what derives


def drawing(lineage: Lineage, here: Iterable[UUID] = ()) -> Drawing | None:
    """Origins at the start of the line, `here` marked; None where there is nothing to draw."""
    if lineage.is_cut or not (lineage.origins or lineage.parents):
        return None
    columns, edges = _columns(lineage)
    width = len(columns) * (WIDTH + BETWEEN) - BETWEEN + 2 * EDGE
    height = max(map(len, columns)) * (HEIGHT + UNDER) - UNDER + 2 * EDGE
    marked, boxes = set(here), {}
    for column, keys in enumerate(columns):
        above = (height - len(keys) * (HEIGHT + UNDER) + UNDER) // 2
        for row, key in enumerate(keys):
            x = EDGE + column * (WIDTH + BETWEEN)
            x = width - x - WIDTH if get_language_bidi() else x
            thing: Any = lineage.exhibits.get(key) or _origin(lineage, key)
            boxes[key] = _box(x, above + row * (HEIGHT + UNDER), thing, is_here=key in marked)
    return Drawing(
        width, height, list(boxes.values()),
        [_line(boxes[start], boxes[end]) for start, end in edges],
    )  # fmt: skip


def _origin(lineage: Lineage, pk: UUID) -> Origin:
    return next(origin for origin in lineage.origins if origin.pk == pk)


def _columns(lineage: Lineage) -> tuple[list[list[UUID]], list[tuple[UUID, UUID]]]:
    """Ids by column, each after all that it derives from; and the pairs to be joined."""
    depth: dict[UUID, int] = {}
    for _step in range(len(lineage.exhibits) + 1):  # ends even in a circle
        before = dict(depth)
        for pk in lineage.exhibits:
            above = lineage.parents.get(pk, set())
            depth[pk] = min(1 + max((depth.get(each, 0) for each in above), default=0), MOST_BOXES)
        if depth == before:
            break
    columns: list[list[UUID]] = [[] for _column in range(max(depth.values()) + 1)]
    first = {row.origin_id: row.number for row in sorted(lineage.tops, key=_number, reverse=True)}
    # Beside the first exhibit that begins with it, so that few lines cross.
    columns[0] = sorted((origin.pk for origin in lineage.origins), key=lambda pk: first[pk])
    for pk in sorted(depth, key=lambda pk: lineage.exhibits[pk].number):
        columns[depth[pk]].append(pk)
    edges = [(row.origin_id, row.pk) for row in lineage.tops if row.origin_id]
    edges += [(above, pk) for pk, parents in lineage.parents.items() for above in sorted(parents)]
    return [column for column in columns if column], edges


def _number(row: Exhibit) -> str:
    return row.number


def _box(x: int, y: int, thing: Any, *, is_here: bool) -> Box:
    if isinstance(thing, Origin):
        return Box(x, y, _short(thing.name), thing.name, thing.get_absolute_url(), "origin")
    title = f"{thing.number} · {thing.title}"
    kind = "here" if is_here else "exhibit"
    return Box(x, y, _short(thing.number), title, thing.get_absolute_url(), kind)


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"


def _line(start: Box, end: Box) -> str:
    """A curve from the side of one box that faces the other."""
    rightward = end.x > start.x
    x1, x2 = (start.x + WIDTH, end.x) if rightward else (start.x, end.x + WIDTH)
    y1, y2, half = start.y + HEIGHT // 2, end.y + HEIGHT // 2, (x1 + x2) // 2
    return f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}"
