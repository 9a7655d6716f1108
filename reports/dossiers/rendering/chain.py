"""The drawing of a chain of command on paper: never too small to read, in pieces that fit a page.

Its lines are SVG; its words are laid out as text of the page, for the renderer sets the letters of
SVG one by one, which no joined script survives.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from casefiles.cases.chain.drawing import BOX, Drawing, Words, drawing

# Millimetres that a page of the document gives, margin notes included.
WIDTH, HEIGHT = 164, 205
# Millimetres a unit: type of 13 units is then 8.5 points, and 6.3 at the least.
LARGEST, SMALLEST = 0.23, 0.17
IN_A_ROW = (4, 3, 2)
AROUND = 130  # units to both sides of the middle of a line of words
ASCENT = 0.9


@dataclass(frozen=True)
class Picture:
    """The part of a drawing that one page shows."""

    drawing: Drawing
    scale: float
    left: int
    top: int
    across: int
    down: int
    number: int
    last: int

    @property
    def box(self) -> str:
        """For `viewBox`."""
        return f"{self.left} {self.top} {self.across} {self.down}"

    @property
    def width(self) -> float:
        return round(self.across * self.scale, 2)

    @property
    def height(self) -> float:
        return round(self.down * self.scale, 2)

    @property
    def words(self) -> SafeString:
        """Every line of words whose middle is in this part, each in its own direction."""
        return format_html_join(
            "",
            '<p class="{}" dir="{}" style="left: {}mm; top: {}mm; width: {}mm; font-size: {}mm">{}</p>',
            (self._placed(line) for line in self._lines()),
        )

    def _lines(self) -> list[Words]:
        found = [line for part in (self.drawing.boxes, self.drawing.joints) for one in part
                 for line in one.words]  # fmt: skip
        return [
            line for line in found
            if self.left <= line.x <= self.left + self.across
            and self.top <= line.y <= self.top + self.down
        ]  # fmt: skip

    def _placed(self, line: Words) -> tuple[Any, ...]:
        x, y = line.x - self.left - AROUND, line.y - self.top - ASCENT * line.size
        sizes = (x, y, 2 * AROUND, line.size)
        return line.kind, line.direction, *(f"{part * self.scale:.2f}" for part in sizes), line.text


def pictures(chain: dict[str, Any]) -> list[Picture]:
    """From frozen contents alone, so that the same contents are the same pictures."""
    drawn = _narrow_enough(chain)
    if drawn is None:
        return []
    scale = max(min(LARGEST, WIDTH / drawn.width), SMALLEST)
    tiles = [
        (left, sheet.top, across, sheet.height)
        for sheet in drawn.sheets(int(HEIGHT / scale))
        for left, across in _columns(drawn.width, int(WIDTH / scale))
    ]
    return [
        Picture(drawn, scale, *tile, number, len(tiles))
        for number, tile in enumerate(tiles, start=1)
    ]


def _narrow_enough(chain: dict[str, Any]) -> Drawing | None:
    """With as many boxes in a row as still fit a page; with the usual number where none does."""
    tried = [drawing(chain["parties"], chain["relations"], most=most) for most in IN_A_ROW]
    fitting = (one for one in tried if one is not None and one.width * SMALLEST <= WIDTH)
    return next(fitting, tried[0])


def _columns(width: int, room: int) -> list[tuple[int, int]]:
    """(left, width) of pieces that overlap by a box, so that each box is whole in one of them."""
    step, left, found = room - BOX - 16, 0, []
    while left == 0 or left + BOX + 16 < width:
        found.append((left, min(room, width - left)))
        left += step
    return found[::-1] if get_language_bidi() else found
