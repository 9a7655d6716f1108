"""The finding's words: exactly what was assessed, and never more."""

import pytest

from casefiles.cases.vocabulary import Likelihood
from evidence.attribution.conclusion import conclusion, finding_sentence, inside_sentence
from evidence.attribution.models import Hypothesis
from evidence.attribution.services import assess, rate
from tests.attribution.scenes import (
    FACTS,
    WHY,
    a_hypothesis,
    a_question,
    a_scene,
    complete,
    decides,
    submitted,
    tajoura,
)


def test_tajoura_conclusion_is_word_for_word_the_expected_one(case, amina):
    found = conclusion(tajoura(case, amina).question)
    assert found.text == FACTS["expected_conclusion"]
    assert found.hypothesis.code == "HF" and not found.approved


def test_likelihood_and_confidence_never_share_a_sentence(case, amina):
    for sentence in conclusion(tajoura(case, amina).question).sentences:
        assert not ("likely" in sentence and "onfidence" in sentence)


@pytest.mark.parametrize(
    ("likelihood", "sentence"),
    [
        (Likelihood.ALMOST_CERTAIN, "The LNA almost certainly struck."),
        (Likelihood.VERY_LIKELY, "The LNA very likely struck."),
        (Likelihood.LIKELY, "The LNA likely struck."),
        (Likelihood.ROUGHLY_EVEN, "It is about as likely as not that the LNA struck."),
        (Likelihood.UNLIKELY, "It is unlikely that the LNA struck."),
        (Likelihood.VERY_UNLIKELY, "It is very unlikely that the LNA struck."),
        (Likelihood.ALMOST_NO_CHANCE, "There is almost no chance that the LNA struck."),
    ],
)
def test_each_likelihood_has_its_sentence(likelihood, sentence):
    hypothesis = Hypothesis(code="H1", subject="The LNA", predicate="struck")
    assert finding_sentence(hypothesis, likelihood, withheld=False) == sentence
    withheld = finding_sentence(hypothesis, likelihood, withheld=True)
    assert withheld.replace(", identity withheld,", "") == sentence


def test_names_keep_their_capital_inside_a_sentence():
    assert inside_sentence("The LNA's own aircraft") == "the LNA's own aircraft"
    assert inside_sentence("Khalifa Haftar") == "Khalifa Haftar"


def test_nothing_supported_is_undetermined(case, amina):
    scene = a_scene(case, amina)
    found = conclusion(scene.question)
    assert (found.text, found.hypothesis) == ("No answer to Q1 has been assessed yet.", None)
    assess(scene["H1"], by=amina, reason=WHY, outcome="undetermined")
    assert conclusion(scene.question).sentences == [
        "The question Q1 is undetermined.",
        "Whether the H1 force did it is undetermined.",
    ]


def test_what_is_not_supported_is_said_to_be_so_and_not_to_be_undetermined(case, amina):
    scene = a_scene(case, amina)
    complete(scene["H1"], amina)
    assess(scene["H2"], by=amina, reason=WHY, outcome="not_supported")
    assert conclusion(scene.question).sentences[-1] == (
        "The evidence in this file does not support that the H2 force did it."
    )


def test_hypothesis_that_nobody_assessed_is_not_spoken_of(case, amina):
    scene = a_scene(case, amina)
    complete(scene["H1"], amina)
    assert "H2" not in conclusion(scene.question).text


def test_likelier_of_two_supported_hypotheses_leads(case, amina):
    scene = a_scene(case, amina)
    complete(scene["H1"], amina, likelihood="unlikely")
    complete(scene["H2"], amina, likelihood="very_likely")
    found = conclusion(scene.question)
    assert found.hypothesis == scene["H2"]
    assert found.sentences[0] == "The H2 force very likely did it."


def test_branch_that_is_decided_is_not_called_undetermined(case, amina):
    scene = tajoura(case, amina)
    complete(scene["H1"], amina)
    text = conclusion(scene.question).text
    assert "Under whose command it flew is undetermined." not in text
    assert "H1 (“Under the command of the LNA”) is assessed as: likely." in text
    assert "Whether H2 (“Under the command of that State, in support of the LNA”) is right" in text


def test_statements_about_other_branches_stay_out(case, amina):
    scene = tajoura(case, amina)
    third = a_hypothesis(scene.question, amina, "H9")
    for row in ("0001", "0002"):
        rate(third, scene[f"TAJ-UN-{row}"], "C", "fits", by=amina, reason=WHY)
    assert "H9" not in conclusion(scene.question).text


def test_finding_is_approved_only_while_what_was_approved_still_stands(case, amina, boris):
    scene = a_scene(case, amina)
    decides(submitted(scene), boris)
    assert conclusion(scene.question).approved
    (exhibit,) = scene.exhibits.values()
    rate(scene["H2"], exhibit, "I", "against", by=amina, reason=WHY)
    assert not conclusion(scene.question).approved


def test_empty_question_has_no_finding(case, amina):
    assert conclusion(a_question(case, amina)).text == "No answer to Q1 has been assessed yet."
