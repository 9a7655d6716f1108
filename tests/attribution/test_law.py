"""Qualifications, element by element: what may be said, and what it has to rest on."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution.law import catalogue
from evidence.attribution.law.catalogue import PROVISIONS, caution, refusal
from evidence.attribution.law.readings import reading_of
from evidence.attribution.law.saying import tally_of, warnings
from evidence.attribution.models import ElementAssessment, LegalQualification
from evidence.attribution.services import Place, Stated, assess_elements
from evidence.exhibits.models import Citation
from evidence.exhibits.services.readers import name_reader
from tests.attribution.scenes import WHY, a_scene


@pytest.fixture
def scene(case, amina):
    return a_scene(case, amina, exhibits=3)


def a_qualification(scene, code="H1", provision="rome-8-2-e-i", **fields):
    fields.setdefault("conflict", "non_international")
    row = LegalQualification(case=scene.case, hypothesis=scene[code], provision=provision, **fields)
    row.full_clean()
    record(row, by=scene.by, reason=WHY)
    return row


def states(scene, row, by=None, **said):
    """e1=("supported", "why", exhibit number, …) of the elements named."""
    stated = {
        name.removeprefix("e"): Stated(status, why, tuple(Place(scene[n]) for n in numbers))
        for name, (status, why, *numbers) in said.items()
    }
    return assess_elements(row, stated, by=by or scene.by, reason=WHY)


@pytest.mark.parametrize(
    ("code", "elements"),
    [("rome-7-1-a", 3), ("rome-7-1-e", 5), ("rome-7-1-f", 5), ("rome-7-1-i", 8),
     ("rome-8-2-a-i", 5), ("rome-8-2-b-i", 5), ("rome-8-2-b-ii", 5), ("rome-8-2-b-iv", 5),
     ("rome-8-2-b-ix", 5), ("rome-8-2-b-xxv", 4), ("rome-8-2-c-i-1", 5), ("rome-8-2-e-i", 5),
     ("rome-8-2-e-iv", 5)],
)  # fmt: skip
def test_weightiest_crimes_list_their_elements_and_context(code, elements):
    """Numbers as in the ICC Elements of Crimes."""
    row = PROVISIONS[code]
    assert len(row.elements) == elements
    assert [item.code for item in row.elements][-2:] == ["c1", "c2"]
    assert "Elements of Crimes" in row.source


def test_crime_of_an_international_conflict_is_refused_in_another(scene):
    with pytest.raises(ValidationError, match=r"Rome Statute 8\(2\)\(e\)\(i\)"):
        a_qualification(scene, provision="rome-8-2-b-i")


def test_proportionality_outside_an_international_conflict_is_a_rule_and_no_crime():
    assert "rule of proportionality" in refusal(PROVISIONS["rome-8-2-b-iv"], "non_international")


def test_undetermined_conflict_is_a_caution_and_no_refusal():
    row = PROVISIONS["rome-8-2-b-i"]
    assert not refusal(row, "undetermined") and "undetermined" in caution(row, "undetermined")


def test_crime_against_humanity_needs_no_armed_conflict():
    assert not refusal(PROVISIONS["rome-7-1-e"], "none")
    assert refusal(PROVISIONS["ihl-distinction"], "none")


def test_qualification_without_any_provision_is_refused(scene):
    with pytest.raises(ValidationError, match="Choose a provision"):
        a_qualification(scene, provision="")


def test_unknown_provision_is_refused(scene):
    with pytest.raises(ValidationError, match="of the list"):
        a_qualification(scene, provision="rome-99")


def test_nothing_is_assessed_at_first(scene):
    reading = reading_of(a_qualification(scene))
    assert tally_of(reading) == "0 of 5 elements supported, 5 not assessed"


def test_supported_without_a_citation_is_refused_and_nothing_is_written(scene):
    row = a_qualification(scene)
    with pytest.raises(ValidationError, match="rests on nothing"):
        states(scene, row, e1=("not_established", ""), e2=("supported", "It was so."))
    assert not ElementAssessment.objects.exists()


@pytest.mark.parametrize("status", ["supported", "partly", "contradicted"])
def test_every_claim_of_evidence_needs_a_citation(scene, status):
    with pytest.raises(ValidationError, match="rests on nothing"):
        states(scene, a_qualification(scene), e1=(status, "seen"))


def test_elements_are_counted_in_words(scene):
    row = a_qualification(scene)
    states(scene, row, e1=("supported", "seen", "TAJ-UN-0001"),
           e2=("supported", "seen", "TAJ-UN-0001", "TAJ-UN-0002"),
           e3=("contradicted", "denied", "TAJ-UN-0003"),
           ec1=("supported", "known", "TAJ-UN-0002"))  # fmt: skip
    reading = reading_of(row)
    assert tally_of(reading) == "3 of 5 elements supported, 1 contradicted, 1 not assessed"
    assert any("contradicts element 3" in text for text in warnings(reading))


def test_element_whose_exhibit_was_withdrawn_counts_as_not_established(scene, amina):
    row = a_qualification(scene)
    states(scene, row, e1=("supported", "seen", "TAJ-UN-0001"))
    withdraw(scene["TAJ-UN-0001"], by=amina, reason="not ours")
    reading = reading_of(row)
    assert tally_of(reading).startswith("0 of 5 elements supported, 1 not established")
    assert any(
        "no exhibit that it cites is in use: element 1" in text for text in warnings(reading)
    )


def test_element_whose_citation_was_withdrawn_counts_as_not_established(scene, amina):
    row = a_qualification(scene)
    states(scene, row, e1=("supported", "seen", "TAJ-UN-0001"))
    withdraw(Citation.objects.get(), by=amina, reason="wrong page")
    assert reading_of(row).elements[0].status == "not_established"


def test_only_what_differs_is_written(scene):
    row = a_qualification(scene)
    states(scene, row, e1=("supported", "seen", "TAJ-UN-0001"))
    assert states(scene, row, e1=("supported", "seen", "TAJ-UN-0001")) == []
    assert ElementAssessment.objects.get().changes().count() == 1
    states(scene, row, e1=("supported", "seen", "TAJ-UN-0002"))
    assert {c.exhibit.number for c in Citation.objects.current()} == {"TAJ-UN-0002"}


def test_element_that_the_provision_has_not_is_refused(scene):
    with pytest.raises(ValidationError, match="no element 9"):
        states(scene, a_qualification(scene), e9=("not_established", ""))


def test_reviewer_assesses_no_element(scene, boris):
    with pytest.raises(PermissionDenied):
        states(scene, a_qualification(scene), by=boris, e1=("not_established", ""))


def test_what_rests_on_a_kept_exhibit_is_kept_too(scene, amina, boris):
    exhibit = scene["TAJ-UN-0001"]
    exhibit.named_readers_only = True
    record(exhibit, by=amina, reason=WHY)
    name_reader(exhibit, amina, by=amina, reason=WHY)
    states(scene, a_qualification(scene), e1=("supported", "a secret of it", "TAJ-UN-0001"))
    assert ElementAssessment.objects.visible_to(amina).exists()
    assert not ElementAssessment.objects.visible_to(boris).exists()


def test_choices_begin_with_the_article():
    labels = [label for _group, rows in catalogue.choices() for _code, label in rows]
    assert "8(2)(b)(i) attacking civilians" in labels
