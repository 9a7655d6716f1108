"""A rating round as its page shows it: what is to rate, how far it is, how far they agreed."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from evidence.attribution.individual import Place, differ, spread
from evidence.attribution.models import (
    Hypothesis,
    IndividualRating,
    MatrixRow,
    Question,
    Rating,
    RatingRound,
    RoundRater,
)
from evidence.attribution.rows import Line, lines_of
from evidence.attribution.tree import Tree, tree_of
from evidence.attribution.vocabulary import RoundCovers
from evidence.exhibits.models import Exhibit


@dataclass(frozen=True)
class OwnLine:
    """One exhibit with what one rater gave it so far; None where the round asks nothing."""

    exhibit: Exhibit
    cells: list["OwnCell"]

    @property
    def left(self) -> int:
        return sum(cell.is_asked and cell.rating is None for cell in self.cells)


@dataclass(frozen=True)
class OwnCell:
    leaf: Hypothesis
    rating: IndividualRating | None
    is_asked: bool


@dataclass(frozen=True)
class OwnGrid:
    """A rater's own part of the round, and nothing of anyone else's."""

    leaves: list[Hypothesis]
    lines: list[OwnLine]

    @property
    def left(self) -> int:
        return sum(line.left for line in self.lines)

    @property
    def asked(self) -> int:
        return sum(cell.is_asked for line in self.lines for cell in line.cells)

    @property
    def next_line(self) -> OwnLine | None:
        return next((line for line in self.lines if line.left), None)


@dataclass(frozen=True)
class ComparedCell:
    """A cell that two or more rated."""

    hypothesis: Hypothesis
    exhibit: Exhibit
    hidden: bool
    given: list[IndividualRating]
    settled: Rating | None

    @property
    def url(self) -> str:
        """Where it is settled, and where what was settled is read."""
        question = self.hypothesis.question_id
        ids = [self.hypothesis.case_id, question, self.exhibit.pk, self.hypothesis.pk]
        return reverse("attribution:rating_update", args=ids)

    @property
    def spread(self) -> int:
        return spread([row.value for row in self.given])


@dataclass(frozen=True)
class Agreement:
    """How far the raters of a round agreed, in numbers that need no statistics."""

    agreed: int = 0
    differing: list[ComparedCell] = field(default_factory=list)  # widest first
    single: int = 0  # cells that only one rated: nothing to compare

    @property
    def compared(self) -> int:
        return self.agreed + len(self.differing)


def open_round_of(question: Question) -> RatingRound | None:
    """The round that is going on; one at a time."""
    rows = RatingRound.objects.current().filter(question=question, closed_at=None)
    return rows.first()


@dataclass(frozen=True)
class Rounds:
    """What a matrix page says of its rounds."""

    going_on: RatingRound | None
    closed: list[RatingRound]  # newest first
    finished: int  # raters of the one that is going on
    of: int
    may_open: bool
    is_mine: bool  # the reader is one of its raters


def rounds_of(question: Question, user: Any) -> Rounds:
    found = list(RatingRound.objects.current().filter(question=question).order_by("-number"))
    going_on = next((round_ for round_ in found if round_.is_open), None)
    finished, of = progress(going_on) if going_on else (0, 0)
    may_open = user.has_perm("attribution.lead_rounds", question.case)
    return Rounds(
        going_on, [round_ for round_ in found if not round_.is_open], finished, of,
        may_open and going_on is None and not question.is_withdrawn,
        going_on is not None and rater_of(going_on, user) is not None,
    )  # fmt: skip


def rater_of(round_: RatingRound, user: Any) -> RoundRater | None:
    return RoundRater.objects.current().filter(round=round_, user=user.pk).first()


def progress(round_: RatingRound) -> tuple[int, int]:
    """How many of how many have finished: all that is said of an open blind round."""
    raters = RoundRater.objects.current().filter(round=round_)
    return raters.exclude(finished_at=None).count(), raters.count()


def to_rate(round_: RatingRound, user: Any) -> set[Place]:
    """The cells that this rater has to rate: of the exhibits that they may see."""
    tree = tree_of(round_.question)
    lines = lines_of(round_.question, tree)
    return _asked(round_, tree, lines, _seen(lines, user))


def is_covered(round_: RatingRound, hypothesis: Hypothesis, exhibit: Exhibit) -> bool:
    """Whether a rating of this cell has a place in the round at all."""
    if hypothesis not in tree_of(round_.question).leaves():
        return False
    rows = MatrixRow.objects.current().filter(
        question=round_.question_id, exhibit=exhibit, not_rated_why="", exhibit__withdrawn_at=None
    )
    if not rows.exists():
        return False
    if round_.covers == RoundCovers.ALL:
        return True
    return not hypothesis.ratings.current().filter(exhibit=exhibit).exists()


def own_grid(round_: RatingRound, user: Any) -> OwnGrid:
    """Four queries and those of the matrix, whatever its size."""
    tree = tree_of(round_.question)
    lines = lines_of(round_.question, tree)
    seen = _seen(lines, user)
    asked = _asked(round_, tree, lines, seen)
    mine = IndividualRating.objects.current().filter(round=round_, rater=user)
    given = {(row.hypothesis_id, row.exhibit_id): row for row in mine}
    leaves = tree.leaves()
    found = [
        OwnLine(seen[line.pk], [
            OwnCell(leaf, given.get((leaf.pk, line.pk)), (leaf.pk, line.pk) in asked)
            for leaf in leaves
        ])
        for line in lines if line.pk in seen
    ]  # fmt: skip
    return OwnGrid(
        leaves, [line for line in found if any(c.is_asked or c.rating for c in line.cells)]
    )


def agreement_of(round_: RatingRound, user: Any) -> Agreement:
    """Of what may be read: an open blind round tells nothing. Ratings that a later round
    replaced are still those of this one."""
    if round_.is_open and round_.is_blind:
        return Agreement()
    kept = Q(withdrawn_at=None) | Q(withdrawn_at__gt=F("round__closed_at"))
    rows = IndividualRating.objects.filter(kept, round=round_)
    cells: dict[Place, list[IndividualRating]] = defaultdict(list)
    for row in rows.select_related("rater", "hypothesis", "exhibit"):
        cells[row.hypothesis_id, row.exhibit_id].append(row)
    seen = set(
        Exhibit.objects.visible_to(user)
        .filter(pk__in={exhibit for _leaf, exhibit in cells})
        .values_list("pk", flat=True)
    )
    compared = {place: given for place, given in cells.items() if len(given) > 1}
    differing = {place: given for place, given in compared.items() if differ(given)}
    settled = _settled(differing)
    found = [
        ComparedCell(
            given[0].hypothesis, given[0].exhibit, given[0].exhibit_id not in seen, given,
            settled.get(place),
        )
        for place, given in differing.items()
    ]  # fmt: skip
    return Agreement(
        agreed=len(compared) - len(differing),
        differing=sorted(found, key=lambda cell: -cell.spread),
        single=len(cells) - len(compared),
    )


def _settled(places: Collection[Place]) -> dict[Place, Rating]:
    """The rating in force of each of these cells; absent where nobody settled it."""
    rows = Rating.objects.current().filter(
        hypothesis__in={leaf for leaf, _exhibit in places},
        exhibit__in={exhibit for _leaf, exhibit in places},
    )
    return {(row.hypothesis_id, row.exhibit_id): row for row in rows.select_related("rater")}


def _seen(lines: list[Line], user: Any) -> dict[uuid.UUID, Exhibit]:
    return Exhibit.objects.visible_to(user).in_bulk([line.pk for line in lines])


def _asked(
    round_: RatingRound, tree: Tree, lines: list[Line], seen: dict[uuid.UUID, Exhibit]
) -> set[Place]:
    every = round_.covers == RoundCovers.ALL
    return {
        (leaf.pk, line.pk)
        for line in lines
        if line.needs_rating and line.pk in seen
        for leaf in tree.leaves()
        if every or not line.values[leaf.pk]
    }
