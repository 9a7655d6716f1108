"""A matrix in whole numbers: its scores, pairs and sensitivities, and what one cell changes in them.

Rows are bits: what a leaf was rated is a set of rows for each rating, and so is every answer, so
that a question to the whole matrix is a few operations on numbers of as many bits as it has rows.
What hangs on a pair of leaves is kept for each pair: a changed cell touches its leaf, its row and
the pairs of its leaf, and leaves the rest alone.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from typing import NamedTuple

from evidence.attribution.arithmetic import STEPS, Halves, as_number
from evidence.attribution.rows import AGAINST, CONSISTENT, Facts
from evidence.attribution.vocabulary import Consistency

Rows = int  # a set of rows: the bit of each
Places = tuple[int, ...]  # leaves by their place
SAID = ("", *Consistency.values)  # "" where nobody rated


class Weak(NamedTuple):
    """What one pair of leaves changes sides without."""

    rows: Rows = 0
    groups: int = 0  # a bit for each group


class Tally:
    """`leaves` and `facts` stand in the order of the page; `outside` are not in the matrix."""

    def __init__(self, leaves: list[uuid.UUID], facts: list[Facts], outside: int = 0) -> None:
        self.leaves, self.facts, self.outside = leaves, facts, outside
        self.units: dict[Halves, Rows] = defaultdict(int)
        self.needs: Rows = 0
        self.roots: dict[uuid.UUID, Rows] = defaultdict(int)
        self.said: list[dict[str, Rows]] = [dict.fromkeys(SAID, 0) for _leaf in leaves]
        self.places = {row.pk: place for place, row in enumerate(facts)}
        for place, row in enumerate(facts):
            self._enter(row, 1 << place)
        self.counted: Rows = _union(self.units.values())
        self.groups = self._groups()
        self.steps = [self._steps(leaf) for leaf in range(len(leaves))]
        self.placed = self._placed()
        self.totals = [self._total(leaf, self.counted) for leaf in range(len(leaves))]
        self.numbers = [as_number(total) for total in self.totals]
        self.shares = [[self._share(leaf, group) for leaf in range(len(leaves))]
                       for _root, group in self.groups]  # fmt: skip
        # Nothing that is taken away moves a total further than this.
        self.reach = 2 * max((as_number(each) for each in self.units), default=0)
        self.spans = [max(share) - min(share) for share in self.shares if share]
        self.weak: dict[Places, Weak] = {}
        for leaf in range(len(leaves)):
            for other in range(leaf):
                self._look_at(other, leaf)

    def copy(self) -> "Tally":
        """One that can be moved on while others read this; what rating leaves alone is shared."""
        new = copy(self)
        new.facts, new.placed = list(self.facts), list(self.placed)
        new.said, new.steps = [dict(said) for said in self.said], list(self.steps)
        new.totals, new.numbers = list(self.totals), list(self.numbers)
        new.shares, new.spans = [list(share) for share in self.shares], list(self.spans)
        new.weak = dict(self.weak)
        return new

    def rate(self, place: int, leaf: int, value: str) -> None:
        """Moves everything on by one changed cell."""
        row, bit = self.facts[place], 1 << place
        before = row.values[leaf]
        values = (*row.values[:leaf], value, *row.values[leaf + 1 :])
        self.facts[place] = row._replace(values=values)
        said = self.said[leaf]
        said[before] &= ~bit
        said[value] |= bit
        self.steps[leaf] = self._steps(leaf)
        self.placed = self._placed()
        if STEPS.get(before) == STEPS.get(value) or not bit & self.counted:
            return
        self.totals[leaf] = self._total(leaf, self.counted)
        self.numbers[leaf] = as_number(self.totals[leaf])
        for number, (_root, group) in enumerate(self.groups):
            if group & bit:
                share = self.shares[number]
                share[leaf] = self._share(leaf, group)
                self.spans[number] = max(share) - min(share)
        for other in range(len(self.leaves)):
            if other != leaf:
                self._look_at(min(leaf, other), max(leaf, other))

    # What it says ---------------------------------------------------------------------

    @property
    def order(self) -> list[list[int]]:
        """Tiers of placed leaves, least inconsistent first."""
        return _tiers(self.placed, self.numbers)

    @property
    def alike(self) -> list[list[int]]:
        """Groups of placed leaves that are equal in every weighed row."""
        groups: dict[tuple[Rows, Rows], list[int]] = defaultdict(list)
        for leaf in self.placed:
            groups[self.steps[leaf]].append(leaf)
        return [group for group in groups.values() if len(group) > 1]

    def may_yet_part(self, leaves: list[int]) -> bool:
        """Whether what is not weighed yet could still separate these: a cell without a rating, or
        ratings that wait for their exhibit's grade. Exhibits outside the matrix are warned of
        apart: a submission freezes none of them, and its words have to be those of the page."""
        if any(self.needs & ~self._rated(leaf) for leaf in leaves):
            return True
        ungraded = (self.facts[row].values for row in bits(self.needs & ~self.counted))
        return any(len({STEPS.get(values[leaf], 0) for leaf in leaves}) > 1 for values in ungraded)

    @property
    def diagnostic(self) -> Rows:
        """Weighed rows that add something different to any two placed leaves."""
        found = 0
        steps = [self.steps[leaf] for leaf in self.placed]
        for same in zip(*steps, strict=True):
            everywhere = self.counted
            for rows in same:
                everywhere &= rows
            found |= _union(same) & ~everywhere
        return found

    @property
    def unrated(self) -> list[tuple[int, int]]:
        """(leaf, row) of every cell that waits for a rating, row by row."""
        missing = [self.needs & ~self._rated(leaf) for leaf in range(len(self.leaves))]
        return [
            (leaf, row)
            for row in bits(_union(missing))
            for leaf, rows in enumerate(missing) if rows >> row & 1
        ]  # fmt: skip

    def consistent(self, leaves: Iterable[int]) -> Rows:
        """Weighed rows that are consistent with any of these leaves."""
        return self.counted & self._of(leaves, CONSISTENT)

    def against(self, leaves: Iterable[int]) -> Rows:
        """Rows, weighed or not, that speak against any of these leaves."""
        return self._of(leaves, AGAINST)

    def sources(self, rows: Rows) -> int:
        """How many origins these rows go back to, each counted once."""
        return sum(1 for behind in self.roots.values() if behind & rows)

    def sensitive(self) -> tuple[Weak, Weak]:
        """Rows and groups without which the order would be another; those of them without which
        others would stand first."""
        placed = set(self.placed)
        first = set(self.order[0]) if placed else set()
        rows = groups = first_rows = first_groups = 0
        for (leaf, other), weak in self.weak.items():
            if leaf in placed and other in placed:
                rows, groups = rows | weak.rows, groups | weak.groups
                if leaf in first or other in first:
                    first_rows, first_groups = first_rows | weak.rows, first_groups | weak.groups
        return Weak(rows, groups), Weak(first_rows, first_groups)

    def order_without(self, rows: Rows) -> list[list[int]]:
        """How the placed leaves would stand without these rows."""
        lost = [(as_number(unit), rows & among)
                for unit, among in self.units.items() if rows & among]  # fmt: skip
        numbers = list(self.numbers)
        for leaf in self.placed:
            one, two = self.steps[leaf]
            if (one | two) & rows:
                for unit, among in lost:
                    steps = (one & among).bit_count() + 2 * (two & among).bit_count()
                    numbers[leaf] += steps * unit
        return _tiers(self.placed, numbers)

    # How it is computed ---------------------------------------------------------------

    def _enter(self, row: Facts, bit: Rows) -> None:
        if row.is_weighed:
            self.units[row.halves] |= bit
        if row.needs_rating:
            self.needs |= bit
        for root in row.roots:
            self.roots[root] |= bit
        for said, value in zip(self.said, row.values, strict=True):
            said[value] |= bit

    def _placed(self) -> list[int]:
        """Leaves that a weighed exhibit is rated against."""
        return [leaf for leaf in range(len(self.leaves)) if self._rated(leaf) & self.counted]

    def _groups(self) -> list[tuple[uuid.UUID, Rows]]:
        """Origins that two or more weighed rows go back to, and to nothing else."""
        alone = _union(1 << place for place, row in enumerate(self.facts) if len(row.roots) == 1)
        found = [(root, rows & alone & self.counted) for root, rows in self.roots.items()]
        return [(root, rows) for root, rows in found if rows.bit_count() > 1]

    def _rated(self, leaf: int) -> Rows:
        return _union(rows for value, rows in self.said[leaf].items() if value)

    def _of(self, leaves: Iterable[int], values: Iterable[str]) -> Rows:
        values = list(values)
        return _union(self.said[leaf][value] for leaf in leaves for value in values)

    def _steps(self, leaf: int) -> tuple[Rows, Rows]:
        """Weighed rows that take one step from it, and those that take two."""
        said = self.said[leaf]
        return said[Consistency.I] & self.counted, said[Consistency.II] & self.counted

    def _total(self, leaf: int, rows: Rows) -> Halves:
        one, two = self.steps[leaf]
        one, two = one & rows, two & rows
        a = b = 0
        for (unit_a, unit_b), among in self.units.items():
            if steps := (one & among).bit_count() + 2 * (two & among).bit_count():
                a, b = a - steps * unit_a, b - steps * unit_b
        return a, b

    def _share(self, leaf: int, rows: Rows) -> int:
        return as_number(self._total(leaf, rows))

    def _look_at(self, leaf: int, other: int) -> None:
        """What `leaf` and `other` change sides without, or fall apart without."""
        apart = self.numbers[leaf] - self.numbers[other]
        rows = self._weak_rows(leaf, other, apart) if abs(apart) <= self.reach else 0
        groups = 0
        for number, share in enumerate(self.shares):
            if abs(apart) <= self.spans[number]:
                left = apart - share[leaf] + share[other]
                if _sign(left) != _sign(apart):
                    groups |= 1 << number
        self.weak[leaf, other] = Weak(rows, groups)

    def _weak_rows(self, leaf: int, other: int, apart: int) -> Rows:
        one, two = self.steps[leaf]
        one_other, two_other = self.steps[other]
        none, none_other = ~(one | two), ~(one_other | two_other)
        by_steps = {
            1: none & one_other | one & two_other,
            2: none & two_other,
            -1: one & none_other | two & one_other,
            -2: two & none_other,
        }
        side, found = _sign(apart), 0
        for steps, rows in by_steps.items():
            if rows:
                for unit, among in self.units.items():
                    if _sign(apart - steps * as_number(unit)) != side:
                        found |= rows & among
        return found


def bits(rows: Rows) -> Iterator[int]:
    """The rows of a set, in their order."""
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest


def _union(sets: Iterable[Rows]) -> Rows:
    found = 0
    for rows in sets:
        found |= rows
    return found


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _tiers(leaves: Sequence[int], numbers: Sequence[int]) -> list[list[int]]:
    tiers: dict[int, list[int]] = defaultdict(list)
    for leaf in leaves:
        tiers[numbers[leaf]].append(leaf)
    return [tiers[number] for number in sorted(tiers, reverse=True)]
