"""The Tajoura case for the tests of the pages, entered through the services that the forms use."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from casefiles.accounts.models import User
from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, Incident, Party, Source, WithheldNameReader
from casefiles.cases.services.parties import name_reader
from casefiles.engines.folders import REPOSITORY
from evidence.attribution.models import (
    Hypothesis,
    HypothesisActor,
    LegalQualification,
    OtherBodyFinding,
    Question,
    Submission,
)
from evidence.attribution.services import (
    Place,
    Stated,
    add_hypothesis,
    assess,
    assess_elements,
    place_in_matrix,
    rate,
    submit_hypothesis,
)
from evidence.exhibits.models import Exhibit, Grading, Origin
from evidence.exhibits.services import log_exhibit, make_origin
from tests.cast import join, make_case, make_user

FIXTURE = REPOSITORY / "demonstration" / "data" / "tajoura.yaml"
SEALED = "SEALED-DEMO-VALUE"
WHY = "the case of the tests"


@dataclass
class World:
    """What tests refer to, by the names of the fixture."""

    case: CaseFile
    question: Question
    writer: User
    hypotheses: dict[str, Hypothesis]
    exhibits: dict[int, Exhibit]
    parties: dict[str, Party]
    sources: dict[str, Source] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    def submit(self, code: str = "HF", note: str = "") -> Submission:
        return submit_hypothesis(self.hypotheses[code], by=self.writer, note=note)


def build(case: CaseFile, writer: User, approvers: list[User]) -> World:
    """Everything but a submission; the approvers may open the sealed name."""
    data = yaml.safe_load(FIXTURE.read_text(encoding="utf-8"))
    parties = {row["code"]: _made(Party(case=case, **row), writer) for row in data["parties"]}
    for reader in approvers:
        name_reader(
            WithheldNameReader(case=case, party=parties["STATE-X"], user=reader),
            by=writer, reason=WHY,
        )  # fmt: skip
    sources = {row["code"]: _made(Source(case=case, **row), writer) for row in data["sources"]}
    exhibits = _exhibits(case, writer, data, parties)
    incident = _made(Incident(case=case, code="S2", title="Second strike"), writer)
    row = {**data["question"], "incident": incident}
    question = _made(Question(case=case, **row), writer)
    hypotheses = _hypotheses(question, writer, data, parties)
    world = World(case, question, writer, hypotheses, exhibits, parties, sources)
    _matrix(world, data)
    _conclusions(world, data)
    return world


def enter_with_cast() -> World:
    """Makes the cast and the case they share, and everything in it."""
    people = {name: make_user(name.capitalize()) for name in ("amina", "boris", "elias", "chloe")}
    people["dalia"] = make_user("Dalia", is_protection_officer=True)
    case = make_case(people["amina"])
    for name, role in (("boris", "reviewer"), ("elias", "counsel"), ("dalia", "observer")):
        join(case, people[name], role)
    world = build(case, people["amina"], [people["boris"], people["elias"]])
    world.people.update(people)
    return world


def found() -> World:
    """The same, read again: no test meets what another left on an object."""
    case, question = CaseFile.objects.get(), Question.objects.get()
    people = {user.name.lower(): user for user in User.objects.filter(is_service=False)}
    return World(
        case, question, people["amina"],
        {item.code: item for item in question.hypotheses.select_related("question", "case")},
        {int(item.number.rsplit("-", 1)[1]): item for item in Exhibit.objects.filter(case=case)},
        {item.code: item for item in Party.objects.filter(case=case)},
        {item.code: item for item in Source.objects.filter(case=case)},
        people,
    )  # fmt: skip


def _made(obj: Any, by: User) -> Any:
    record(obj, by=by, reason=WHY)
    return obj


def _exhibits(case: CaseFile, by: User, data: dict[str, Any], parties: dict[str, Party]) -> Any:
    kinds = {row["name"]: row["kind"] for row in data["origins"]}
    origins: dict[str, Origin] = {}
    made: dict[int, Exhibit] = {}
    for row in data["exhibits"]:
        name = row.get("origin")
        if name:
            origins[name] = make_origin(case, name, kinds[name], by=by, reason=WHY)
        exhibit = Exhibit(
            case=case, provider_code=row["provider_code"], kind=row["kind"], title=row["title"],
            origin=origins.get(name), interested_party=parties.get(row.get("interested_party")),
        )  # fmt: skip
        reliability, credibility = row["grade"]
        grading = Grading(reliability=reliability, credibility=credibility, why=row["why"])
        parents = [made[number] for number in row.get("derives_from", [])]
        made[row["number"]] = log_exhibit(
            exhibit, by=by, reason=WHY, number=row["number"], grading=grading, derives_from=parents
        )
    return made


def _hypotheses(
    question: Question, by: User, data: dict[str, Any], parties: dict[str, Party]
) -> dict[str, Hypothesis]:
    made: dict[str, Hypothesis] = {}
    for position, row in enumerate(data["hypotheses"]):
        own = {key: value for key, value in row.items() if key not in ("actors", "parent", "tests")}
        item = Hypothesis(
            question=question, parent=made.get(row.get("parent")), position=position, **own
        )
        made[row["code"]] = add_hypothesis(item, by=by, reason=WHY)
        for actor in row["actors"]:
            given = {**actor, "party": parties[actor["party"]]}
            _made(HypothesisActor(case=question.case, hypothesis=item, **given), by)
    return made


def _matrix(world: World, data: dict[str, Any]) -> None:
    by = world.writer
    for number, row in data["matrix"].items():
        exhibit = world.exhibits[number]
        place_in_matrix(world.question, exhibit, row["relevance"], by=by, reason=WHY)
        for code, rating in row.items():
            if code != "relevance":
                rate(world.hypotheses[code], exhibit, *rating, by=by, reason=WHY)
    for row in data["exhibits"]:
        if why := row.get("not_rated"):
            exhibit = world.exhibits[row["number"]]
            place_in_matrix(world.question, exhibit, not_rated_why=why, by=by, reason=WHY)


def _conclusions(world: World, data: dict[str, Any]) -> None:
    by, case = world.writer, world.case
    for row in data["assessments"]:
        fields = {key: value for key, value in row.items() if key != "hypothesis"}
        assess(world.hypotheses[row["hypothesis"]], by=by, reason=WHY, **fields)
    for row in data["other_findings"]:
        given = {
            "source": world.sources[row["source"]], "text": row["text"], "stance": row["stance"]
        }  # fmt: skip
        item = world.hypotheses[row["hypothesis"]]
        _made(OtherBodyFinding(case=case, hypothesis=item, **given), by)
    for row in data["legal"]:
        given = {key: row[key] for key in row if key not in ("hypothesis", "elements")}
        item = world.hypotheses[row["hypothesis"]]
        law = LegalQualification(case=case, hypothesis=item, **given)
        _made(law, by)
        stated = {
            code: Stated(status, why, tuple(Place(world.exhibits[n]) for n in numbers))
            for code, (status, why, numbers) in row.get("elements", {}).items()
        }
        assess_elements(law, stated, by=by, reason=WHY)
