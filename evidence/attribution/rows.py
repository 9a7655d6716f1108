"""The rows of a matrix: each exhibit with its grade, its weights and its ratings.

`Facts` are what is weighed, and kept between requests; a `Line` has them by leaf and in words; a
`Row` has the records too.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from evidence.attribution.arithmetic import Halves, credibility_weight, unit
from evidence.attribution.individual import disagreed_cells
from evidence.attribution.models import Hypothesis, MatrixRow, Question, Rating
from evidence.attribution.tree import Tree
from evidence.attribution.vocabulary import Consistency, Weight
from evidence.exhibits.models import Exhibit, Grading

CONSISTENT = {Consistency.CC, Consistency.C}
AGAINST = {Consistency.I, Consistency.II}


@dataclass(frozen=True)
class HiddenExhibit:
    """What a member sees of an exhibit kept to named readers: its number."""

    pk: uuid.UUID
    number: str

    def __str__(self) -> str:
        return self.number


class Facts(NamedTuple):
    """What weighing needs to know of one exhibit: codes and ids, not a word of anyone's text."""

    pk: uuid.UUID  # of the exhibit
    number: str
    grade: str  # "A2"; "" while ungraded
    relevance: str  # a Weight
    is_set_aside: bool  # an analyst said why it is not rated
    is_withdrawn: bool
    party: uuid.UUID | None  # with an interest in the outcome
    roots: tuple[uuid.UUID, ...]  # the origins it goes back to
    values: tuple[str, ...]  # a Consistency for each leaf; "" where nobody rated

    @property
    def weight(self) -> Weight | None:
        """Of its grade, whether it counts here or not."""
        return credibility_weight(self.grade[0], self.grade[1]) if self.grade else None

    @property
    def is_weighed(self) -> bool:
        return not (self.is_set_aside or self.is_withdrawn) and self.weight is not None

    @property
    def needs_rating(self) -> bool:
        """Neither excused nor excluded: a cell without a rating is missing."""
        excluded = bool(self.grade) and self.weight is None
        return not (self.is_set_aside or self.is_withdrawn or excluded)

    @property
    def halves(self) -> Halves:
        """What one step of inconsistency weighs; zero where the row does not count."""
        weight = self.weight
        return unit(weight, self.relevance).halves if weight and self.is_weighed else (0, 0)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One exhibit against every leaf, in plain values: all that is needed to speak of the whole."""

    pk: uuid.UUID  # of the exhibit
    number: str
    grade: str  # "A2"; "" while ungraded, and of a hidden exhibit
    credibility: str  # a Weight; "" where the row does not count
    relevance: str  # a Weight
    is_set_aside: bool
    is_withdrawn: bool
    is_weighed: bool
    needs_rating: bool  # neither excused nor excluded: a cell without a rating is missing
    party: uuid.UUID | None  # with an interest in the outcome; of a hidden exhibit none
    values: dict[uuid.UUID, str]  # by leaf: a Consistency; "" where nobody rated
    diagnosticity: bool = False  # whether it separates any two leaves
    disagreed: frozenset[uuid.UUID] = frozenset()  # leaves on which its raters differ

    def __str__(self) -> str:
        return self.number

    @property
    def speaks_for_a_party(self) -> bool:
        return self.party is not None

    @property
    def contradicts(self) -> bool:
        """Whether it speaks against any leaf."""
        return not AGAINST.isdisjoint(self.values.values())

    def unsettled(self, leaf: Hypothesis) -> bool:
        """Its raters differ about it, and nobody has settled it."""
        return leaf.pk in self.disagreed and not self.values[leaf.pk]

    def has(self, values: Container[str], leaves: Iterable[Hypothesis]) -> bool:
        """Whether it is rated so against any of these leaves."""
        return any(self.values[leaf.pk] in values for leaf in leaves)


@dataclass(frozen=True, kw_only=True)
class Row(Line):
    """A line with its records, for pages that show them."""

    exhibit: Exhibit | HiddenExhibit
    matrix_row: MatrixRow  # of a hidden exhibit: without its text
    not_rated_why: str  # the analyst's words for leaving the row unrated
    not_weighed_why: str  # why the row counts for nothing, in a sentence; "" if it counts
    cells: dict[uuid.UUID, Rating | None]  # by leaf; of a hidden exhibit: without rationale
    ratings: dict[uuid.UUID, Rating]  # by hypothesis, also of those that got branches since
    grading: Grading | None = None
    hidden: bool = False  # the user may not see the exhibit

    @property
    def facts(self) -> Facts:
        """Without its roots."""
        return Facts(
            self.pk, self.number, self.grade, self.relevance, self.is_set_aside,
            self.is_withdrawn, self.party, (), tuple(self.values.values()),
        )  # fmt: skip


def facts_of(
    question: Question, tree: Tree, exhibits: Collection[uuid.UUID] | None = None
) -> list[Facts]:
    """Every row in use, or those of some exhibits, by number, without their roots; three
    queries."""
    given = Rating.objects.current().filter(hypothesis__in=tree.all).order_by()
    wanted = MatrixRow.objects.current().filter(question=question)
    if exhibits is not None:
        given, wanted = given.filter(exhibit__in=exhibits), wanted.filter(exhibit__in=exhibits)
    entries = list(
        wanted.order_by("exhibit__sequence")
        .values_list("exhibit_id", "exhibit__number", "relevance", "not_rated_why",
                     "exhibit__withdrawn_at", "exhibit__interested_party_id")
    )  # fmt: skip
    found = Grading.objects.current().filter(exhibit__in=[entry[0] for entry in entries])
    grades = {
        exhibit: reliability + credibility
        for exhibit, reliability, credibility in found.order_by("graded_at").values_list(
            "exhibit_id", "reliability", "credibility"
        )
    }
    ratings: dict[uuid.UUID, dict[uuid.UUID, str]] = defaultdict(dict)
    for exhibit, hypothesis, value in given.values_list("exhibit_id", "hypothesis_id", "value"):
        ratings[exhibit][hypothesis] = value
    leaves = [leaf.pk for leaf in tree.leaves()]
    return [
        Facts(
            pk, number, grades.get(pk, ""), relevance, bool(excuse), withdrawn_at is not None,
            party, (), tuple(ratings[pk].get(leaf, "") for leaf in leaves),
        )
        for pk, number, relevance, excuse, withdrawn_at, party in entries
    ]  # fmt: skip


def lines_of(question: Question, tree: Tree) -> list[Line]:
    """Every row in use, by number, in plain values, as not yet weighed; four queries."""
    leaves = [leaf.pk for leaf in tree.leaves()]
    return lines_from(facts_of(question, tree), question, leaves, set())


def lines_from(
    facts: Sequence[Facts], question: Question, leaves: Sequence[uuid.UUID], diagnostic: set[int]
) -> list[Line]:
    """`diagnostic` are the places of those that are. One query."""
    disagreed = disagreed_cells(question)
    return [
        Line(
            **_plain(row),
            values=dict(zip(leaves, row.values, strict=True)),
            diagnosticity=place in diagnostic,
            disagreed=disagreed.get(row.pk, frozenset()).intersection(leaves),
        )
        for place, row in enumerate(facts)
    ]


def _plain(facts: Facts) -> dict[str, Any]:
    counts = facts.is_weighed
    return {
        "pk": facts.pk,
        "number": facts.number,
        "grade": facts.grade,
        "credibility": (facts.weight or "") if counts else "",
        "relevance": facts.relevance,
        "is_set_aside": facts.is_set_aside,
        "is_withdrawn": facts.is_withdrawn,
        "is_weighed": counts,
        "needs_rating": facts.needs_rating,
        "party": facts.party,
    }


def rows_of(question: Question, tree: Tree) -> list[Row]:
    """Every row in use, by number, with its records; four queries."""
    given = Rating.objects.current().filter(hypothesis__in=tree.all)
    wanted = MatrixRow.objects.current().filter(question=question)
    entries = list(
        wanted.select_related("exhibit__origin", "exhibit__interested_party").order_by(
            "exhibit__sequence"
        )
    )
    grades = current_gradings(entry.exhibit_id for entry in entries)
    ratings: dict[uuid.UUID, dict[uuid.UUID, Rating]] = defaultdict(dict)
    for rating in given.order_by():
        ratings[rating.exhibit_id][rating.hypothesis_id] = rating
    disagreed = disagreed_cells(question)
    leaves = [leaf.pk for leaf in tree.leaves()]
    return [
        replace(
            _row(entry, grades.get(entry.exhibit_id), leaves, ratings[entry.exhibit_id]),
            disagreed=disagreed.get(entry.exhibit_id, frozenset()).intersection(leaves),
        )
        for entry in entries
    ]


def current_gradings(exhibits: Iterable[uuid.UUID]) -> dict[uuid.UUID, Grading]:
    """The grading in force of each exhibit: the newest that is not withdrawn. One query."""
    found = Grading.objects.current().filter(exhibit__in=set(exhibits)).order_by("graded_at")
    return {grading.exhibit_id: grading for grading in found.select_related("analyst")}


def masked(rows: list[Row], question: Question, user: Any) -> list[Row]:
    """Of what the user may not see, only numbers and ratings stay. One query."""
    mine = Exhibit.objects.visible_to(user).filter(matrix_rows__question=question)
    visible = set(mine.values_list("pk", flat=True))
    return [row if row.exhibit.pk in visible else _mask(row, question) for row in rows]


def _row(
    entry: MatrixRow,
    grading: Grading | None,
    leaves: list[uuid.UUID],
    ratings: dict[uuid.UUID, Rating],
) -> Row:
    cells = {leaf: ratings.get(leaf) for leaf in leaves}
    facts = Facts(
        entry.exhibit_id, entry.exhibit.number, str(grading or ""), entry.relevance,
        bool(entry.not_rated_why), entry.exhibit.is_withdrawn, entry.exhibit.interested_party_id,
        (), (),
    )  # fmt: skip
    return Row(
        **_plain(facts),
        values={leaf: cell.value if cell else "" for leaf, cell in cells.items()},
        exhibit=entry.exhibit,
        matrix_row=entry,
        not_rated_why=entry.not_rated_why,
        not_weighed_why=not_weighed_why(facts, entry.not_rated_why),
        cells=cells,
        ratings=ratings,
        grading=grading,
    )


def not_weighed_why(row: Facts | Line, excuse: str) -> str:
    """In a sentence; empty if it counts."""
    if row.is_withdrawn:
        return _("The exhibit was withdrawn.")
    if row.is_set_aside:
        return _("Set aside: %s") % excuse
    if not row.grade:
        return _("Not graded yet, so it is not weighed.")
    if not row.is_weighed:
        return _("Graded %s: what cannot be judged counts for nothing.") % row.grade
    return ""


def _mask(row: Row, question: Question) -> Row:
    """Rows of the same ids that hold nothing but signs; they are never saved."""
    stub = Exhibit(pk=row.exhibit.pk, case_id=question.case_id, number=row.exhibit.number)
    entry = MatrixRow(
        pk=row.matrix_row.pk, question=question, exhibit=stub, relevance=row.relevance
    )
    cells = {leaf: cell and _bare(cell, stub) for leaf, cell in row.cells.items()}
    return replace(
        row,
        exhibit=HiddenExhibit(row.exhibit.pk, row.exhibit.number),
        matrix_row=entry,
        not_rated_why=_("Set aside.") if row.not_rated_why else "",
        not_weighed_why=_("It counts for nothing.") if row.not_weighed_why else "",
        cells=cells,
        ratings={},
        party=None,
        grade="",
        grading=None,
        hidden=True,
    )


def _bare(cell: Rating, stub: Exhibit) -> Rating:
    return Rating(
        pk=cell.pk, hypothesis_id=cell.hypothesis_id, exhibit=stub, value=cell.value,
        rater_id=cell.rater_id,
    )  # fmt: skip
