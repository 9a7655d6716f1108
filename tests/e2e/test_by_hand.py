"""The whole Tajoura case entered through the web forms, field by field, and nothing else."""

from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casefiles.cases.models import (
    AccessObstacle,
    CaseFile,
    CasualtyFigure,
    Incident,
    IncidentFact,
    Party,
    Position,
    Relation,
    Source,
)
from evidence.attribution.conclusion import conclusion
from evidence.attribution.matrix import weigh
from evidence.attribution.models import Hypothesis, LegalQualification, Question
from evidence.exhibits.models import Exhibit, Origin
from tests.cast import make_user
from tests.e2e.pages import send

FIXTURE = Path(__file__).resolve().parents[2] / "demonstration/data/tajoura.yaml"
FACTS = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
SCORES = {"H1": "0.00", "H2": "0.00", "H3": "-2.00", "H4": "-11.71", "H5": "-6.71"}
CONCLUSION = (
    "An aircraft of a foreign State, identity withheld, likely carried out the second strike. "
    "Standard of proof: reasonable grounds to believe. Confidence in the analysis: moderate. "
    "Under whose command it flew is undetermined. "
    "No exhibit in this file distinguishes H1 from H2."
)


class Desk:
    """Amina at her browser."""

    def __init__(self, client):
        self.client = client
        self.case = None

    def send(self, route, *args, **boxes):
        url = reverse(route, args=[*([self.case.pk] if self.case else []), *args])
        return send(self.client, url, **{k: v for k, v in boxes.items() if v is not None})

    def pk(self, model, code, field="code"):
        return str(model.objects.get(case=self.case, **{field: code}).pk)


@pytest.fixture
def desk(client, db):
    amina, people = make_user("Amina"), {n: make_user(n) for n in ("Boris", "Elias")}
    client.force_login(amina)
    desk = Desk(client)
    desk.send("cases:case_create", **FACTS["case"])
    desk.case = CaseFile.objects.get()
    for name, role in (("Boris", "reviewer"), ("Elias", "counsel")):
        desk.send(
            "cases:member_create", person=people[name].email, role=role, reason="reviews this case"
        )
    desk.people = people
    return desk


def enter_incidents(desk):
    for row in FACTS["sources"]:
        desk.send("cases:source_create", **row)
    for row in FACTS["incidents"]:
        desk.send("cases:incident_create", **{k: v for k, v in row.items() if k != "facts"})
        for fact in row["facts"]:
            where = desk.pk(Incident, row["code"])
            who = desk.pk(Source, fact["source"])
            desk.send("cases:fact_create", **{**fact, "incident": where, "source": who})
    for row in FACTS["casualties"]:
        links = {
            "incident": desk.pk(Incident, row["incident"]),
            "source": desk.pk(Source, row["source"]),
        }
        desk.send("cases:casualty_create", **{**row, **links})


def enter_parties(desk):
    for row in FACTS["parties"]:
        boxes = {**row, "withheld": "on" if row.get("withheld") else None}
        desk.send("cases:party_create", **boxes)
    for code, names in FACTS["name_readers"].items():
        for name in names:
            reader = str(desk.people[name.capitalize()].pk)
            desk.send("cases:withheld_reader_create", party=desk.pk(Party, code), user=reader)
    for row in FACTS["relations"]:
        boxes = {k: v for k, v in row.items() if k not in ("from", "to", "source")}
        source = desk.pk(Source, row["source"]) if "source" in row else None
        ends = {"from_party": desk.pk(Party, row["from"]), "to_party": desk.pk(Party, row["to"])}
        desk.send("cases:relation_create", **boxes, **ends, source=source)
    for row in FACTS["positions"]:
        links = {
            "party": desk.pk(Party, row["party"]),
            "source": desk.pk(Source, row["source"]),
            "incident": desk.pk(Incident, row["incident"]) if "incident" in row else None,
            "accused": [desk.pk(Party, code) for code in row.get("accused", [])] or None,
        }
        desk.send("cases:position_create", **{**row, **links})


def enter_findings(desk):
    for noun, rows in (("obstacle", "obstacles"), ("recommendation", "recommendations")):
        for row in FACTS[rows]:
            desk.send(f"cases:{noun}_create", **{**row, "source": desk.pk(Source, row["source"])})
    for text in FACTS["open_questions"]:
        desk.send("cases:open_question_create", text=text)


def number_of(desk, number):
    return desk.pk(Exhibit, f"-{number:04d}", "number__endswith")


def enter_exhibits(desk):
    for row in FACTS["origins"]:
        desk.send("exhibits:origin_create", **row)
    for row in FACTS["exhibits"]:
        plain = {k: v for k, v in row.items() if k not in (
            "number", "grade", "why", "not_rated", "derives_from", "origin", "interested_party",
            "is_graphic")}  # fmt: skip
        desk.send(
            "exhibits:exhibit_create", **plain, number_given=row["number"],
            is_graphic="on" if row.get("is_graphic") else None,
            origin=desk.pk(Origin, row["origin"], "name") if "origin" in row else None,
            interested_party=desk.pk(Party, row["interested_party"]) if "interested_party" in row else None,
            derives_from=[number_of(desk, n) for n in row.get("derives_from", [])] or None,
            reliability=row["grade"][0], credibility=row["grade"][1], grade_why=row["why"],
            files=SimpleUploadedFile("a.txt", f"exhibit {row['number']}".encode()),
            upload_complete="1",
        )  # fmt: skip


