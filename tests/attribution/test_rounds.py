"""Several raters: each alone, agreed or not, settled, frozen with what each of them gave."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution.matrix import weigh, weigh_values
from evidence.attribution.models import IndividualRating, Rating, RatingRound
from evidence.attribution.rounds import agreement_of, own_grid, progress, to_rate
from evidence.attribution.selection import select
from evidence.attribution.services import (
    close_round,
    finish,
    go_on,
    open_round,
    rate,
    rate_alone,
    submit_hypothesis,
)
from evidence.attribution.snapshot import contributors, differences, digest_of, snapshot_of
from tests.attribution.scenes import WHY, a_scene, complete, decides, submitted
from tests.cast import join, make_user

CELLS = [("H1", "TAJ-UN-0001"), ("H1", "TAJ-UN-0002"), ("H2", "TAJ-UN-0001"), ("H2", "TAJ-UN-0002")]


@pytest.fixture
def scene(case, amina):
    """Two rivals and two exhibits in the matrix; no cell is rated."""
    scene = a_scene(case, amina, exhibits=2)
    for row in Rating.objects.all():
        withdraw(row, by=amina, reason="the raters begin anew")
    return scene


@pytest.fixture
def raters(case):
    """Two investigators beside the lead."""
    return [join(case, make_user(name), "investigator") for name in ("First rater", "Second rater")]


def opened(scene, raters, **fields):
    return open_round(scene.question, raters, by=scene.by, reason="first round", **fields)


def rates(round_, scene, by, values, why="as seen"):
    for (code, number), value in zip(CELLS, values, strict=True):
        if value:
            rate_alone(round_, scene[code], scene[number], value, why, by=by, reason=WHY)


def both_done(round_, scene, raters, first=("C", "C", "I", "C"), second=("C", "II", "I", "N")):
    for rater, values in zip(raters, (first, second), strict=True):
        rates(round_, scene, rater, values, why=f"said by {rater}")
        finish(round_, by=rater)
    round_.refresh_from_db()


def agreed(scene):
    rows = Rating.objects.current().select_related("hypothesis", "exhibit")
    return {(row.hypothesis.code, row.exhibit.number): row.value for row in rows}


def test_only_the_lead_opens_a_round_and_with_two_who_may_write(scene, raters, boris):
    with pytest.raises(PermissionDenied):
        open_round(scene.question, raters, by=raters[0], reason=WHY)
    with pytest.raises(ValidationError, match="at least two"):
        opened(scene, raters[:1])
    with pytest.raises(ValidationError, match="Boris"):
        opened(scene, [raters[0], boris])
    assert not RatingRound.objects.exists()


def test_one_round_is_open_at_a_time(scene, raters):
    opened(scene, raters)
    with pytest.raises(ValidationError, match="close it first"):
        opened(scene, raters)


def test_raters_who_agree_make_the_rating_and_others_leave_the_cell_open(scene, raters):
    round_ = opened(scene, raters)
    both_done(round_, scene, raters)
    assert not round_.is_open
    assert agreed(scene) == {CELLS[0]: "C", CELLS[2]: "I"}
    row = Rating.objects.current().get(hypothesis=scene["H1"])
    assert row.rationale == "said by First rater\n\nsaid by Second rater"
    agreement = agreement_of(round_, scene.by)
    assert (agreement.agreed, agreement.compared) == (2, 4)
    # CC to II is four steps wide: C and II are three apart, C and N one.
    assert [(c.hypothesis.code, c.spread) for c in agreement.differing] == [("H1", 3), ("H2", 1)]


def test_a_cell_on_which_raters_differ_is_unrated_named_and_found_by_a_filter(scene, raters):
    both_done(opened(scene, raters), scene, raters)
    weighing = weigh_values(scene.question)
    assert len(weighing.unsettled) == len(weighing.unrated) == 2
    assert any("On 2 cells the raters differ" in text for text in weighing.warnings)
    shown = select(weighing, "disagreed", None)
    assert [line.number for line in shown.page.object_list] == ["TAJ-UN-0002"]
    complete(scene["H1"], scene.by)
    with pytest.raises(ValidationError) as refusal:
        submit_hypothesis(scene["H1"], by=scene.by)
    assert any("Settle 2 cells" in text and "TAJ-UN-0002 × H1" in text
               for text in refusal.value.messages)  # fmt: skip
    assert not any(text.startswith("Rate ") for text in refusal.value.messages)


def test_settling_keeps_what_each_rater_gave(scene, raters):
    round_ = opened(scene, raters)
    both_done(round_, scene, raters)
    rate(scene["H1"], scene["TAJ-UN-0002"], "I", "the second rater saw page 4", by=scene.by,
         reason="settled")  # fmt: skip
    weighing = weigh(scene.question)
    line = next(row for row in weighing.rows if row.number == "TAJ-UN-0002")
    assert line.values[scene["H1"].pk] == "I" and not line.unsettled(scene["H1"])
    assert scene["H1"].pk in line.disagreed
    assert sorted(IndividualRating.objects.revealed().values_list("value", flat=True)) == sorted(
        ["C", "C", "I", "C", "C", "II", "I", "N"]
    )


def test_what_only_one_rated_is_no_agreement(scene, raters):
    round_ = opened(scene, raters)
    rates(round_, scene, raters[0], ["C", None, None, None])
    close_round(round_, by=scene.by, reason="the other one fell ill")
    assert agreed(scene) == {}
    assert agreement_of(round_, scene.by).single == 1


def test_a_round_of_every_cell_replaces_what_stood_there(scene, raters):
    for code, number in CELLS:
        with transaction.atomic():
            rate(scene[code], scene[number], "C", "before", by=scene.by, reason=WHY)
    round_ = opened(scene, raters, covers="all")
    both_done(round_, scene, raters)
    assert agreed(scene) == {CELLS[0]: "C", CELLS[2]: "I"}
    changed = Rating.objects.current().get(hypothesis=scene["H2"])
    assert changed.changes().last().reason.startswith("agreed by all raters in Q1, round 1")


def test_a_second_round_takes_the_place_of_the_first(scene, raters):
    first = opened(scene, raters)
    both_done(first, scene, raters)
    second = opened(scene, raters)
    assert to_rate(second, raters[0]) == {
        (scene[code].pk, scene[number].pk) for code, number in (CELLS[1], CELLS[3])
    }
    rates(second, scene, raters[0], [None, "I", None, "C"])
    rates(second, scene, raters[1], [None, "I", None, "C"])
    close_round(second, by=scene.by, reason="done")
    assert len(agreed(scene)) == 4
    assert not weigh_values(scene.question).unsettled
    assert not any(line.disagreed for line in weigh_values(scene.question).lines)
    assert len(agreement_of(first, scene.by).differing) == 2, "the first round still tells its own"


def test_while_a_round_is_open_nobody_rates_past_it(scene, raters):
    opened(scene, raters)
    with pytest.raises(ValidationError, match="round of this question is open"):
        rate(scene["H1"], scene["TAJ-UN-0001"], "C", "past it", by=scene.by, reason=WHY)
    assert agreed(scene) == {}


def test_who_is_no_rater_rates_nothing_even_the_lead(scene, raters):
    round_ = opened(scene, raters)
    with pytest.raises(PermissionDenied):
        rate_alone(round_, scene["H1"], scene["TAJ-UN-0001"], "C", "x", by=scene.by, reason=WHY)
    row = IndividualRating(
        case=scene.case, round=round_, hypothesis=scene["H1"], exhibit=scene["TAJ-UN-0001"],
        rater=scene.by, value="C", rationale="x",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="named as a rater"), transaction.atomic():
        record(row, by=scene.by, reason=WHY)


def test_finishing_asks_for_every_cell_and_can_be_taken_back(scene, raters):
    round_ = opened(scene, raters)
    rates(round_, scene, raters[0], ["C", "C", "C", None])
    with pytest.raises(ValidationError, match="the 1 cell that is left"):
        finish(round_, by=raters[0])
    rates(round_, scene, raters[0], ["C", "C", "C", "NA"])
    finish(round_, by=raters[0])
    assert progress(round_) == (1, 2)
    with pytest.raises(ValidationError, match="Go on rating"):
        rates(round_, scene, raters[0], ["I", None, None, None])
    go_on(round_, by=raters[0])
    assert progress(round_) == (0, 2)
    rates(round_, scene, raters[0], ["I", None, None, None])
    mine = own_grid(round_, raters[0])
    assert [cell.rating.value for line in mine.lines for cell in line.cells] == [
        "I",
        "C",
        "C",
        "NA",
    ]


def test_a_closed_round_takes_nothing_more_and_the_database_says_so_too(scene, raters):
    round_ = opened(scene, raters)
    both_done(round_, scene, raters)
    with pytest.raises(ValidationError, match="closed"):
        rates(round_, scene, raters[0], ["II", None, None, None])
    with pytest.raises(ValidationError, match="closed"):
        close_round(round_, by=scene.by, reason="again")
    row = IndividualRating.objects.filter(rater=raters[0]).first()
    row.value = "II"
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        record(row, by=raters[0], reason="afterwards")
    round_.closed_at = None
    with pytest.raises(IntegrityError, match="stays closed"), transaction.atomic():
        record(round_, by=scene.by, reason="opened again")


def test_a_snapshot_without_rounds_has_no_word_of_them(case, amina):
    scene = a_scene(case, amina)
    snapshot = snapshot_of(scene["H1"])
    assert "individual" not in snapshot["matrix"]["TAJ-UN-0001"]
    assert "tests" not in snapshot["hypotheses"]["H1"]


def test_an_open_round_changes_no_snapshot_and_a_closed_one_is_frozen(case, amina, raters):
    scene = a_scene(case, amina)
    before = snapshot_of(scene["H1"])
    round_ = opened(scene, raters, covers="all")
    for rater, value in zip(raters, ("C", "I"), strict=True):
        rate_alone(round_, scene["H1"], scene["TAJ-UN-0001"], value, "x", by=rater, reason=WHY)
    assert digest_of(snapshot_of(scene["H1"])) == digest_of(before)
    close_round(round_, by=amina, reason="done")
    after = snapshot_of(scene["H1"])
    told = after["matrix"]["TAJ-UN-0001"]["individual"]["H1"].values()
    assert sorted((row["rater"], row["value"]) for row in told) == sorted(
        [(str(raters[0].pk), "C"), (str(raters[1].pk), "I")]
    )
    said = [str(difference) for difference in differences(before, after)]
    assert any(text.startswith("TAJ-UN-0001: ") and "a rater's own rating" in text for text in said)


def test_every_rater_is_a_contributor_and_decides_nothing(case, amina, raters, boris):
    scene = a_scene(case, amina)
    submission = submitted(scene)
    round_ = opened(scene, raters, covers="all")
    join(case, raters[0], "reviewer")
    rate_alone(round_, scene["H1"], scene["TAJ-UN-0001"], "C", "x", by=raters[0], reason=WHY)
    with pytest.raises(PermissionDenied, match="one of this matrix's raters"):
        decides(submission, raters[0])
    rate_alone(round_, scene["H1"], scene["TAJ-UN-0001"], "C", "x", by=raters[1], reason=WHY)
    close_round(round_, by=amina, reason="done")
    assert set(raters) <= contributors(scene["H1"])
    assert boris not in contributors(scene["H1"])


def test_nothing_is_submitted_while_its_raters_are_rating(case, amina, raters):
    scene = a_scene(case, amina)
    complete(scene["H1"], amina)
    opened(scene, raters)
    with pytest.raises(ValidationError, match="Close Q1, round 1 first"):
        submit_hypothesis(scene["H1"], by=amina)
