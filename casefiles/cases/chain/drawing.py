"""The drawing of a chain of command, from plain values: those of a page, or frozen ones.

`parties`: key, code, name, kind, withheld, and if wanted `here` (marked) and `url`.
`relations`: key, from, to (keys), way (1, -1 or 0: see Edge), relation, status, status_label,
perhaps.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from casefiles.cases.chain.layers import Edge, Node
from casefiles.cases.chain.layout import MOST, Layout, Place, layout
from casefiles.cases.chain.measure import is_rtl, width, wrapped
from casefiles.cases.vocabulary import RelationStatus

BOX, INSIDE = 184, 168
CODE, TEXT, SMALL = 14, 13, 12
LINE = 17
# Drawn so that each can be told without colour, and said in words beside.
DASHES = {RelationStatus.ASSESSED: "9 5", RelationStatus.ALLEGED: "2 4"}

Row = dict[str, Any]


@dataclass(frozen=True)
class Words:
    text: str
    x: int
    y: int
    size: int
    kind: str  # "code", "name" or "small"

    @property
    def direction(self) -> str:
        return "rtl" if is_rtl(self.text) else "ltr"


@dataclass(frozen=True)
class Box:
    place: Place
    words: list[Words]
    title: str
    url: str
    here: bool
    withheld: bool


@dataclass(frozen=True)
class Joint:
    """A line with its words."""

    path: str
    arrow: str
    dashes: str
    cross: str  # the path of the cross of a disputed relation
    place: Place
    words: list[Words]


@dataclass(frozen=True)
class Sheet:
    """The part of a drawing that one page shows, in units of the drawing."""

    top: int
    height: int


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    boxes: list[Box]
    joints: list[Joint]
    cuts: list[int]

    def sheets(self, tallest: int) -> list[Sheet]:
        """Pieces of at most this height, cut between rows; a row that is taller stays whole."""
        pieces, top = [], 0
        for cut, following in zip(self.cuts[1:], [*self.cuts[2:], None], strict=False):
            if following is None or following - top > tallest:
                pieces.append(Sheet(top, cut - top))
                top = cut
        return pieces


def drawing(parties: list[Row], relations: list[Row], *, most: int = MOST) -> Drawing | None:
    """None where there is nothing to draw."""
    if not relations:
        return None
    lines = {row["key"]: _box_lines(row) for row in parties}
    said = {row["key"]: _joint_lines(row) for row in relations}
    nodes = [Node(key, BOX, len(found) * LINE + 14) for key, found in lines.items()]
    edges = [_edge(row, said[row["key"]]) for row in relations]
    found = layout(nodes, edges, most=most, mirrored=get_language_bidi())
    return Drawing(
        width=found.width,
        height=found.height,
        boxes=[_box(row, found.boxes[row["key"]], lines[row["key"]]) for row in parties],
        joints=[_joint(row, found, said[row["key"]]) for row in relations],
        cuts=found.cuts,
    )


Lines = list[tuple[str, int, str]]  # text, size, kind


def _box_lines(row: Row) -> Lines:
    lines: Lines = [(line, CODE, "code") for line in wrapped(row["code"], INSIDE, CODE * 1.08, 2)]
    lines += [(line, TEXT, "name") for line in wrapped(row["name"], INSIDE, TEXT, 4)]
    kind = _("%s, identity withheld") % row["kind"] if row["withheld"] else row["kind"]
    return lines + [(line, SMALL, "small") for line in wrapped(kind, INSIDE, SMALL, 2)]


def _joint_lines(row: Row) -> Lines:
    status = row["status_label"]
    if row["perhaps"]:
        status = _("%s, perhaps") % status
    return [(row["relation"], TEXT, "name"), (status, SMALL, "small")]


def _edge(row: Row, lines: Lines) -> Edge:
    wide = round(max(width(text, size) for text, size, _kind in lines)) + 8
    return Edge(row["key"], row["from"], row["to"], row["way"], wide, len(lines) * LINE,
                row["status"])  # fmt: skip


def _words(lines: Lines, place: Place, above: int) -> list[Words]:
    middle = place.x + place.width // 2
    return [
        Words(text, middle, place.y + above + at * LINE + 13, size, kind)
        for at, (text, size, kind) in enumerate(lines)
    ]


def _box(row: Row, place: Place, lines: Lines) -> Box:
    return Box(
        place=place,
        words=_words(lines, place, 7),
        title=f"{row['code']} · {row['name']}",
        url=row.get("url", ""),
        here=row.get("here", False),
        withheld=row["withheld"],
    )


def _joint(row: Row, found: Layout, lines: Lines) -> Joint:
    line, place = found.lines[row["key"]], found.labels[row["key"]]
    x, y = line.cross
    disputed = row["status"] == RelationStatus.DISPUTED
    return Joint(
        path=line.path,
        arrow=line.arrow,
        dashes=DASHES.get(row["status"], ""),
        cross=f"M{x - 5} {y - 5}l10 10m0 -10l-10 10" if disputed else "",
        place=place,
        words=_words(lines, place, 0),
    )
