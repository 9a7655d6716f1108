"""The arithmetic, and what a weighing says and leaves unsaid."""

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from casefiles.audit.services import record
from casefiles.cases.models import Party
from casefiles.cases.services.records import withdraw
from evidence.attribution.arithmetic import ZERO, Surd, contribution, credibility_weight, printed
from evidence.attribution.matrix import HiddenExhibit, Line, weigh, weigh_values
from evidence.attribution.services import place_in_matrix, rate
from evidence.attribution.vocabulary import Consistency, Weight
from evidence.exhibits.models import Derivation
from tests.attribution.scenes import (
    FACTS,
    WHY,
    a_hypothesis,
    a_question,
    a_scene,
    an_exhibit,
    regrade,
    tajoura,
)
from tests.cast import make_case

PARTS = st.fractions(min_value=-1000, max_value=1000, max_denominator=8)
SURDS = st.builds(Surd, PARTS, PARTS)
RATINGS = st.sampled_from(Consistency.values)
WEIGHTS = st.sampled_from(Weight.values)


def close_to(surd):
    """An independent value: 50 digits of √2, as a fraction."""
    return surd.a + surd.b * Fraction("1.41421356237309504880168872420969807856967187537695")


@given(SURDS, SURDS, SURDS)
def test_surds_are_a_commutative_ring(x, y, z):
    assert x + y == y + x and x * y == y * x
    assert x * (y + z) == x * y + x * z
    assert x + -x == ZERO


@given(SURDS, SURDS)
def test_surds_are_ordered_as_numbers_are(x, y):
    assert (x < y) == (close_to(x) < close_to(y))
    assert (x.sign == 0) == (x == ZERO)


@given(SURDS)
def test_printed_score_is_the_nearest_hundredth_and_zero_has_no_sign(x):
    assert abs(Fraction(x.rounded()) - close_to(x)) <= Fraction(1, 200)
    assert str(x) != "-0.00" and str(x)[-3] == "."


@given(RATINGS, WEIGHTS, WEIGHTS)
def test_only_inconsistency_counts_and_weights_commute(rating, one, other):
    added = contribution(rating, one, other)
    assert added == contribution(rating, other, one)
    assert (added.sign < 0) == (rating in {"I", "II"})
    assert contribution("II", one, other) == contribution("I", one, other) * Surd(Fraction(2))


@given(st.lists(st.tuples(RATINGS, WEIGHTS, WEIGHTS)), st.randoms())
def test_order_of_the_exhibits_never_changes_a_score(cells, random):
    shuffled = random.sample(cells, len(cells))
    assert _total(cells) == _total(shuffled)


def _total(cells):
    return sum((contribution(*cell) for cell in cells), ZERO)


@pytest.mark.parametrize(
    ("grade", "weight"),
    [("A1", "H"), ("B2", "H"), ("A3", "M"), ("C1", "M"), ("C3", "M"), ("D1", "L"), ("E3", "L"),
     ("A4", "L"), ("B5", "L"), ("F1", None), ("A6", None), ("D6", None)],
)  # fmt: skip
def test_grade_gives_the_weight_of_credibility(grade, weight):
    assert credibility_weight(*grade) == weight


def test_tajoura_scores_come_out_exactly(case, amina):
    weighing = weigh(tajoura(case, amina).question)
    scores = {leaf.code: weighing.scores[leaf.pk] for leaf in weighing.leaves}
    assert {code: score.text for code, score in scores.items()} == FACTS["expected_scores"]
    assert scores["H4"].value == Decimal("-11.71")


def test_tajoura_ranks_neither_branch_before_the_other(case, amina):
    weighing = weigh(tajoura(case, amina).question)
    order = [[leaf.code for leaf in tier] for tier in weighing.order]
    assert order == [["H1", "H2"], ["H3"], ["H5"], ["H4"]]
    assert [[one.code, other.code] for one, other in weighing.pairs] == [["H1", "H2"]]
    assert weighing.statements == [FACTS["expected_statement"]]


def test_tajoura_counts_each_origin_once(case, amina):
    scene = tajoura(case, amina)
    weighing = weigh(scene.question)
    assert weighing.sources[scene["H1"].pk] == 5
    assert weighing.sources[scene["H4"].pk] == 1
    assert "A single independent source is consistent with H4." in weighing.warnings


def test_values_alone_weigh_the_same(case, amina):
    question = tajoura(case, amina).question
    whole, plain = weigh(question), weigh_values(question)
    assert plain.rows == [] and len(plain.lines) == len(whole.rows)
    for name in ("scores", "order", "alike", "sources", "statements", "warnings", "unplaced"):
        assert getattr(plain, name) == getattr(whole, name)
    kept = {field.name for field in fields(Line)}
    for line, row in zip(plain.lines, whole.rows, strict=True):
        assert vars(line) == {name: value for name, value in vars(row).items() if name in kept}


