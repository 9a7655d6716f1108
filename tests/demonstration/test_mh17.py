"""The case of flight MH17 as loaded: what it says, what it leaves open, who may decide on it."""

from decimal import Decimal

import pytest

from casefiles.cases.models import CaseFile, CasualtyFigure, Relation
from demonstration.loading import fixture
from evidence.attribution import models as analysis
from evidence.attribution.conclusion import conclusion
from evidence.attribution.deciding import obstacles
from evidence.attribution.denials import untested
from evidence.attribution.matrix import weigh
from evidence.exhibits.models import Exhibit
from evidence.exhibits.sources import adds_nothing, sources_of

pytestmark = [pytest.mark.usefixtures("mh17", "db")]

GIVEN = fixture("mh17")
CONCLUSION = (
    "A Buk missile fired from land held by the Donetsk People's Republic very likely brought "
    "down flight MH17. Standard of proof: reasonable grounds to believe. Confidence in the "
    "analysis: moderate. Who manned the launcher and gave the order is undetermined. "
    "No exhibit in this file distinguishes HB1 from HB2. The evidence in this file does not "
    "support that a Buk missile fired by Ukrainian forces from near Zaroshchenske brought down "
    "flight MH17. The evidence in this file does not support that a Ukrainian military aircraft "
    "shot down flight MH17. The evidence in this file does not support that an explosion on "
    "board or a technical failure destroyed flight MH17."
)


@pytest.fixture
def case():
    return CaseFile.objects.get(reference="MH17-2014")


@pytest.fixture
def question(case):
    return analysis.Question.objects.get(case=case)


def test_every_record_of_the_fixture_arrived(case, question):
    assert Exhibit.objects.filter(case=case).count() == len(GIVEN["exhibits"]) == 11
    assert Relation.objects.filter(case=case).count() == len(GIVEN["relations"])
    ratings = analysis.Rating.objects.filter(hypothesis__question=question)
    given = {(number, code): cell for number, row in GIVEN["matrix"].items()
             for code, cell in row.items() if code != "relevance"}  # fmt: skip
    found = {
        (int(r.exhibit.number[-4:]), r.hypothesis.code): [r.value, r.rationale] for r in ratings
    }
    assert found == given and len(found) == 40


def test_crews_are_not_told_apart_and_rivals_rank_behind(question):
    weighing = weigh(question)
    assert weighing.statements == ["No exhibit in this file distinguishes HB1 from HB2."]
    assert [[leaf.code for leaf in tier] for tier in weighing.order] == [
        ["HB1", "HB2"], ["HU"], ["HE"], ["HA"]]  # fmt: skip
    scores = {leaf.code: weighing.scores[leaf.pk].value for leaf in weighing.leaves}
    assert scores == {"HB1": Decimal("-2.41"), "HB2": Decimal("-2.41"), "HU": Decimal("-5.41"),
                      "HA": Decimal("-14.83"), "HE": Decimal("-13.41")}  # fmt: skip


def test_what_each_side_says_is_put_to_the_test(question, cast):
    assert untested(question, cast["Amina"]) == []
    tests = analysis.TestedPosition.objects.filter(hypothesis__question=question)
    assert tests.count() == 11


def test_conclusion_is_word_for_word(question):
    assert conclusion(question).text == CONCLUSION


def test_only_an_interested_side_speaks_for_the_aircraft(question):
    said = "Only what comes from parties with an interest in the outcome is consistent with HA."
    assert said in weigh(question).warnings


def test_judgments_add_no_source_to_what_they_rest_on(case):
    of = Exhibit.objects.filter(case=case).get
    court, strasbourg = of(number="MH17-COURT-0009"), of(number="MH17-ECTHR-0010")
    assert adds_nothing(court, [of(number="MH17-SBU-0002"), of(number="MH17-OPN-0003"),
                                of(number="MH17-OPN-0004"), of(number="MH17-JIT-0005")])  # fmt: skip
    assert sources_of([court, strasbourg]).count == sources_of([court]).count + 1


def test_first_count_of_the_dead_stands_beside_the_last(case):
    rows = CasualtyFigure.objects.filter(case=case, outcome="killed")
    assert {(row.source.code, row.best) for row in rows} == {("DSB", 298), ("EARLY", 295)}


def test_naming_a_state_takes_two_one_of_them_counsel(case, cast):
    submission = analysis.Submission.objects.get(case=case)
    assert (submission.hypothesis.code, submission.quorum) == ("HB", 2)
    assert submission.needs_counsel
    assert obstacles(submission, cast["Amina"])
    assert not obstacles(submission, cast["Boris"]) and not obstacles(submission, cast["Elias"])
