"""The tree of hypotheses and their assessments, as the services enter them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from casefiles.audit.services import record
from evidence.attribution.models import Hypothesis
from evidence.attribution.services import assess, place_in_matrix, withdraw_hypothesis
from evidence.attribution.tree import tree_of
from tests.attribution.scenes import WHY, a_hypothesis, a_question, a_scene, an_exhibit, tajoura


def test_tree_is_walked_depth_first_in_the_order_of_the_page(case, amina):
    scene = tajoura(case, amina)
    tree = tree_of(scene.question)
    assert [item.code for item in tree.all] == ["HF", "H1", "H2", "H3", "H4", "H5", "H0"]
    assert [item.code for item in tree.under(scene["HF"])] == ["HF", "H1", "H2"]
    assert [item.code for item in tree.above(scene["H1"])] == ["HF"]
    assert [item.code for item in tree.alternatives(scene["H1"])] == ["H2", "H3", "H4", "H5"]


def test_hypothesis_is_not_its_own_ancestor(case, amina):
    question = a_question(case, amina)
    wide = a_hypothesis(question, amina, "H1")
    narrow = a_hypothesis(question, amina, "H2", parent=wide)
    narrowest = a_hypothesis(question, amina, "H3", parent=narrow)
    for parent in (wide, narrow, narrowest):
        wide.parent = parent
        with pytest.raises(ValidationError):
            wide.full_clean()


def test_parent_is_of_the_same_question_in_use_and_not_other_or_unknown(case, amina):
    question, other = a_question(case, amina), a_question(case, amina, "Q2")
    residual = a_hypothesis(question, amina, "H0", is_residual=True)
    for parent in (residual, a_hypothesis(other, amina, "H1")):
        with pytest.raises(ValidationError):
            a_hypothesis(question, amina, "H5", parent=parent)


def test_parent_with_branches_is_not_withdrawn(case, amina):
    scene = tajoura(case, amina)
    with pytest.raises(ValidationError, match="H1, H2"):
        withdraw_hypothesis(scene["HF"], by=amina, reason=WHY)
    for code in ("H1", "H2", "HF"):
        withdraw_hypothesis(scene[code], by=amina, reason=WHY)
    assert Hypothesis.objects.get(code="HF").is_withdrawn


def test_short_name_is_used_once_in_a_question(case, amina):
    question = a_question(case, amina)
    a_hypothesis(question, amina, "H1")
    with pytest.raises(ValidationError):
        a_hypothesis(question, amina, "H1")


def test_supported_without_all_three_scales_is_refused(case, amina):
    scene = a_scene(case, amina)
    with pytest.raises(ValidationError):
        assess(scene["H1"], by=amina, reason=WHY, outcome="supported", likelihood="likely")


def test_assessment_keeps_what_was_not_given_and_repeats_nothing(case, amina):
    scene = a_scene(case, amina)
    first = assess(scene["H1"], by=amina, reason=WHY, outcome="undetermined", gaps="All")
    again = assess(scene["H1"], by=amina, reason=WHY, assumptions="None")
    assert (again.pk, again.gaps, again.assumptions) == (first.pk, "All", "None")
    assess(scene["H1"], by=amina, reason="posted twice", assumptions="None")
    assert again.changes().count() == 2


def test_reviewer_writes_nothing(case, amina, boris):
    scene = a_scene(case, amina)
    with pytest.raises(PermissionDenied):
        assess(scene["H1"], by=boris, reason=WHY, outcome="undetermined")
    with pytest.raises(PermissionDenied):
        a_hypothesis(scene.question, boris, "H7")


def test_placing_twice_is_one_row_and_a_change_is_recorded(case, amina):
    question, exhibit = a_question(case, amina), an_exhibit(case, amina, 1)
    row = place_in_matrix(question, exhibit, by=amina, reason=WHY)
    assert place_in_matrix(question, exhibit, by=amina, reason="posted twice") == row
    changed = place_in_matrix(question, exhibit, "H", by=amina, reason="goes to the heart")
    assert (changed.pk, changed.relevance, row.changes().count()) == (row.pk, "H", 2)


def test_branch_whose_parent_was_withdrawn_behind_the_service_still_shows(case, amina):
    question = a_question(case, amina)
    wide = a_hypothesis(question, amina, "H1")
    a_hypothesis(question, amina, "H2", parent=wide)
    wide.withdrawn_at = timezone.now()
    record(wide, by=amina, reason=WHY)
    assert [item.code for item in tree_of(question).all] == ["H2"]
