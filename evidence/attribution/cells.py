"""The cells of a page of the matrix, drawn: hundreds of them, so whatever repeats is drawn once.

Each says to the ear what the eye has from its place: which exhibit, which hypothesis, what it was
rated and how much that weighs.
"""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from casefiles.cases.templatetags.look import rating
from evidence.attribution.arithmetic import WEIGHTS, unit
from evidence.attribution.models import Hypothesis
from evidence.attribution.shown import Shown
from evidence.attribution.vocabulary import Weight


class Drawing:
    """Draws the cells of one question's rows. `chosen` is the key of the cell that stands open."""

    def __init__(self, leaves: Iterable[Hypothesis], chosen: str = "") -> None:
        self.chosen = chosen
        self.leaves = [
            (leaf.pk, format_html('{}/" data-cell="', leaf.pk), str(leaf.pk),
             format_html("<bdi>{}</bdi>: </span>", leaf.code))
            for leaf in leaves
        ]  # fmt: skip
        self.signs: dict[str, SafeString] = {}

    def cells(self, row: Shown, url: str) -> SafeString:
        """One after another; `url` is the row's, and with a leaf's id that of a cell."""
        begin = format_html('<td><a href="{}', url)
        named = format_html('><span class="visually-hidden"><bdi>{}</bdi>, ', row.number)
        end = format_html('<span class="visually-hidden">, {}</span></a></td>', _weight(row))
        drawn = []
        for pk, address, key, code in self.leaves:
            sign = self._sign(row.values[pk], differs=pk in row.disagreed)
            if row.hidden:
                drawn += ["<td", named, code, sign, "</td>"]
                continue
            key = f"{row.pk}.{key}"
            current = ' aria-current="true"' if key == self.chosen else ""
            drawn += [begin, address, key, '"', current, named, code, sign, end]
        # Of parts that are each escaped where they come from people.
        return mark_safe("".join(drawn))  # noqa: S308

    def _sign(self, value: str, *, differs: bool) -> SafeString:
        key = value + "!" * differs
        if key not in self.signs:
            mark = render_to_string("attribution/_differs.html") if differs else ""
            self.signs[key] = format_html("{}{}", rating(value), mark)
        return self.signs[key]


def _weight(row: Shown) -> str:
    """Of credibility and relevance together, in a word."""
    if not row.is_weighed:
        return _("not weighed")
    size, middle = unit(row.credibility, row.relevance), WEIGHTS[Weight.MEDIUM]
    if size == middle:
        return _("weight medium")
    return _("weight low") if size < middle else _("weight high")
