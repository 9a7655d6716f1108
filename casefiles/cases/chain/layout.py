"""Where everything stands in the drawing. Knows no database and no words, only sizes."""

from dataclasses import dataclass

from casefiles.cases.chain.layers import Edge, Item, Layers, Node, Route, apart, layers_of, pack
from casefiles.cases.chain.ranks import ranks

MOST = 6  # boxes in a row
EDGE, BETWEEN, SIDE = 8, 24, 18
SWEEPS = 24
ROOMY, SLACK = 1.1, 240  # times the widest row, packed, and more

Point = tuple[int, int]


@dataclass(frozen=True)
class Place:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    """Points from the start of the relation to its end. Between two that share no coordinate
    runs a curve that leaves and arrives upright."""

    points: list[Point]
    cross: Point  # on the line, beside its words

    @property
    def path(self) -> str:
        """For the `d` of a path."""
        (x, y), *rest = self.points
        said = [f"M{x} {y}"]
        for to_x, to_y in rest:
            if x == to_x or y == to_y:
                said.append(f"L{to_x} {to_y}")
            else:
                half = (y + to_y) // 2
                said.append(f"C{x} {half} {to_x} {half} {to_x} {to_y}")
            x, y = to_x, to_y
        return "".join(said)

    @property
    def arrow(self) -> str:
        """The head at the end, as the points of a polygon."""
        (x1, y1), (x, y) = self.points[-2:]
        if x1 == x:
            back = y - 9 if y > y1 else y + 9
            return f"{x},{y} {x - 5},{back} {x + 5},{back}"
        back = x - 9 if x > x1 else x + 9
        return f"{x},{y} {back},{y - 5} {back},{y + 5}"


@dataclass(frozen=True)
class Layout:
    width: int
    height: int
    boxes: dict[str, Place]
    labels: dict[str, Place]  # by the edge's key
    lines: dict[str, Line]
    cuts: list[int]  # heights at which a page may end, from 0 to the whole


def layout(
    nodes: list[Node], edges: list[Edge], *, most: int = MOST, mirrored: bool = False
) -> Layout:
    """Places every box and the words of every edge so that none overlaps another."""
    down = [(e.start, e.end) if e.way > 0 else (e.end, e.start) for e in edges if e.way]
    beside = [(edge.start, edge.end) for edge in edges if not edge.way]
    rank = ranks([node.key for node in nodes], down, beside, most)
    return _Placing(layers_of(nodes, edges, rank), mirrored=mirrored).done()


