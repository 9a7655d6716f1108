"""Several raters at the same instant, on real connections: nothing is lost, nothing slips in late."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from casefiles.cases.services.records import withdraw
from evidence.attribution.models import IndividualRating, Rating, RatingRound
from evidence.attribution.services import (
    close_round,
    entries,
    finish,
    open_round,
    rate,
    rate_alone,
    rounds,
)
from tests.attribution.scenes import WHY, a_scene
from tests.attribution.test_concurrency import at_once, people, refused
from tests.cast import join, make_user

__all__ = ["people"]  # a fixture
NUMBER = "TAJ-UN-0001"


@pytest.fixture
def scene(people):
    case, amina, _boris, _elias = people
    scene = a_scene(case, amina)
    for row in Rating.objects.all():
        withdraw(row, by=amina, reason="the raters begin anew")
    names = ("First rater", "Second rater")
    scene.raters = [join(case, make_user(name), "investigator") for name in names]
    return scene


def opened(scene):
    return open_round(scene.question, scene.raters, by=scene.by, reason="first round")


def rates(scene, round_, by, code="H1", value="C"):
    return rate_alone(round_, scene[code], scene[NUMBER], value, f"by {by}", by=by, reason=WHY)


def test_two_raters_of_one_cell_at_once_are_both_kept(scene):
    round_ = opened(scene)
    first, second = scene.raters
    results = at_once(
        lambda: rates(scene, round_, first, value="C"),
        lambda: rates(scene, round_, second, value="II"),
    )
    assert refused(results) == []
    assert set(IndividualRating.objects.values_list("rater__name", "value")) == {
        ("First rater", "C"), ("Second rater", "II"),
    }  # fmt: skip


def test_one_rater_in_two_tabs_at_once_has_one_rating(scene):
    round_ = opened(scene)
    first = scene.raters[0]
    results = at_once(
        lambda: rates(scene, round_, first, value="C"),
        lambda: rates(scene, round_, first, value="II"),
    )
    assert refused(results) == []
    assert IndividualRating.objects.current().count() == 1


def test_a_rating_on_its_way_is_waited_for_when_the_round_is_closed(scene, monkeypatch):
    """Whoever closes comes while a rating is written: it counts, although it is committed later."""
    round_ = opened(scene)
    first, second = scene.raters
    rates(scene, round_, second)
    writing, original = threading.Event(), rounds.is_covered

    def slowly(*args):
        writing.set()
        closing.wait(timeout=1)  # the other one is held back by our lock, and never gets there
        return original(*args)

    closing, adopt = threading.Event(), rounds.adopt

    def adopted(*args, **kwargs):
        closing.set()
        return adopt(*args, **kwargs)

    monkeypatch.setattr(rounds, "is_covered", slowly)
    monkeypatch.setattr(rounds, "adopt", adopted)

    def close():
        assert writing.wait(timeout=30)
        return close_round(round_, by=scene.by, reason="enough")

    assert refused(at_once(lambda: rates(scene, round_, first), close)) == []
    assert Rating.objects.current().get().value == "C", "both are in it, and agree"


def test_a_rating_that_comes_after_the_closing_is_refused(scene, monkeypatch):
    """Whoever rates waits for the closing, and is told; nothing is added to what is closed."""
    round_ = opened(scene)
    first = scene.raters[0]
    rates(scene, round_, scene.raters[1])
    closing, original = threading.Event(), rounds.adopt

    def slowly(*args, **kwargs):
        closing.set()
        threading.Event().wait(0.7)
        return original(*args, **kwargs)

    monkeypatch.setattr(rounds, "adopt", slowly)

    def late():
        assert closing.wait(timeout=30)
        return rates(scene, round_, first)

    results = at_once(lambda: close_round(round_, by=scene.by, reason="enough"), late)
    assert [type(result) for result in refused(results)] == [ValidationError]
    assert IndividualRating.objects.count() == 1 and not Rating.objects.current().exists()


def test_the_last_two_finish_at_once_and_the_round_is_closed_once(scene):
    round_ = opened(scene)
    for rater in scene.raters:
        for code in ("H1", "H2"):
            rates(scene, round_, rater, code)
    results = at_once(*(lambda by=rater: finish(round_, by=by) for rater in scene.raters))
    assert refused(results) == []
    closed = RatingRound.objects.get()
    assert closed.closed_at <= timezone.now()
    assert closed.changes().filter(action="close_round").count() == 1
    assert Rating.objects.current().count() == 2


def test_a_rating_past_the_round_is_written_before_it_is_opened_or_not_at_all(scene, monkeypatch):
    """Whoever opens it comes while a cell is rated in the matrix: nothing is added behind them."""
    asked, original = threading.Event(), entries._refuse_open_round

    def slowly(question):
        original(question)
        asked.set()
        threading.Event().wait(0.7)

    monkeypatch.setattr(entries, "_refuse_open_round", slowly)

    def open_it():
        assert asked.wait(timeout=30)
        return opened(scene)

    words = {"by": scene.by, "reason": WHY}
    results = at_once(lambda: rate(scene["H1"], scene[NUMBER], "C", "as seen", **words), open_it)
    assert refused(results) == []
    rating, round_ = Rating.objects.current().get(), RatingRound.objects.get()
    assert rating.changes().get().sequence < round_.changes().get().sequence


def test_two_rounds_opened_at_once_are_one(scene):
    results = at_once(lambda: opened(scene), lambda: opened(scene))
    assert len(refused(results)) == 1 and RatingRound.objects.count() == 1
