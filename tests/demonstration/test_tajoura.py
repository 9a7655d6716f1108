"""The Tajoura case as loaded: every record of the fixture, every number, who may see what."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from casefiles.audit.models import Change, Reading
from casefiles.cases import models as facts
from casefiles.cases.services.parties import open_name
from demonstration.loading import fixture
from evidence.attribution import models as analysis
from evidence.attribution.conclusion import conclusion
from evidence.attribution.deciding import obstacles
from evidence.attribution.denials import untested
from evidence.attribution.matrix import weigh
from evidence.exhibits import models as exhibits
from evidence.exhibits.sources import adds_nothing, sources_of
from evidence.witnesses.models import Witness

pytestmark = [pytest.mark.usefixtures("tajoura", "db")]

GIVEN = fixture("tajoura")
CONCLUSION = (
    "An aircraft of a foreign State, identity withheld, likely carried out the second strike. "
    "Standard of proof: reasonable grounds to believe. Confidence in the analysis: moderate. "
    "Under whose command it flew is undetermined. "
    "No exhibit in this file distinguishes H1 from H2."
)
SEALED_NAME = "SEALED-DEMO-VALUE"


@pytest.fixture
def case():
    return facts.CaseFile.objects.get(reference="TAJ-2019")


@pytest.fixture
def question(case):
    return analysis.Question.objects.get(case=case)


def held(record, row, leave_out=()):
    """The record's values under the keys of the fixture's row, in the fixture's own form."""
    values = {}
    for key in row:
        if key in leave_out:
            continue
        value = getattr(record, key)
        code = getattr(value, "code", None) or getattr(value, "name", None)
        if isinstance(value, Decimal):
            value = f"{value:.5f}"
        elif not isinstance(value, date) and hasattr(value, "isoformat"):
            value = value.isoformat(timespec="minutes")
        values[key] = code or value
    return values


def wanted(row, leave_out=()):
    return {key: value for key, value in row.items() if key not in leave_out}


@pytest.mark.parametrize(
    ("section", "model", "key", "leave_out"),
    [
        ("sources", facts.Source, "code", ()),
        ("incidents", facts.Incident, "code", ("facts",)),
        ("parties", facts.Party, "code", ("sealed_name",)),
        ("hypotheses", analysis.Hypothesis, "code", ("actors", "tests")),
        ("origins", exhibits.Origin, "name", ()),
    ],
)
def test_every_named_record_arrived_whole(case, section, model, key, leave_out):
    rows = {getattr(row, key): row for row in model.objects.filter(case=case)}
    assert set(rows) == {row[key] for row in GIVEN[section]}
    for row in GIVEN[section]:
        assert held(rows[row[key]], row, leave_out) == wanted(row, leave_out)


def matching(model, case, row):
    """How many records of the case have every value of the row."""
    return model.objects.filter(case=case, **row).count()


def test_facts_figures_and_relations_arrived_with_their_sources(case):
    said = [(i["code"], fact) for i in GIVEN["incidents"] for fact in i["facts"]]
    for code, fact in said:
        row = {"incident__code": code, "text": fact["text"], "source__code": fact["source"],
               "source_note": fact.get("source_note", "")}  # fmt: skip
        assert matching(facts.IncidentFact, case, row) == 1
    assert facts.IncidentFact.objects.filter(case=case).count() == len(said) == 4
    empty = dict.fromkeys(("minimum", "best", "maximum", "men", "boys", "male", "as_of"))
    for row in GIVEN["casualties"]:
        named = {"incident__code": row["incident"], "source__code": row["source"]}
        own = {key: row[key] for key in row if key not in ("incident", "source")}
        filters = {f"{k}__isnull" if v is None else k: True if v is None else v
                   for k, v in {**empty, **own}.items()}  # fmt: skip
        assert matching(facts.CasualtyFigure, case, {**named, **filters}) == 1
    assert facts.CasualtyFigure.objects.filter(case=case).count() == 6
    for row in GIVEN["relations"]:
        known = {"from_party__code": row["from"], "to_party__code": row["to"],
                 "kind": row["kind"], "status": row["status"]}  # fmt: skip
        assert matching(facts.Relation, case, known) == 1
    assert facts.Relation.objects.filter(case=case).count() == 4


def test_positions_arrived_with_whom_they_accuse(case):
    assert facts.Position.objects.filter(case=case).count() == len(GIVEN["positions"]) == 5
    for row in GIVEN["positions"]:
        found = facts.Position.objects.get(
            case=case, party__code=row["party"], value=row["value"],
            incident__code=row.get("incident"), stated_on=row.get("stated_on"),
            reported_on=row.get("reported_on"), text=row.get("text", ""),
            note=row.get("note", ""), about=row.get("about", ""), source__code=row["source"],
        )  # fmt: skip
        assert [a.party.code for a in found.accused.all()] == row.get("accused", [])


