"""A small case with every kind of record that a dossier prints, entered through `record()`."""

from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from casefiles.audit.services import record
from casefiles.cases.models import (
    AccessObstacle,
    CaseFile,
    CasualtyFigure,
    Incident,
    IncidentFact,
    OpenQuestion,
    Party,
    Position,
    PositionAccused,
    Recommendation,
    Relation,
    Source,
)
from evidence.attribution.contrary import items_of
from evidence.attribution.matrix import weigh_values
from evidence.attribution.models import (
    Assessment,
    Hypothesis,
    HypothesisActor,
    LegalQualification,
    MatrixRow,
    OtherBodyFinding,
    Question,
    Rating,
)
from evidence.attribution.services import answer_contrary
from evidence.exhibits.intake import NewFile
from evidence.exhibits.models import CustodyEvent, Exhibit, Grading, Origin
from evidence.exhibits.services import add_custody_event, cite, derive, log_exhibit
from evidence.witnesses.models import Consent, Statement, Witness

WHY = "entered by a test"
FILE = b"a small file of a test\n"
SHA256 = sha256(FILE).hexdigest()
CANARY = "Zorbania-Canary"
ARABIC = "قصفت الطائرة حظيرة كان المهاجرون محتجزين فيها."


class Casework:
    """`add(Model, **fields)` records one row of the case; the newest of a name is kept."""

    def __init__(self, case: CaseFile, by: Any) -> None:
        self.case, self.by = case, by

    def add(self, model: Any, **fields: Any) -> Any:
        row = model(case=self.case, **fields)
        record(row, by=self.by, reason=WHY)
        return row

    def exhibit(
        self, provider: str, number: int, grade: str = "B2", content: bytes = b"", **fields: Any
    ) -> Exhibit:
        fields = {"title": f"Document {number}", "kind": "document", **fields}
        row = Exhibit(case=self.case, provider_code=provider, **fields)
        graded = Grading(reliability=grade[0], credibility=grade[1], why="A known source.")
        files = (
            [NewFile.of_bytes(content, f"the name it came with {number}.txt")] if content else []
        )
        return log_exhibit(row, by=self.by, reason=WHY, grading=graded, number=number, files=files)


def fill(case: CaseFile, by: Any) -> Casework:
    """The public facts of the Tajoura case, in short, with a canary for the sealed name."""
    work = Casework(case, by)
    case.country, case.methodology = "Libya", "Documents were read, and people were heard."
    case.summary = "In the night of 2 July 2019 two airstrikes hit the complex."
    record(case, by=by, reason=WHY)
    _happened(work)
    _evidence(work)
    _answers(work)
    _spoke(work)
    return work


def _happened(work: Casework) -> None:
    add = work.add
    work.un = add(Source, code="UN", title="Joint UNSMIL/OHCHR report of 27 January 2020")
    work.press = add(Source, code="PRESS", title="News article of 28 January 2020")
    work.strike = add(
        Incident, code="S2", title="Second strike, on the detention hangar",
        earliest_date=date(2019, 7, 2), earliest_time=time(23, 10), latest_date=date(2019, 7, 3),
        latest_time=time(0, 10), zone="Africa/Tripoli", date_note="Sources differ.",
        place_name="Tajoura detention centre", latitude="32.83472", longitude="13.38472",
        precision_m=200, description="Ten minutes after the first strike.\n\n" + ARABIC,
    )  # fmt: skip
    work.fact = add(IncidentFact, incident=work.strike, source=work.un,
                    text="About 616 migrants and refugees were held in the centre.",
                    source_note="DCIM, as reported by UN")  # fmt: skip
    figure = {"incident": work.strike, "status": "detained_migrant_or_refugee"}
    add(CasualtyFigure, **figure, outcome="killed", minimum=53, men=47, boys=6, basis="counted",
        source=work.un, as_of=date(2020, 1, 27))  # fmt: skip
    add(CasualtyFigure, **figure, outcome="injured", minimum=87, best=87, basis="counted",
        source=work.un)  # fmt: skip
    add(CasualtyFigure, **figure, outcome="injured", minimum=130, basis="claimed",
        source=work.press)  # fmt: skip
    work.state = add(Party, code="STATE-X", name="Foreign State (identity withheld)", kind="state",
                     withheld=True, sealed_name=CANARY)  # fmt: skip
    work.lna = add(Party, code="LNA", name="Libyan National Army", kind="armed_force")
    add(Relation, from_party=work.state, kind="supports", to_party=work.lna, status="assessed",
        first_cited=date(2019, 4, 4))  # fmt: skip
    position = add(Position, party=work.lna, incident=work.strike, value="accuses_other",
                   stated_on=date(2019, 7, 3), text="An official blamed shelling.",
                   source=work.press)  # fmt: skip
    add(PositionAccused, position=position, party=work.lna)
    add(AccessObstacle, text="An armed group refused the team entry.", source=work.un,
        date=date(2019, 8, 19))  # fmt: skip
    add(OpenQuestion, text="Which State is STATE-X?")
    add(Recommendation, addressee="All parties", text="Investigate independently.", source=work.un)


