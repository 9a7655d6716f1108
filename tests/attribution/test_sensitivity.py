"""What the order rests on is what changes it when it is taken away."""

import pytest
from django.db import transaction

from casefiles.cases.services.records import withdraw
from evidence.attribution.matrix import weigh
from evidence.attribution.models import MatrixRow
from evidence.attribution.sensitivity import sensitivities
from evidence.attribution.services import place_in_matrix, rate
from evidence.exhibits.services import change_exhibit
from tests.attribution.scenes import WHY, a_scene, an_exhibit, tajoura


def codes(order):
    return [{leaf.code for leaf in tier} for tier in order]


def order_without(question, rows, by):
    """The order once these rows are really gone."""
    with transaction.atomic():
        for row in rows:
            withdraw(row, by=by, reason=WHY)
        order = codes(weigh(question).order)
        transaction.set_rollback(True)
    return order


def test_tajoura_rests_on_the_panel_of_experts_alone(case, amina):
    weighing = weigh(tajoura(case, amina).question)
    (found,) = sensitivities(weighing, amina)
    assert [str(line) for line in found.removed] == ["TAJ-POE-0004"] and found.changes_first
    assert str(found) == "Without TAJ-POE-0004: H1, H2 and H3, then H5, then H4."


def test_every_exhibit_is_named_whose_removal_changes_the_order_and_no_other(case, amina):
    question = tajoura(case, amina).question
    weighing = weigh(question)
    now = codes(weighing.order)
    changing = {}
    for row in MatrixRow.objects.current().filter(question=question):
        order = order_without(question, [row], amina)
        if order != now:
            changing[row.exhibit.number] = order
    found = {str(each.removed[0]): codes(each.order) for each in sensitivities(weighing, amina)}
    assert found == changing != {}


@pytest.fixture
def two_of_one_origin(case, amina):
    """Neither exhibit alone changes the order; what they both go back to does."""
    scene = a_scene(case, amina, exhibits=0)
    for number in (1, 2, 3):
        exhibit = an_exhibit(case, amina, number, origin="one camera" if number < 3 else "another")
        place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
        against = "H1" if number < 3 else "H2"
        for code in ("H1", "H2"):
            value = "I" if code == against else "C"
            rate(scene[code], exhibit, value, "as seen", by=amina, reason=WHY)
        scene.exhibits[exhibit.number] = exhibit
    return scene


def test_origin_counts_where_its_exhibits_alone_do_not(two_of_one_origin, amina):
    weighing = weigh(two_of_one_origin.question)
    assert codes(weighing.order) == [{"H2"}, {"H1"}]
    by_origin = [each for each in sensitivities(weighing, amina) if each.origin]
    assert [codes(each.order) for each in by_origin] == [[{"H1"}, {"H2"}]]
    assert str(by_origin[0]) == (
        "Without the 2 exhibits that go back to “one camera” (TAJ-UN-0001 and TAJ-UN-0002): "
        "H1, then H2."
    )
    rows = MatrixRow.objects.filter(exhibit__origin__name="one camera")
    assert order_without(two_of_one_origin.question, rows, amina) == codes(by_origin[0].order)


def test_origin_that_only_hidden_exhibits_name_is_not_named(two_of_one_origin, amina, boris):
    for exhibit in two_of_one_origin.exhibits.values():
        if exhibit.origin.name == "one camera":
            exhibit.named_readers_only = True
            change_exhibit(exhibit, by=amina, reason=WHY)
    theirs = sensitivities(weigh(two_of_one_origin.question, boris), boris)
    assert all(each.origin is None for each in theirs)
    assert "one camera" not in "".join(map(str, theirs))
    mine = sensitivities(weigh(two_of_one_origin.question, amina), amina)
    assert any(each.origin for each in mine)


def test_nothing_placed_rests_on_nothing(case, amina):
    assert sensitivities(weigh(a_scene(case, amina, exhibits=0).question), amina) == []
