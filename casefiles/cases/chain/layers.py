"""Boxes, and the words on the lines between them, in rows: what stands beside what.

Rows of boxes have even numbers, rows of words odd ones. A line that passes a row has a place of
its own there, so that no line ever crosses a box and no two words meet.
"""

from collections import defaultdict
from dataclasses import dataclass, field

ROUNDS = 12
TRUNK = 6
APART = {("box", "box"): 28, ("trunk", "trunk"): 8}


@dataclass(frozen=True)
class Node:
    key: str
    width: int
    height: int


@dataclass(frozen=True)
class Edge:
    """From `start` to `end`. `way`: 1 if the start stands above, -1 below, 0 beside the end."""

    key: str
    start: str
    end: str
    way: int
    width: int
    height: int
    bundle: str  # lines of one bundle from one box may run together


@dataclass(eq=False)
class Item:
    """Something that takes room in a row: a box, the words of a line, a line that passes."""

    kind: str  # "box", "label" or "trunk"
    width: int
    height: int
    layer: int
    ups: list["Item"] = field(default_factory=list)
    downs: list["Item"] = field(default_factory=list)
    mates: list["Item"] = field(default_factory=list)  # in the same row, joined by a line
    x: float = 0.0  # its middle


@dataclass
class Route:
    """The items through which a line runs, from the upper end to the lower."""

    edge: Edge
    items: list[Item]
    kind: str  # "down", "under" (both ends in one row, the words below) or "beside"

    @property
    def label(self) -> Item:
        return next(item for item in self.items if item.kind == "label")


@dataclass
class Layers:
    rows: list[list[Item]]
    boxes: dict[str, Item]
    routes: list[Route]


def layers_of(nodes: list[Node], edges: list[Edge], rank: dict[str, int]) -> Layers:
    boxes = {n.key: Item("box", n.width, n.height, 2 * rank[n.key]) for n in nodes}
    rows: list[list[Item]] = [[] for _layer in range(2 * max(rank.values(), default=0) + 2)]
    for node in _in_reading_order(nodes, edges, rank):
        rows[boxes[node].layer].append(boxes[node])
    trunks: dict[tuple[str, str, int], Item] = {}
    found = Layers(rows, boxes, [])
    for edge in edges:
        found.routes.append(_route(edge, found, trunks))
    for row in rows:
        pack(row)
    _arrange(found)
    _put_beside(found)
    return found


def apart(one: Item, other: Item) -> float:
    """How far the middles of two neighbours are apart at least."""
    return (one.width + other.width) / 2 + APART.get((one.kind, other.kind), 14)


def pack(row: list[Item]) -> None:
    """Places a row as tightly as it goes, around the middle."""
    at = 0.0
    for before, item in zip([None, *row], row, strict=False):
        at += apart(before, item) if before else 0.0
        item.x = at
    for item in row:
        item.x -= at / 2


def _in_reading_order(nodes: list[Node], edges: list[Edge], rank: dict[str, int]) -> list[str]:
    """Each box near those it is joined with: a walk from above, one branch after the other."""
    near: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        near[edge.start].append(edge.end)
        near[edge.end].append(edge.start)
    seen: dict[str, None] = {}
    for root in sorted((node.key for node in nodes), key=rank.__getitem__):
        waiting = [root]
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen[key] = None
                waiting += sorted(near[key], key=rank.__getitem__, reverse=True)
    return list(seen)


def _route(edge: Edge, found: Layers, trunks: dict[tuple[str, str, int], Item]) -> Route:
    start, end = found.boxes[edge.start], found.boxes[edge.end]
    upper, lower = (start, end) if start.layer <= end.layer else (end, start)
    same = upper.layer == lower.layer
    label = Item("label", edge.width, edge.height, upper.layer + 1 if same else lower.layer - 1)
    found.rows[label.layer].append(label)
    if same:
        _join(start, label)
        _join(end, label)
        start.mates.append(end)
        end.mates.append(start)
        return Route(edge, [start, label, end], "under")
    items = [upper]
    bundle = f"{edge.bundle} {'down' if upper is start else 'up'}"
    upper_key = edge.start if upper is start else edge.end
    for layer in range(upper.layer + 1, lower.layer - 1):
        place = (upper_key, bundle, layer)
        if place not in trunks:
            trunks[place] = Item("trunk", TRUNK, 0, layer)
            found.rows[layer].append(trunks[place])
        _join(items[-1], trunks[place])
        items.append(trunks[place])
    _join(items[-1], label)
    _join(label, lower)
    return Route(edge, [*items, label, lower], "down")


def _join(upper: Item, lower: Item) -> None:
    if lower not in upper.downs:
        upper.downs.append(lower)
        lower.ups.append(upper)


def _arrange(found: Layers) -> None:
    """Sorts each row by the middle of what its items are joined with; keeps the best of all."""
    best, least = [list(row) for row in found.rows], _cost(found.rows)
    for turn in range(ROUNDS):
        upward = bool(turn % 2)
        for row in reversed(found.rows) if upward else found.rows:
            row.sort(key=lambda item: _middle(item, upward=upward))
            pack(row)
        cost = _cost(found.rows)
        if cost < least:
            best, least = [list(row) for row in found.rows], cost
        if not least:
            break
    found.rows[:] = best
    for row in found.rows:
        pack(row)
    _bring_together(found, least)


def _middle(item: Item, *, upward: bool) -> float:
    near = [*(item.downs if upward else item.ups), *item.mates]
    return sum(other.x for other in near) / len(near) if near else item.x


def _cost(rows: list[list[Item]]) -> int:
    """Crossings between rows, and boxes between those that are joined side by side."""
    place = {item: at for row in rows for at, item in enumerate(row)}
    cost = 0
    for row in rows:
        lines = sorted((place[item], place[lower]) for item in row for lower in item.downs)
        ends = [end for _start, end in lines]
        cost += sum(
            before > after for at, after in enumerate(ends) for before in ends[:at]
        )  # fmt: skip
        cost += sum(abs(place[item] - place[mate]) - 1 for item in row for mate in item.mates)
    return cost


def _bring_together(found: Layers, least: int) -> None:
    """Moves boxes that are joined side by side next to each other, where that costs nothing."""
    for route in found.routes:
        if route.kind != "under":
            continue
        row = found.rows[route.items[0].layer]
        for moved, kept in (route.items[::2], route.items[::-2]):
            for after in (0, 1):
                before = list(row)
                row.remove(moved)
                row.insert(row.index(kept) + after, moved)
                cost = _cost(found.rows)
                if cost < least:
                    least = cost
                else:
                    row[:] = before
    for row in found.rows:
        pack(row)


def _put_beside(found: Layers) -> None:
    """Between neighbours the words stand on the line; elsewhere the line runs under the row."""
    for route in found.routes:
        if route.kind != "under":
            continue
        start, label, end = route.items
        row = found.rows[start.layer]
        if abs(row.index(start) - row.index(end)) != 1:
            continue
        found.rows[label.layer].remove(label)
        for box in (start, end):
            box.downs.remove(label)
            box.mates.append(label)
        label.ups, label.mates, label.layer = [], [start, end], start.layer
        row.insert(max(row.index(start), row.index(end)), label)
        route.kind = "beside"