def test_obstacles_questions_and_recommendations_arrived(case):
    for row in GIVEN["obstacles"]:
        known = {"text": row["text"], "date": row.get("date"), "source__code": row["source"]}
        assert matching(facts.AccessObstacle, case, known) == 1
    texts = facts.OpenQuestion.objects.filter(case=case).values_list("text", flat=True)
    assert set(texts) == set(GIVEN["open_questions"])
    for row in GIVEN["recommendations"]:
        known = {**wanted(row, ("source",)), "source__code": row["source"]}
        assert matching(facts.Recommendation, case, known) == 1


def test_exhibits_arrived_graded_with_parents_and_no_number_seven(case):
    rows = {row.number: row for row in exhibits.Exhibit.objects.filter(case=case)}
    assert sorted(rows) == [
        "TAJ-GNA-0006", "TAJ-LNA-0005", "TAJ-NEWS-0009", "TAJ-OPN-0003", "TAJ-POE-0004",
        "TAJ-UN-0001", "TAJ-UN-0002", "TAJ-UN-0008", "TAJ-UN-0010",
    ]  # fmt: skip
    apart = ("number", "grade", "why", "derives_from", "not_rated")
    for row in GIVEN["exhibits"]:
        exhibit = rows[f"TAJ-{row['provider_code']}-{row['number']:04d}"]
        assert held(exhibit, row, apart) == wanted(row, apart)
        assert (str(exhibit.grade), exhibit.grade.why) == (row["grade"], row["why"])
        parents = {int(d.parent.number[-4:]) for d in exhibit.derivations.current()}
        assert parents == set(row.get("derives_from", []))


def test_matrix_arrived_with_every_rationale(question):
    rows = {int(row.exhibit.number[-4:]): row for row in question.rows.current()}
    assert set(rows) == {row["number"] for row in GIVEN["exhibits"]}
    for row in GIVEN["exhibits"]:
        assert rows[row["number"]].not_rated_why == row.get("not_rated", "")
    ratings = analysis.Rating.objects.filter(hypothesis__question=question)
    found = {
        (int(r.exhibit.number[-4:]), r.hypothesis.code): [r.value, r.rationale] for r in ratings
    }
    given = {(number, code): cell for number, row in GIVEN["matrix"].items()
             for code, cell in row.items() if code != "relevance"}  # fmt: skip
    assert found == given and len(found) == 30
    for number, row in GIVEN["matrix"].items():
        assert rows[number].relevance == row["relevance"]


def test_actors_assessments_findings_and_law_arrived(case):
    actors = {(a.hypothesis.code, a.party.code, a.role)
              for a in analysis.HypothesisActor.objects.filter(case=case)}  # fmt: skip
    assert actors == {(h["code"], a["party"], a["role"])
                      for h in GIVEN["hypotheses"] for a in h["actors"]}  # fmt: skip
    for row in GIVEN["assessments"]:
        own = wanted(row, ("hypothesis",))
        known = {"hypothesis__code": row["hypothesis"], **own}
        assert matching(analysis.Assessment, case, known) == 1
    finding = analysis.OtherBodyFinding.objects.get(case=case)
    assert (finding.hypothesis.code, finding.source.code) == ("HF", "POE")
    assert finding.text == GIVEN["other_findings"][0]["text"]
    law = {(q.hypothesis.code, q.provision): (q.conflict, q.wording)
           for q in analysis.LegalQualification.objects.filter(case=case)}  # fmt: skip
    assert law == {(row["hypothesis"], row["provision"]): (row["conflict"], "may_amount_to")
                   for row in GIVEN["legal"]}  # fmt: skip
    elements = {(e.qualification.hypothesis.code, e.qualification.provision, e.element): e.status
                for e in analysis.ElementAssessment.objects.filter(case=case)}  # fmt: skip
    assert elements == {(row["hypothesis"], row["provision"], code): status
                        for row in GIVEN["legal"]
                        for code, (status, *_rest) in row.get("elements", {}).items()}  # fmt: skip


def test_citations_stand_at_the_figures(case):
    found = {(c.target.outcome, c.target.source.code, c.field, int(c.exhibit.number[-4:]))
             for c in exhibits.Citation.objects.filter(case=case)
             if c.content_type.model == "casualtyfigure"}  # fmt: skip
    assert found == {(*row["casualty"], row["field"], row["exhibit"]) for row in GIVEN["citations"]}