def _evidence(work: Casework) -> None:
    origin = work.add(Origin, name="UN site team")
    work.visit = work.exhibit("UN", 1, "A2", title="Three site visits", origin=origin, content=FILE)
    work.panel = work.exhibit("POE", 4, title="Panel finding on aircraft")
    work.news = work.exhibit("NEWS", 9, "C3", title="News article", kind="news_article")
    derive(work.news, work.visit, by=work.by, reason=WHY)
    cite(work.fact, work.visit, locator="page", place="4", by=work.by, reason=WHY)
    handed = CustodyEvent(
        exhibit=work.visit, kind="transferred", happened_at=datetime(2019, 7, 20, 9, 30, tzinfo=UTC),
        from_holder="UN site team", to_holder="Evidence room", why="Handed over on request",
    )  # fmt: skip
    add_custody_event(handed, by=work.by)


def _answers(work: Casework) -> None:
    add = work.add
    work.question = add(Question, code="Q1", incident=work.strike,
                        text="Who carried out the second strike, and under whose command?")  # fmt: skip

    def answer(code: str, text: str, **fields: Any) -> Hypothesis:
        return add(Hypothesis, question=work.question, code=code, text=text, **fields)

    work.hf = answer("HF", "An aircraft of a foreign State carried it out", position=1,
                     subject="An aircraft of a foreign State",
                     predicate="carried out the second strike",
                     branch_issue="Under whose command it flew")  # fmt: skip
    work.h1 = answer("H1", "under the command of the LNA", parent=work.hf, position=2)
    work.h2 = answer("H2", "under the command of that State", parent=work.hf, position=3)
    work.h3 = answer("H3", "The LNA's own aircraft carried it out", position=4)
    answer("H0", "Another or unknown cause", position=9, is_residual=True)
    add(HypothesisActor, hypothesis=work.hf, party=work.state, role="operator")
    ratings = {
        work.visit: {work.h1: "C", work.h2: "C", work.h3: "N"},
        work.panel: {work.h1: "CC", work.h2: "CC", work.h3: "I"},
    }
    for exhibit, cells in ratings.items():
        add(MatrixRow, question=work.question, exhibit=exhibit, relevance="H")
        for hypothesis, value in cells.items():
            add(Rating, hypothesis=hypothesis, exhibit=exhibit, value=value, rater=work.by,
                rationale=f"Why {exhibit} is {value} with {hypothesis}.")  # fmt: skip
    add(MatrixRow, question=work.question, exhibit=work.news, relevance="M",
        not_rated_why="repeats TAJ-UN-0001")  # fmt: skip
    add(Assessment, hypothesis=work.hf, outcome="supported", likelihood="likely",
        standard="reasonable_grounds_to_believe", confidence="moderate",
        confidence_why="Two good sources agree.", gaps="No imagery of the aircraft.",
        assumptions="The Panel saw what it reports.", would_change="A flight record.")  # fmt: skip
    add(Assessment, hypothesis=work.h1, outcome="undetermined")
    add(Assessment, hypothesis=work.h2, outcome="undetermined")
    add(OtherBodyFinding, hypothesis=work.hf, source=work.un, text="highly probable",
        stance="agrees")  # fmt: skip
    _contrary(work)
    add(LegalQualification, hypothesis=work.h1, conflict="non_international",
        provisions="Rome Statute 8(2)(e)(i)")  # fmt: skip


def _contrary(work: Casework) -> None:
    """The accusation of somebody else speaks against HF."""
    for item in items_of(work.hf, weigh_values(work.question)):
        answer_contrary(
            work.hf, item.kind, item.pk, "The site visits found airstrikes.", seen=item.digest,
            by=work.by, reason=WHY,
        )  # fmt: skip


def _spoke(work: Casework) -> None:
    for number, status in ((1, "granted"), (2, "refused")):
        witness = work.add(Witness, code=f"W-{number:04d}")
        work.add(Consent, witness=witness, purpose="internal_analysis", status=status)
        work.add(Statement, witness=witness, taken_on=date(2019, 7, 5), mode="in_person",
                 place_class="shelter", language="Arabic",
                 interviewer="Interviewer Canary Name")  # fmt: skip
