"""What a dossier prints of the law: element by element, and no firmer than a counsel approved."""

import json

import pytest

from casefiles.audit.services import record
from evidence.attribution.law.readings import reading_of
from evidence.attribution.models import HypothesisActor, LegalQualification
from evidence.attribution.services import Place, Stated, assess_elements, decide_wording
from evidence.exhibits.models import Exhibit
from reports.dossiers.rendering.pages import set_part
from reports.dossiers.rendering.sections import part_html
from reports.dossiers.templatetags.paper import Numbering
from tests.dossiers.casework import WHY


@pytest.fixture
def law(work, amina):
    """Attacking civilians, proposed as settled, its first element resting on an exhibit."""
    row = LegalQualification(case=work.case, hypothesis=work.h1, conflict="non_international",
                             provision="rome-8-2-e-i", wording="constitutes")  # fmt: skip
    record(row, by=amina, reason=WHY)
    exhibit = Exhibit.objects.get(number="TAJ-UN-0001")
    stated = {"1": Stated("supported", "What the first element rests on.",
                          (Place(exhibit, "page", "12"),))}  # fmt: skip
    assess_elements(row, stated, by=amina, reason=WHY)
    return row


def printed(contents):
    """The first qualification: those of the list come before those written by hand."""
    return contents["law"]["qualifications"][0]


def set_law(contents, words):
    html = part_html("outcome", contents, "0" * 64, numbering=Numbering())
    return words(set_part(html).pdf)


def test_proposal_is_printed_as_may_amount_to_with_its_elements(law, frozen, words):
    contents, _digest = frozen()
    row = printed(contents)
    assert row["wording"] == "may amount to" and row["approved"] is None
    assert row["tally"] == "1 of 5 elements supported, 4 not assessed"
    assert row["elements"][0]["cites"] == [{"number": "TAJ-UN-0001", "place": "page 12"}]
    text = set_law(contents, words)
    assert "the conduct may amount to a violation of" in text
    assert "the conduct constitutes a violation of" not in text
    assert "waits for a counsel's approval" in text
    assert "What the first element rests on." in text and "TAJ-UN-0001, page 12" in text


def test_approval_is_printed_with_who_gave_it_and_lapses_with_a_change(law, frozen, elias, amina):
    decide_wording(law, "approve", by=elias, digest=reading_of(law).digest, reasons="It bears it.")
    row = printed(frozen()[0])
    assert row["wording"] == "constitutes" and row["approved"]["by"] == "Elias"
    assess_elements(law, {"2": Stated("not_established", "")}, by=amina, reason=WHY)
    row = printed(frozen()[0])
    assert row["wording"] == "may amount to" and "for an earlier text" in row["proposal"]


def test_reason_stays_out_with_an_exhibit_that_the_edition_withholds(law, frozen, amina):
    exhibit = Exhibit.objects.get(number="TAJ-UN-0001")
    exhibit.confidentiality = "secret"
    record(exhibit, by=amina, reason=WHY)
    contents, _digest = frozen("public")
    row = printed(contents)["elements"][0]
    assert row["status"] == "supported" and row["cites"] == [{"number": "TAJ-UN-0001", "place": ""}]
    assert "What the first element rests on." not in json.dumps(contents)


def test_liability_and_responsibility_of_a_state_stand_apart(work, frozen, amina, words):
    state = HypothesisActor.objects.filter(case=work.case, party__withheld=True).first()
    state.state_responsibility = "8"
    record(state, by=amina, reason=WHY)
    contents, _digest = frozen()
    (row,) = contents["law"]["responsibility"]
    assert contents["law"]["liability"] == [] and row["name"] == state.party.name
    text = set_law(contents, words)
    assert "State responsibility" in text and "Individual liability" not in text
    assert "article 8: direction or control" in text


def test_state_that_aids_another_is_not_said_to_have_acted(work, frozen, amina, words):
    state = HypothesisActor.objects.filter(case=work.case, party__withheld=True).first()
    state.state_responsibility = "16"
    record(state, by=amina, reason=WHY)
    contents, _digest = frozen()
    text = set_law(contents, words)
    assert "responsible for its part in another State's act under article 16" in text
    assert "may be attributed" not in text


def test_official_source_and_reach_are_printed(law, frozen, words):
    contents, _digest = frozen()
    text = set_law(contents, words)
    assert "UNTS vol. 2187, p. 3" in text and "ICC-ASP/1/3" in text
    assert "only in a protracted conflict" in text and "c1 = 4, c2 = 5" in text


def test_what_is_assessed_in_nothing_prints_its_count_and_no_table(work, frozen, amina):
    row = LegalQualification(case=work.case, hypothesis=work.h1, conflict="non_international",
                             provision="rome-8-2-e-i")  # fmt: skip
    record(row, by=amina, reason=WHY)
    found = printed(frozen()[0])
    assert found["elements"] == []
    assert found["tally"] == "0 of 5 elements supported, 5 not assessed"