def test_exhibit_that_repeats_another_adds_no_source(case, amina):
    scene = a_scene(case, amina, exhibits=2)
    first, second = scene.exhibits.values()
    assert weigh(scene.question).sources[scene["H1"].pk] == 2
    record(Derivation(case=case, exhibit=second, parent=first), by=amina, reason=WHY)
    assert weigh(scene.question).sources[scene["H1"].pk] == 1


def test_parents_and_other_or_unknown_are_not_rated(case, amina):
    scene = tajoura(case, amina)
    exhibit = scene["TAJ-UN-0001"]
    assert {"HF", "H0"}.isdisjoint(leaf.code for leaf in weigh(scene.question).leaves)
    for code in ("HF", "H0"):
        with pytest.raises(ValidationError):
            rate(scene[code], exhibit, "C", "no", by=amina, reason=WHY)


def test_row_counts_for_nothing_and_says_why(case, amina):
    scene = a_scene(case, amina, exhibits=3)
    excused, unknowable, ungraded = scene.exhibits.values()
    for exhibit in scene.exhibits.values():
        rate(scene["H1"], exhibit, "II", "against", by=amina, reason=WHY)
    assert weigh(scene.question).scores[scene["H1"].pk].text == "-8.49"
    place_in_matrix(scene.question, excused, "M", "about something else", by=amina, reason=WHY)
    regrade(unknowable, "F6", amina)
    withdraw(ungraded.gradings.get(), by=amina, reason=WHY)
    weighing = weigh(scene.question)
    assert weighing.scores[scene["H1"].pk].text == "0.00"
    assert weighing.rows[0].not_weighed_why == "Set aside: about something else"
    assert "F6" in weighing.rows[1].not_weighed_why
    assert any("set aside although" in warning for warning in weighing.warnings)


def test_ungraded_exhibit_is_not_weighed_and_named(case, amina):
    scene = a_scene(case, amina, exhibits=0)
    exhibit = an_exhibit(case, amina, 1, grade="")
    place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
    rate(scene["H1"], exhibit, "II", "against", by=amina, reason=WHY)
    weighing = weigh(scene.question)
    assert weighing.scores[scene["H1"].pk].text == "0.00"
    assert weighing.order == [] and weighing.unplaced == [scene["H1"], scene["H2"]]
    assert f"Not graded yet, so not weighed: {exhibit}." in weighing.warnings


def test_hypothesis_nobody_rated_is_not_placed_first(case, amina):
    scene = a_scene(case, amina)
    new = a_hypothesis(scene.question, amina, "H9")
    weighing = weigh(scene.question)
    assert weighing.unplaced == [new]
    assert [leaf.code for tier in weighing.order for leaf in tier] == ["H1", "H2"]
    assert [(leaf.code, str(exhibit)) for leaf, exhibit in weighing.unrated] == [
        ("H9", "TAJ-UN-0001")
    ]


def test_statement_speaks_only_of_what_was_rated(case, amina):
    scene = a_scene(case, amina, exhibits=2)
    assert weigh(scene.question).statements == ["No exhibit in this file distinguishes H1 from H2."]
    new = an_exhibit(case, amina, 3)
    place_in_matrix(scene.question, new, by=amina, reason=WHY)
    rate(scene["H1"], new, "C", "fits", by=amina, reason=WHY)
    assert weigh(scene.question).statements == [
        "No exhibit weighed so far distinguishes H1 from H2."
    ]


def test_three_that_nothing_separates_are_named_in_one_sentence(case, amina):
    weighing = weigh(a_scene(case, amina, codes=("H1", "H2", "H3")).question)
    assert len(weighing.pairs) == 3
    assert weighing.statements == [
        "No exhibit in this file distinguishes H1, H2 and H3 from one another."
    ]


def test_very_consistent_and_consistent_separate_nothing(case, amina):
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    rate(scene["H1"], exhibit, "CC", "fits well", by=amina, reason=WHY)
    assert not weigh(scene.question).rows[0].diagnosticity
    rate(scene["H1"], exhibit, "I", "does not fit", by=amina, reason=WHY)
    weighing = weigh(scene.question)
    assert weighing.rows[0].diagnosticity and not weighing.pairs


def test_equal_scores_from_different_exhibits_share_a_tier_but_are_told_apart(case, amina):
    scene = a_scene(case, amina, exhibits=2)
    first, second = scene.exhibits.values()
    rate(scene["H1"], first, "I", "against", by=amina, reason=WHY)
    rate(scene["H2"], second, "I", "against", by=amina, reason=WHY)
    weighing = weigh(scene.question)
    assert weighing.order == [[scene["H1"], scene["H2"]]] and not weighing.pairs