def enter_hypotheses(desk):
    question = {**FACTS["question"], "incident": desk.pk(Incident, FACTS["question"]["incident"])}
    desk.send("attribution:question_create", **question)
    asked = desk.pk(Question, "Q1")
    for place, row in enumerate(FACTS["hypotheses"]):
        boxes = {
            k: v for k, v in row.items() if k not in ("actors", "parent", "tests", "is_residual")
        }
        parent = desk.pk(Hypothesis, row["parent"]) if "parent" in row else None
        residual = "on" if row.get("is_residual") else None
        boxes |= {"parent": parent, "is_residual": residual, "position": place}
        desk.send("attribution:hypothesis_create", asked, **boxes)
        for actor in row["actors"]:
            party = desk.pk(Party, actor["party"])
            desk.send("attribution:actor_create", desk.pk(Hypothesis, row["code"]),
                      party=party, role=actor["role"])  # fmt: skip
    return asked


def enter_matrix(desk, asked):
    leaves = {code: desk.pk(Hypothesis, code).replace("-", "") for code in SCORES}
    for row in FACTS["exhibits"]:
        exhibit = number_of(desk, row["number"])
        if "not_rated" in row:
            desk.send("attribution:row_create", asked, exhibit=exhibit, relevance="M",
                      not_rated_why=row["not_rated"])  # fmt: skip
            continue
        cells = FACTS["matrix"][row["number"]]
        boxes = {"relevance": cells["relevance"]}
        for code, key in leaves.items():
            boxes |= {f"value_{key}": cells[code][0], f"rationale_{key}": cells[code][1]}
        desk.send("attribution:row_rate", asked, exhibit, **boxes)


def enter_assessments(desk):
    for row in FACTS["assessments"]:
        boxes = {k: v for k, v in row.items() if k != "hypothesis"}
        desk.send("attribution:assessment_update", desk.pk(Hypothesis, row["hypothesis"]), **boxes)
    for row in FACTS["other_findings"]:
        about = desk.pk(Hypothesis, row["hypothesis"])
        desk.send(
            "attribution:finding_create",
            about,
            source=desk.pk(Source, row["source"]),
            stance=row["stance"],
            text=row["text"],
        )
    for row in FACTS["answers"]:
        hypothesis, known = desk.pk(Hypothesis, row["hypothesis"]), row["position"]
        position = Position.objects.get(
            party__code=known["party"], value=known["value"], incident__code="S2"
        )
        desk.send("attribution:answer_update", hypothesis, "position", position.pk,
                  text=row["text"])  # fmt: skip
    for row in FACTS["legal"]:
        enter_law(desk, row)


def enter_law(desk, row):
    boxes = {k: v for k, v in row.items() if k not in ("hypothesis", "elements")}
    hypothesis = desk.pk(Hypothesis, row["hypothesis"])
    desk.send("attribution:qualification_create", hypothesis, **boxes)
    if not row.get("elements"):
        return
    law = LegalQualification.objects.get(hypothesis=hypothesis, provision=row["provision"])
    boxes = {}
    for code, (status, why, numbers) in row["elements"].items():
        rests = "; ".join(Exhibit.objects.get(sequence=number).number for number in numbers)
        boxes |= {f"status_{code}": status, f"why_{code}": why, f"rests_{code}": rests}
    desk.send("attribution:qualification_assess", law.pk, **boxes)


def test_whole_tajoura_case_can_be_entered_by_hand(desk):
    enter_incidents(desk)
    enter_parties(desk)
    enter_findings(desk)
    enter_exhibits(desk)
    asked = enter_hypotheses(desk)
    enter_matrix(desk, asked)
    enter_assessments(desk)

    counts = {
        IncidentFact: 4, CasualtyFigure: 6, Party: 7, Relation: 4, Position: 5,
        AccessObstacle: 2, Exhibit: 9, Hypothesis: 7,
    }  # fmt: skip
    assert {model: model.objects.count() for model in counts} == counts
    question = Question.objects.get()
    weighing = weigh(question)
    scores = {leaf.code: weighing.scores[leaf.pk].text for leaf in weighing.leaves}
    assert scores == SCORES
    assert "No exhibit in this file distinguishes H1 from H2." in weighing.statements
    assert conclusion(question).text == CONCLUSION

    hypothesis = Hypothesis.objects.get(code="HF")
    url = reverse("attribution:hypothesis_detail", args=[desk.case.pk, hypothesis.pk])
    submit = reverse("attribution:hypothesis_submit", args=[desk.case.pk, hypothesis.pk])
    from tests.e2e.pages import form_with

    data = form_with(desk.client.get(url).content.decode(), {"note": ""})
    assert desk.client.post(submit, {**data, "note": FACTS["submit"]["note"]}).status_code == 302
    hypothesis.refresh_from_db()
    assert hypothesis.state == "submitted"