def test_scores_come_out_exactly_and_h0_has_none(question):
    weighing = weigh(question)
    scores = {leaf.code: weighing.scores[leaf.pk].value for leaf in weighing.leaves}
    assert scores == {"H1": Decimal("0.00"), "H2": Decimal("0.00"), "H3": Decimal("-2.00"),
                      "H4": Decimal("-11.71"), "H5": Decimal("-6.71")}  # fmt: skip


def test_every_position_on_the_incident_is_tested_by_who_would_be_right_then(question, cast):
    found = analysis.TestedPosition.objects.filter(hypothesis__question=question)
    told = {(row.hypothesis.code, row.position.party.code, row.position.value) for row in found}
    assert told == {
        (given["code"], said["party"], said["value"])
        for given in GIVEN["hypotheses"] for said in given.get("tests", [])
    }  # fmt: skip
    assert len(found) == 6 and untested(question, cast["Amina"]) == []


def test_conclusion_is_word_for_word_and_not_yet_approved(question):
    found = conclusion(question)
    assert found.text == CONCLUSION
    assert not found.approved


def test_question_page_says_that_nothing_distinguishes_h1_from_h2(client, question, cast):
    client.force_login(cast["Boris"])
    page = client.get(question.get_absolute_url()).content.decode()
    assert "No exhibit in this file distinguishes H1 from H2." in page


def test_news_article_adds_no_independent_source(case):
    of = exhibits.Exhibit.objects.filter(case=case).get
    news, report = of(number="TAJ-NEWS-0009"), of(number="TAJ-UN-0010")
    assert adds_nothing(news, [report])
    assert sources_of([news, report]).count == sources_of([report]).count == 4
    assert sources_of(exhibits.Exhibit.objects.filter(case=case)).count == 7


def test_injured_figures_stand_side_by_side_with_their_sources(client, case, cast):
    rows = facts.CasualtyFigure.objects.filter(case=case, outcome="injured")
    assert {(row.source.code, row.range_text()) for row in rows} == {
        ("UN", "87"), ("PRESS", "at least 130"), ("EARLY", "at least 130")}  # fmt: skip
    client.force_login(cast["Boris"])
    page = client.get(case.get_absolute_url()).content.decode()
    assert ">87" in page and ">130" in page


def test_sealed_name_opens_to_boris_and_elias_only_and_each_opening_is_logged(case, cast):
    party = facts.Party.objects.get(case=case, code="STATE-X")
    assert [open_name(party, by=cast[name]) for name in ("Boris", "Elias")] == [SEALED_NAME] * 2
    for name in ("Amina", "Dalia", "Chloe"):
        with pytest.raises(PermissionDenied):
            open_name(party, by=cast[name])
    assert set(Reading.objects.values_list("actor_id", flat=True)) == {
        cast["Boris"].pk, cast["Elias"].pk}  # fmt: skip


def test_sealed_name_stands_nowhere_in_clear(case):
    texts = [
        analysis.Submission.objects.get().snapshot,
        *Change.objects.values_list("reason", flat=True),
    ]
    texts += [repr(row) for row in facts.Party.history.values()]
    assert not [text for text in texts if SEALED_NAME in text]


def test_wider_hypothesis_waits_for_boris_and_elias(client, case, cast):
    hypothesis = analysis.Hypothesis.objects.get(case=case, code="HF")
    submission = hypothesis.submissions.get()
    assert (hypothesis.state, submission.quorum) == ("submitted", 2)
    assert [user.user.name for user in submission.contributors.all()] == ["Amina"]
    assert obstacles(submission, cast["Amina"])
    for name in ("Boris", "Elias"):
        assert not obstacles(submission, cast[name])
        client.force_login(cast[name])
        assert "TAJ-2019" in client.get(reverse("cases:my_work")).content.decode()
    others = analysis.Hypothesis.objects.filter(case=case).exclude(code="HF")
    assert set(others.values_list("state", flat=True)) == {"draft"}


def test_each_of_the_cast_has_their_role(case, cast):
    roles = {name: case.roles_of(user) for name, user in cast.items()}
    assert roles == {"Amina": {"lead", "investigator"}, "Boris": {"reviewer"}, "Chloe": set(),
                     "Dalia": {"observer"}, "Elias": {"counsel"}}  # fmt: skip
    assert [n for n, user in cast.items() if user.is_protection_officer] == ["Dalia"]
    assert not [n for n, user in cast.items() if user.is_administrator]


def test_real_case_has_no_witness_and_is_not_marked_training(case):
    assert not case.is_training
    assert not Witness.objects.exists()
