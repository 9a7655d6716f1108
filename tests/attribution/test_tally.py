"""What a tally says is what its definition says, and a changed cell moves it there too."""

import uuid
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.attribution.arithmetic import STEPS, ZERO, Surd, as_number, unit
from evidence.attribution.rows import Facts
from evidence.attribution.tally import Tally, bits

VALUES = ["", "CC", "C", "N", "I", "II", "NA"]
GRADES = ["", "A1", "B2", "C3", "D4", "F6"]
ROOTS = [uuid.UUID(int=number) for number in range(3)]


@st.composite
def matrices(draw, most_rows=9):
    leaves = [uuid.uuid4() for _leaf in range(draw(st.integers(0, 5)))]
    cells = st.tuples(*[st.sampled_from(VALUES) for _leaf in leaves])
    facts = st.builds(
        Facts, pk=st.uuids(), number=st.just("X-1"), grade=st.sampled_from(GRADES),
        relevance=st.sampled_from("LMH"), is_set_aside=st.booleans(), is_withdrawn=st.booleans(),
        party=st.none(), roots=st.lists(st.sampled_from(ROOTS), max_size=2, unique=True).map(tuple),
        values=cells,
    )  # fmt: skip
    # Half of them count: else most matrices would be empty.
    plain = facts.map(lambda row: row._replace(grade="B2", is_set_aside=False, is_withdrawn=False))
    return leaves, draw(st.lists(plain | facts, max_size=most_rows))


def told(tally):
    """Everything a tally holds and says, without the empty sets it has looked up."""
    held = {name: value for name, value in vars(tally).items() if name not in {"said", "units"}}
    said = [{value: rows for value, rows in each.items() if rows} for each in tally.said]
    spoken = [tally.order, tally.alike, tally.diagnostic, tally.unrated, tally.sensitive()]
    return held, said, dict(tally.units), spoken


@settings(deadline=None, max_examples=200)
@given(matrices(), st.data())
def test_changed_cells_lead_where_computing_anew_leads(matrix, data):
    leaves, facts = matrix
    tally = Tally(leaves, list(facts))
    if not leaves or not facts:
        return
    for _change in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(facts) - 1))
        leaf = data.draw(st.integers(0, len(leaves) - 1))
        tally.rate(place, leaf, data.draw(st.sampled_from(VALUES)))
        assert told(tally) == told(Tally(leaves, list(tally.facts)))


def total(facts, leaf, without=()):
    return sum(
        (Surd(Fraction(STEPS.get(row.values[leaf], 0))) * unit(row.weight, row.relevance)
         for place, row in enumerate(facts) if row.is_weighed and place not in without),
        ZERO,
    )  # fmt: skip


def order(facts, placed, without=()):
    totals = {leaf: total(facts, leaf, without) for leaf in placed}
    ranked = sorted(set(totals.values()), reverse=True)
    return [[leaf for leaf in placed if totals[leaf] == each] for each in ranked]


@settings(deadline=None, max_examples=200)
@given(matrices())
def test_tally_says_what_the_definition_says(matrix):
    leaves, facts = matrix
    tally = Tally(leaves, facts)
    counting = [place for place, row in enumerate(facts) if row.is_weighed]
    placed = [leaf for leaf in range(len(leaves))
              if any(facts[place].values[leaf] for place in counting)]  # fmt: skip
    now = order(facts, placed)
    assert tally.placed == placed and tally.order == now
    assert [Surd.of(each) for each in tally.totals] == [
        total(facts, leaf) for leaf in range(len(leaves))
    ]
    steps = {place: [STEPS.get(value, 0) for value in facts[place].values] for place in counting}
    assert list(bits(tally.diagnostic)) == [
        place for place in counting if len({steps[place][leaf] for leaf in placed}) > 1
    ]
    alike = {pair for pair in combinations(placed, 2)
             if all(row[pair[0]] == row[pair[1]] for row in steps.values())}  # fmt: skip
    assert {pair for group in tally.alike for pair in combinations(group, 2)} == alike


@settings(deadline=None, max_examples=200)
@given(matrices())
def test_order_rests_on_what_changes_it_when_taken_away(matrix):
    leaves, facts = matrix
    tally = Tally(leaves, facts)
    placed, now = tally.placed, tally.order
    every, first = tally.sensitive()
    for place, row in enumerate(facts):
        left = order(facts, placed, {place})
        assert tally.order_without(1 << place) == left
        assert bool(every.rows >> place & 1) == (row.is_weighed and left != now)
        assert bool(first.rows >> place & 1) == (row.is_weighed and left[:1] != now[:1])
    for number, (_root, rows) in enumerate(tally.groups):
        left = order(facts, placed, set(bits(rows)))
        assert tally.order_without(rows) == left
        assert bool(every.groups >> number & 1) == (left != now)
        assert bool(first.groups >> number & 1) == (left[:1] != now[:1])


@settings(deadline=None)
@given(*[st.tuples(*[st.integers(-(2**30), 2**30)] * 2)] * 2)
def test_figure_as_one_number_compares_as_the_figure_does(one, other):
    assert (as_number(one) < as_number(other)) == (Surd.of(one) < Surd.of(other))
    assert (as_number(one) == as_number(other)) == (one == other)


# √2's best approximations: the closest that two different figures can come to each other.
@pytest.mark.parametrize("pair", [(1, 1), (3, 2), (7, 5), (17, 12), (1393, 985), (47321, 33461),
                                  (54608393, 38613965), (768398401, 543339720)])  # fmt: skip
def test_figures_that_all_but_agree_are_told_apart(pair):
    a, b = pair
    number = as_number((a, 0)) - as_number((0, b))
    assert (number > 0) == (a * a > 2 * b * b) and number != 0
