"""The drawing of a chain of command: nothing overlaps, whoever commands stands above."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from casefiles.cases.chain.layers import Edge, Node
from casefiles.cases.chain.layout import EDGE, MOST, Layout, Place, layout

KEYS = [f"P{number}" for number in range(14)]
heights = st.sampled_from([44, 62, 80, 116])
nodes = st.lists(st.sampled_from(KEYS), min_size=1, unique=True).flatmap(
    lambda keys: st.tuples(*(st.builds(Node, st.just(key), st.just(184), heights) for key in keys))
)


@st.composite
def graphs(draw):
    boxes = list(draw(nodes))
    ends = st.sampled_from([box.key for box in boxes])
    pairs = draw(st.lists(st.tuples(ends, ends, st.sampled_from([1, -1, 0]), st.sampled_from("ds"),
                                    st.integers(40, 150)), max_size=24))  # fmt: skip
    edges = [
        Edge(str(at), start, end, way, width, 34, bundle)
        for at, (start, end, way, bundle, width) in enumerate(pairs) if start != end
    ]  # fmt: skip
    return boxes, edges


def overlap(one: Place, other: Place) -> bool:
    return (
        one.x < other.x + other.width and other.x < one.x + one.width
        and one.y < other.y + other.height and other.y < one.y + one.height
    )  # fmt: skip


def sampled(line):
    """Points along a line, as a browser draws it."""
    for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
        half = (y1 + y2) / 2
        for step in range(21):
            t = step / 20
            if x1 == x2 or y1 == y2:
                yield x1 + t * (x2 - x1), y1 + t * (y2 - y1)
            else:
                b = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                yield (
                    (b[0] + b[1]) * x1 + (b[2] + b[3]) * x2,
                    b[0] * y1 + (b[1] + b[2]) * half + b[3] * y2,
                )


def check(found: Layout, boxes, edges) -> None:
    places = [*found.boxes.values(), *found.labels.values()]
    assert len(found.boxes) == len(boxes) and len(found.labels) == len(edges)
    for at, place in enumerate(places):
        assert not any(overlap(place, other) for other in places[:at])
        assert place.x >= 0 and place.x + place.width <= found.width
        assert place.y >= 0 and place.y + place.height <= found.height
    for edge in edges:
        for x, y in sampled(found.lines[edge.key]):
            for box in found.boxes.values():
                inside = (
                    box.x + 1 < x < box.x + box.width - 1 and box.y + 1 < y < box.y + box.height - 1
                )
                assert not inside, edge


@settings(max_examples=300, deadline=None)
@given(graphs(), st.booleans())
def test_nothing_overlaps_and_no_line_crosses_a_box(graph, mirrored):
    boxes, edges = graph
    check(layout(boxes, edges, mirrored=mirrored), boxes, edges)


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_line_begins_and_ends_at_its_own_boxes(graph):
    boxes, edges = graph
    found = layout(boxes, edges)
    for edge in edges:
        for point, key in ((0, edge.start), (-1, edge.end)):
            (x, y), box = found.lines[edge.key].points[point], found.boxes[key]
            assert box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height


def tree(size: int, branches: int) -> tuple[list[Node], list[Edge]]:
    boxes = [Node(f"U{number}", 184, 62) for number in range(size)]
    edges = [
        Edge(str(n), f"U{(n - 1) // branches}", f"U{n}", 1, 90, 34, "d") for n in range(1, size)
    ]
    return boxes, edges


def test_commander_stands_above_the_commanded():
    boxes, edges = tree(40, 3)
    found = layout(boxes, edges)
    for edge in edges:
        start, end = found.boxes[edge.start], found.boxes[edge.end]
        assert start.y + start.height < end.y


def test_unit_that_is_part_of_another_stands_beneath_it_and_its_arrow_points_up():
    edges = [Edge("1", "unit", "army", -1, 90, 34, "d")]
    found = layout([Node("unit", 184, 62), Node("army", 184, 62)], edges)
    assert found.boxes["army"].y < found.boxes["unit"].y
    (_x1, y1), (_x2, y2) = found.lines["1"].points[-2:]
    assert y2 < y1


def test_supporter_stands_beside_the_supported_never_above():
    boxes = [Node(key, 184, 62) for key in ("general", "army", "state")]
    edges = [
        Edge("1", "general", "army", 1, 90, 34, "d"),
        Edge("2", "state", "army", 0, 90, 34, "a"),
    ]
    found = layout(boxes, edges)
    assert found.boxes["state"].y == found.boxes["army"].y > found.boxes["general"].y
    ys = {y for _x, y in found.lines["2"].points}
    assert len(ys) == 1  # the words stand on one straight line between the two


def test_circle_is_drawn_with_one_arrow_upward():
    boxes = [Node(key, 184, 62) for key in "abc"]
    edges = [Edge(p, p[0], p[1], 1, 90, 34, "d") for p in ("ab", "bc", "ca")]
    found = layout(boxes, edges)
    check(found, boxes, edges)
    up = [e.key for e in edges if found.boxes[e.end].y < found.boxes[e.start].y]
    assert up == ["ca"]


def test_mirrored_drawing_is_the_same_from_the_other_side():
    boxes, edges = tree(12, 3)
    plain, turned = layout(boxes, edges), layout(boxes, edges, mirrored=True)
    for key, box in plain.boxes.items():
        assert turned.boxes[key].x == plain.width - box.x - box.width
        assert turned.boxes[key].y == box.y


def test_no_row_holds_more_than_has_room():
    boxes, edges = tree(60, 59)
    found = layout(boxes, edges)
    check(found, boxes, edges)
    rows = [box.y for box in found.boxes.values()]
    assert max(rows.count(y) for y in set(rows)) == MOST
    assert found.width < 2200


def test_sixty_parties_of_every_kind_of_relation_keep_apart():
    chance = random.Random(7)
    boxes, edges = tree(60, 4)
    for number in range(40):
        start, end = chance.sample([box.key for box in boxes], 2)
        way = chance.choice([0, 0, 1, -1])
        edges.append(Edge(f"m{number}", start, end, way, 100, 34, chance.choice("dsa")))
    check(layout(boxes, edges), boxes, edges)


def test_pages_may_end_only_between_rows():
    boxes, edges = tree(30, 3)
    found = layout(boxes, edges, most=4)
    assert found.cuts[0] == 0 and found.cuts[-1] == found.height
    assert found.cuts == sorted(found.cuts)
    for place in [*found.boxes.values(), *found.labels.values()]:
        assert not any(place.y < cut < place.y + place.height for cut in found.cuts)
    assert EDGE > 0
