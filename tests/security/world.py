"""The two demonstration cases with someone in every role, and an object for every address."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.test import Client
from django.urls import reverse

from casefiles.accounts.models import User
from casefiles.audit.services import record
from casefiles.cases import models as cases
from casefiles.cases.services.cases import propose_lead
from casefiles.jobs.models import Job
from casefiles.notices.models import Notice
from demonstration.accounts import known_cast
from evidence.attribution import models as attribution
from evidence.attribution.services import (
    add_hypothesis,
    begin_thread,
    open_round,
    place_in_matrix,
    rate_alone,
    tie,
)
from evidence.exhibits import models as exhibits
from evidence.exhibits.services import log_exhibit
from evidence.exhibits.services.links import save_capture
from evidence.exhibits.services.receiving import begin
from evidence.exhibits.services.sheets import receive_sheet
from evidence.witnesses import models as witnesses
from reports.dossiers.models import CustodySheet, Dossier
from reports.dossiers.services import request_dossier, request_sheet
from tests.cast import WHY, join, make_user
from tests.exhibits.samples import PLANTED, attach, look_into, planted_picture
from tests.exhibits.sheetwork import sheet_of
from tests.security.routes import Route

# What one rater of a blind round writes, and nobody else reads anywhere while it is open.
BLIND = "BLIND-RATER-CANARY"

# Which row an address speaks of: the first line whose name begins the route's.
SUBJECTS: dict[str, type[Model]] = {
    "accounts:person": User,
    "jobs:job": Job,
    "notices:notice": Notice,
    "cases:incident": cases.Incident,
    "cases:fact": cases.IncidentFact,
    "cases:casualty": cases.CasualtyFigure,
    "cases:source": cases.Source,
    "cases:party": cases.Party,
    "cases:relation": cases.Relation,
    "cases:position": cases.Position,
    "cases:withheld_reader": cases.WithheldNameReader,
    "cases:obstacle": cases.AccessObstacle,
    "cases:open_question": cases.OpenQuestion,
    "cases:recommendation": cases.Recommendation,
    "cases:member": cases.Membership,
    "cases:lead": cases.LeadReplacement,
    "cases:record_history": exhibits.Exhibit,
    # These are opened under the exhibit, statement or witness to which they add.
    "exhibits:grading_create": exhibits.Exhibit,
    "exhibits:capture_create": exhibits.Exhibit,
    "exhibits:file_create": exhibits.Exhibit,
    "exhibits:derivation_create": exhibits.Exhibit,
    "exhibits:custody_create": exhibits.Exhibit,
    "exhibits:citation_create": exhibits.Exhibit,
    "exhibits:item_create": exhibits.Exhibit,
    "exhibits:item": exhibits.PhysicalItem,
    "exhibits:reader_create": exhibits.Exhibit,
    "exhibits:verification_create": exhibits.Exhibit,
    "exhibits:timeplace_create": exhibits.Exhibit,
    "exhibits:translation_create": exhibits.Exhibit,
    "exhibits:redaction_create": exhibits.Exhibit,
    "exhibits:derivative_create": exhibits.ExhibitFile,
    "witnesses:reader_create": witnesses.Statement,
    "witnesses:statement_create": witnesses.Witness,
    "witnesses:consent": witnesses.Witness,
    "exhibits:exhibit": exhibits.Exhibit,
    "exhibits:capture": exhibits.WebCapture,
    "exhibits:file": exhibits.ExhibitFile,
    "exhibits:verification": exhibits.Verification,
    "exhibits:timeplace": exhibits.TimePlace,
    "exhibits:rendition": exhibits.Rendition,
    "exhibits:derivation": exhibits.Derivation,
    "exhibits:reader": exhibits.ExhibitReader,
    "exhibits:citation": exhibits.Citation,
    "exhibits:origin": exhibits.Origin,
    "exhibits:sheet": exhibits.ReceivedSheet,
    "exhibits:upload": exhibits.Upload,
    "exhibits:intake": exhibits.Intake,
    "witnesses:witness": witnesses.Witness,
    "witnesses:statement": witnesses.Statement,
    "witnesses:reader": witnesses.StatementReader,
    "attribution:question": attribution.Question,
    "attribution:hypothesis": attribution.Hypothesis,
    "attribution:actor": attribution.HypothesisActor,
    "attribution:finding": attribution.OtherBodyFinding,
    "attribution:qualification": attribution.LegalQualification,
    "attribution:rating": attribution.Rating,
    "attribution:round": attribution.RatingRound,
    "attribution:tested": attribution.TestedPosition,
    "attribution:row": attribution.MatrixRow,
    "attribution:submission": attribution.Submission,
    "attribution:thread_create": attribution.Submission,
    "attribution:thread": attribution.Thread,
    "dossiers:dossier": Dossier,
    "dossiers:sheet_create": exhibits.Exhibit,
    "dossiers:sheet": CustodySheet,
}

# Of several rows of a kind, one on which everything can be tried.
CHOSEN: dict[type[Model], dict[str, str]] = {
    attribution.Hypothesis: {"code": "HF"},
    attribution.LegalQualification: {"elements__element": "1"},
    attribution.RatingRound: {"question__code": "QR"},
}


class World:
    """`people` by role; an outsider and an administrator belong to neither case."""

    def __init__(self) -> None:
        cast = known_cast()
        self.case = cases.CaseFile.objects.get(is_training=False)
        self.training = cases.CaseFile.objects.get(is_training=True)
        self.people = {
            "lead": cast["Amina"], "reviewer": cast["Boris"], "counsel": cast["Elias"],
            "officer": cast["Dalia"], "outsider": cast["Chloe"],
            "investigator": make_user("Investigator"), "observer": make_user("Observer"),
            "administrator": make_user("Administrator", is_administrator=True),
        }  # fmt: skip
        for role in ("investigator", "observer"):
            for case in (self.case, self.training):
                join(case, self.people[role], role)
        self._add_what_the_demonstration_lacks()

    def _add_what_the_demonstration_lacks(self) -> None:
        lead, reader = self.people["lead"], self.people["reviewer"]
        request_dossier(self.case, "internal", WHY, by=self.people["counsel"], token=str(uuid4()))
        shown = exhibits.Exhibit.objects.get(number="TAJ-UN-0001")
        request_sheet(shown, WHY, by=self.people["counsel"], token=uuid4())
        begin(self.case, by=lead, size=3, name="a file on its way.pdf")
        second = make_user("Second administrator", is_administrator=True)
        propose_lead(self.case, self.people["outsider"], by=second, reason=WHY)
        look_into(attach(self.case, lead, planted_picture(), f"{PLANTED} original.jpg"))
        exhibit = exhibits.Exhibit.objects.filter(case=self.case).first()
        record(
            exhibits.ExhibitReader(case=self.case, exhibit=exhibit, user=reader),
            by=lead,
            reason=WHY,
        )
        intake = exhibits.Intake.objects.create(case=self.case, actor=lead, reason=WHY)
        exhibits.IntakeItem.objects.create(intake=intake, exhibit=exhibit, position=1)
        capture = exhibits.WebCapture(
            case=self.case, exhibit=exhibit, url="https://example.org/video/1",
            ip_used="SEALED-DEMO 192.0.2.7", virtual_identity="SEALED-DEMO reader account",
        )  # fmt: skip
        save_capture(capture, by=lead, reason=WHY)
        submission = attribution.Submission.objects.get(case=self.case)
        begin_thread(submission, "", "Is the gap in the flight data all there is?", by=reader)
        sheet = sheet_of({"kind": "foto", "derives_from": "UN-9999"}, {"title": "A report of 2019"})
        receive_sheet(sheet, self.case, by=lead)
        seen_by_all = witnesses.Statement.objects.filter(named_readers_only=False).first()
        row = witnesses.StatementReader(case=self.training, statement=seen_by_all, user=reader)
        record(row, by=lead, reason=WHY)
        self._open_a_round()

    def _open_a_round(self) -> None:
        """In the training case, so that the matrix of the other can still be rated."""
        lead, other = self.people["lead"], self.people["investigator"]
        question = attribution.Question(case=self.training, code="QR", text="Who did it?")
        record(question, by=lead, reason=WHY)
        for code in ("R1", "R2"):
            hypothesis = attribution.Hypothesis(question=question, code=code, text=f"It was {code}")
            add_hypothesis(hypothesis, by=lead, reason=WHY)
        exhibit = log_exhibit(
            exhibits.Exhibit(case=self.training, provider_code="RTR", kind="document", title="Log"),
            by=lead, reason=WHY,
        )  # fmt: skip
        place_in_matrix(question, exhibit, by=lead, reason=WHY)
        round_ = open_round(question, [lead, other], by=lead, reason=WHY)
        rate_alone(round_, hypothesis, exhibit, "C", BLIND, by=other, reason=BLIND)
        self._test_a_denial(hypothesis)

    def _test_a_denial(self, hypothesis: attribution.Hypothesis) -> None:
        lead, case = self.people["lead"], self.training
        party = cases.Party(case=case, code="R-FORCE", name="The other force", kind="armed_force")
        source = cases.Source(case=case, code="R-SRC", title="A statement to the press")
        for row in (party, source):
            record(row, by=lead, reason=WHY)
        position = cases.Position(
            case=case, party=party, source=source, about="the shelling", value="denies_act"
        )
        record(position, by=lead, reason=WHY)
        test = attribution.TestedPosition(hypothesis=hypothesis, position=position)
        tie(test, by=lead, reason=WHY)

    def clients(self) -> Iterator[tuple[str, Client]]:
        yield "stranger", Client()
        for role, person in self.people.items():
            client = Client()
            client.force_login(person)
            yield role, client

    def url(self, route: Route) -> str:
        """The address with a row that exists: of the Tajoura case, or of the training case."""
        given: dict[str, Any] = {"label": "exhibits.exhibit", **self._parts_of_the_matrix(route)}
        subject = self.subject(route.name) if "pk" in route.takes else None
        if subject is not None:
            given["pk"] = subject.pk
        if "case" in route.takes:
            of_training = route.name.startswith("witnesses:")
            case = self.training if of_training else self.case
            given["case"] = getattr(subject, "case_id", None) or case.pk
        return reverse(route.name, kwargs={name: given[name] for name in route.takes})

    def _parts_of_the_matrix(self, route: Route) -> dict[str, Any]:
        if route.name == "attribution:round_row":
            return {"exhibit": attribution.MatrixRow.objects.get(question__code="QR").exhibit_id}
        rows = attribution.Hypothesis.objects.filter(case=self.case)
        code = "H1" if route.name == "attribution:rating_update" else "HF"
        return {
            "question": attribution.Question.objects.get(case=self.case).pk,
            "position": cases.Position.objects.filter(case=self.case, value="denies_act")[0].pk,
            "exhibit": exhibits.Exhibit.objects.get(number="TAJ-UN-0001").pk,
            "hypothesis": rows.get(code=code).pk,
            # What speaks against HF: the denial of the demonstration.
            "kind": "position",
            "target": cases.Position.objects.get(
                case=self.case, value="denies_act", incident__isnull=False
            ).pk,
        }

    def subject(self, name: str) -> Any:
        model = next(model for start, model in SUBJECTS.items() if name.startswith(start))
        if model in {User, Notice}:
            observer = self.people["observer"]
            told = Notice.objects.filter(user=observer, case_id=self.case.pk).first()
            return observer if model is User else told
        rows: Any = model.objects.all()  # type: ignore[attr-defined]
        if model is cases.Membership:
            rows = rows.filter(user=self.people["observer"])
        elif name == "cases:party_open_name":
            rows = rows.filter(withheld=True)
        elif name in {"exhibits:file_metadata", "exhibits:file_look"}:
            rows = rows.filter(inspections__kind="metadata")
        elif model in CHOSEN:
            rows = rows.filter(**CHOSEN[model])
        elif name == "exhibits:derivation_translator":
            rows = rows.exclude(translator=b"")
        elif model is witnesses.StatementReader:
            rows = rows.filter(statement__named_readers_only=False)
        elif hasattr(model, "named_readers_only"):
            rows = rows.filter(named_readers_only=False)
        if hasattr(model, "withdrawn_at"):
            rows = rows.filter(withdrawn_at=None)
        found = [row for row in rows if getattr(row, "case_id", None) == self.case.pk] or [*rows]
        assert found, f"no {model.__name__} in the demonstration, for {name}"
        return found[0]