class _Placing:
    def __init__(self, layers: Layers, *, mirrored: bool) -> None:
        self.layers, self.mirrored = layers, mirrored
        self._spread()
        ends = [(item.x - item.width / 2, item.x + item.width / 2) for item in self._items()]
        left = min((first for first, _last in ends), default=0)
        for item in self._items():
            item.x = round(item.x - left) + EDGE
        self.width = round(max((last for _first, last in ends), default=0) - left) + 2 * EDGE
        self._stack()
        self.ports = self._ports()

    def _items(self) -> list[Item]:
        return [item for row in self.layers.rows for item in row]

    def _spread(self) -> None:
        """Each item towards the middle of what it is joined with, its row's order kept."""
        for row in self.layers.rows:
            pack(row)
        widest = max((row[-1].x - row[0].x for row in self.layers.rows if row), default=0)
        room = ROOMY * widest + SLACK
        for sweep in range(SWEEPS):
            rows = self.layers.rows[::-1] if sweep % 2 else self.layers.rows
            for row in rows:
                _settle(row, room)

    def _stack(self) -> None:
        """Top and bottom of each row; wide steps sideways get more room to be drawn in."""
        self.tops, self.bottoms, self.cuts = [], [], [0]
        y = EDGE
        for layer, row in enumerate(self.layers.rows):
            tall = max((item.height for item in row), default=0)
            if layer and row:
                steps = [abs(item.x - up.x) for item in row for up in item.ups]
                y += BETWEEN + min(36, round(max(steps, default=0) / 14))
            if layer % 2 and row:
                self.cuts.append(y - BETWEEN // 2)
            self.tops.append(y)
            y += tall
            self.bottoms.append(y)
        self.height = y + EDGE
        self.cuts.append(self.height)

    def _ports(self) -> dict[tuple[Item, Item], int]:
        """Where on its box each line begins or ends: in the order of where it comes from."""
        found = {}
        for box in self.layers.boxes.values():
            for near in (box.ups, box.downs):
                others = sorted(near, key=lambda item: item.x)
                room = box.width / 2 - SIDE
                step = min(26.0, 2 * room / max(len(others) - 1, 1))
                for at, other in enumerate(others):
                    x = box.x + (at - (len(others) - 1) / 2) * step
                    if len(others) == 1:
                        x = min(max(other.x, box.x - room), box.x + room)
                    found[box, other] = round(x)
        return found

    def done(self) -> Layout:
        routes = self.layers.routes
        return Layout(
            width=self.width,
            height=self.height,
            boxes={key: self._place(item) for key, item in self.layers.boxes.items()},
            labels={route.edge.key: self._place(route.label) for route in routes},
            lines={route.edge.key: self._line(route) for route in routes},
            cuts=self.cuts,
        )

    def _place(self, item: Item) -> Place:
        top, bottom = self.tops[item.layer], self.bottoms[item.layer]
        # Boxes hang from the top of their row, words stand in its middle.
        beside = item.kind == "label" and not item.layer % 2
        y = top + 26 - item.height // 2 if beside else top
        if item.kind == "label" and not beside:
            y = top + (bottom - top - item.height) // 2
        x = round(item.x - item.width / 2)
        x = self.width - x - item.width if self.mirrored else x
        return Place(x, y, item.width, item.height)

    def _line(self, route: Route) -> Line:
        drawn = {"down": self._downward, "under": self._underneath, "beside": self._across}
        points, cross = drawn[route.kind](route)
        if route.kind == "down" and self.layers.boxes[route.edge.start] is not route.items[0]:
            points = points[::-1]
        return Line([self._turned(point) for point in points], self._turned(cross))

    def _turned(self, point: Point) -> Point:
        return (self.width - point[0], point[1]) if self.mirrored else point

    def _downward(self, route: Route) -> tuple[list[Point], Point]:
        upper, *between, lower = route.items
        x = self.ports[upper, between[0]]
        points = [(x, self.tops[upper.layer] + upper.height - 1), (x, self.bottoms[upper.layer])]
        for item in between:
            points += [(round(item.x), self.tops[item.layer]),
                       (round(item.x), self.bottoms[item.layer])]  # fmt: skip
        x = self.ports[lower, between[-1]]
        points += [(x, self.tops[lower.layer]), (x, self.tops[lower.layer] + 1)]
        return _plain(points), self._above(route.label)

    def _above(self, label: Item, aside: int = 0) -> Point:
        top, bottom = self.tops[label.layer], self.bottoms[label.layer]
        return round(label.x) + aside, (top + bottom - label.height) // 2 - 6

    def _underneath(self, route: Route) -> tuple[list[Point], Point]:
        start, label, end = route.items
        top = self.tops[label.layer]
        middle = (top + self.bottoms[label.layer]) // 2
        aside = label.width // 4 * (1 if start.x < end.x else -1)
        points = self._leaving(start, label)
        points += [(round(label.x) - aside, top), (round(label.x) - aside, middle)]
        points += [(round(label.x) + aside, middle), (round(label.x) + aside, top)]
        points += self._leaving(end, label)[::-1]
        return _plain(points), self._above(label, -aside)

    def _leaving(self, box: Item, label: Item) -> list[Point]:
        x = self.ports[box, label]
        return [(x, self.tops[box.layer] + box.height - 1), (x, self.bottoms[box.layer])]

    def _across(self, route: Route) -> tuple[list[Point], Point]:
        start, label, end = route.items
        y = self.tops[start.layer] + 26
        way = 1 if start.x < end.x else -1
        points = [(round(start.x + way * start.width / 2), y),
                  (round(end.x - way * end.width / 2), y)]  # fmt: skip
        return points, (round(label.x - way * (label.width / 2 + 7)), y)


def _plain(points: list[Point]) -> list[Point]:
    """Without points that repeat the one before."""
    return [point for at, point in enumerate(points) if not at or point != points[at - 1]]


def _settle(row: list[Item], room: float) -> None:
    """The places nearest to where each wants to be, none too near to its neighbour.

    Isotonic regression (pool adjacent violators): exact, and linear in the row's length. All of
    it stays within `room`, or a slanting branch would make the drawing as wide as it is deep.
    """
    offset, offsets = 0.0, []
    for before, item in zip([None, *row], row, strict=False):
        offset += apart(before, item) if before else 0.0
        offsets.append(offset)
    pools: list[tuple[float, float, int]] = []  # (mean, weight, how many)
    for item, shift in zip(row, offsets, strict=True):
        wanted, weight = _wish(item)
        pools.append((wanted - shift, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, w1, n1), (two, w2, n2) = pools[-2:]
            pools[-2:] = [((one * w1 + two * w2) / (w1 + w2), w1 + w2, n1 + n2)]
    settled = [mean for mean, _weight, count in pools for _each in range(count)]
    least, most = -room / 2, room / 2 - offset
    for item, mean, shift in zip(row, settled, offsets, strict=True):
        item.x = min(max(mean, least), most) + shift


def _wish(item: Item) -> tuple[float, float]:
    """(where it wants to be, how much): a line that passes wants to be straight above all."""
    near = [*item.ups, *item.downs]
    if not near and item.mates:  # drawn along by whom it stands beside, never the other way
        return sum(other.x for other in item.mates) / len(item.mates), 0.1
    if item.kind == "trunk":
        near = item.ups + ([down for down in item.downs if down.kind == "trunk"] or item.downs)
    if not near:
        return item.x, 0.5
    wanted = sum(other.x for other in near) / len(near)
    return wanted, {"trunk": 500.0, "label": 1.0, "box": 2.0}[item.kind]