def test_hidden_exhibit_keeps_number_and_ratings_only(case, amina, boris):
    scene = a_scene(case, amina)
    exhibit = an_exhibit(case, amina, 7, title="CANARY TITLE", named_readers_only=True)
    place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
    rate(scene["H1"], exhibit, "II", "CANARY RATIONALE", by=amina, reason=WHY)
    mine, theirs = weigh(scene.question, amina), weigh(scene.question, boris)
    assert mine.scores == theirs.scores
    row = theirs.rows[1]
    assert row.hidden and not mine.rows[1].hidden
    assert isinstance(row.exhibit, HiddenExhibit) and row.exhibit.number == "TAJ-UN-0007"
    assert row.cells[scene["H1"].pk].value == "II" and not row.cells[scene["H1"].pk].rationale
    assert "CANARY" not in repr(vars(row.cells[scene["H1"].pk])) + repr(row)
    assert row.grade == "" and row.contradicts


def test_only_interested_parties_speak_for_it(case, amina):
    from casefiles.audit.services import record

    party = Party(case=case, code="LNA", name="LNA", kind="armed_force")
    record(party, by=amina, reason=WHY)
    scene = a_scene(case, amina, exhibits=0)
    exhibit = an_exhibit(case, amina, 1, interested_party=party)
    place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
    rate(scene["H1"], exhibit, "C", "it says so", by=amina, reason=WHY)
    assert (
        "Only what comes from parties with an interest in the outcome is consistent with H1."
        in weigh(scene.question).warnings
    )


def test_exhibits_outside_of_the_matrix_are_counted(case, amina):
    scene = a_scene(case, amina)
    an_exhibit(case, amina, 9)
    assert "1 exhibit of this case is not in this matrix." in weigh(scene.question).warnings


def test_empty_question_weighs_to_nothing(case, amina):
    weighing = weigh(a_question(case, amina))
    assert (weighing.order, weighing.pairs, weighing.rows, weighing.scores) == ([], [], [], {})
    assert len(weighing.warnings) == 2


def test_number_of_queries_does_not_grow_with_the_matrix(case, amina, django_assert_num_queries):
    scene = a_scene(case, amina)
    with CaptureQueriesContext(connection) as small:
        weigh(scene.question, amina)
    for number in range(2, 7):
        exhibit = an_exhibit(case, amina, number)
        place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
        rate(scene["H1"], exhibit, "I", "against", by=amina, reason=WHY)
    with django_assert_num_queries(len(small)):
        weigh(scene.question, amina)


def test_cell_is_rated_once_and_then_changed(case, amina):
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    first = rate(scene["H1"], exhibit, "I", "against", by=amina, reason=WHY)
    again = rate(scene["H1"], exhibit, "I", "against", by=amina, reason="posted twice")
    assert first == again and first.changes().count() == 2
    assert scene["H1"].ratings.current().get().value == "I"


def test_exhibit_has_to_be_placed_before_it_is_rated(case, amina):
    scene = a_scene(case, amina)
    with pytest.raises(ValidationError, match="Place TAJ-UN-0005 in the matrix"):
        rate(scene["H1"], an_exhibit(case, amina, 5), "C", "fits", by=amina, reason=WHY)


def test_rating_needs_a_rationale_and_a_known_value(case, amina):
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    for value, rationale in (("C", "  "), ("X", "fits")):
        with pytest.raises(ValidationError):
            rate(scene["H1"], exhibit, value, rationale, by=amina, reason=WHY)


def test_nobody_rates_an_exhibit_they_may_not_see_nor_without_the_right(case, amina, boris):
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    with pytest.raises(PermissionDenied):
        rate(scene["H1"], exhibit, "I", "against", by=boris, reason=WHY)


def test_exhibit_of_another_case_does_not_enter_the_matrix(case, amina):
    other = an_exhibit(make_case(amina, "OTH-2020"), amina, 1)
    with pytest.raises(ValidationError, match="of this case"):
        place_in_matrix(a_question(case, amina), other, by=amina, reason=WHY)


def test_exhibit_without_a_place_leaves_the_sentence_as_frozen_and_is_warned_of(case, amina):
    scene = a_scene(case, amina, exhibits=2)
    an_exhibit(case, amina, 3)
    weighing = weigh(scene.question)
    assert weighing.statements == ["No exhibit in this file distinguishes H1 from H2."]
    assert "1 exhibit of this case is not in this matrix." in weighing.warnings


@pytest.mark.parametrize(("against", "word"), [("II", "weighed so far"), ("N", "in this file")])
def test_ratings_that_wait_for_a_grade_may_yet_part_two(case, amina, against, word):
    scene = a_scene(case, amina, exhibits=2)
    new = an_exhibit(case, amina, 3, grade="")
    place_in_matrix(scene.question, new, by=amina, reason=WHY)
    rate(scene["H1"], new, "C", "fits", by=amina, reason=WHY)
    rate(scene["H2"], new, against, "read twice", by=amina, reason=WHY)
    assert weigh(scene.question).statements == [f"No exhibit {word} distinguishes H1 from H2."]
    assert printed("-8.49") == "−8.49"
