"""The Tajoura question, entered through the services, for tests to weigh, submit and decide."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, Party, WithheldNameReader
from casefiles.cases.vocabulary import PartyKind
from evidence.attribution.checklist import checklist_of
from evidence.attribution.models import Hypothesis, HypothesisActor, Question, Submission
from evidence.attribution.services import (
    add_hypothesis,
    assess,
    decide,
    place_in_matrix,
    rate,
    submit_hypothesis,
)
from evidence.attribution.standing import standing_of
from evidence.exhibits.models import Exhibit, Grading
from evidence.exhibits.services import log_exhibit

WHY = "entered for a test"
FACTS = yaml.safe_load((Path(__file__).parent / "tajoura.yaml").read_text())


@dataclass
class Scene:
    case: CaseFile
    question: Question
    by: object
    hypotheses: dict[str, Hypothesis] = field(default_factory=dict)
    exhibits: dict[str, Exhibit] = field(default_factory=dict)

    def __getitem__(self, code):
        return self.hypotheses.get(code) or self.exhibits[code]


def a_question(case, by, code="Q1", text="Who carried out the second strike?"):
    question = Question(case=case, code=code, text=text)
    record(question, by=by, reason=WHY)
    return question


def a_hypothesis(question, by, code, parent=None, **fields):
    fields.setdefault("text", f"Hypothesis {code}")
    fields.setdefault("position", question.hypotheses.count())
    new = Hypothesis(question=question, code=code, parent=parent, **fields)
    return add_hypothesis(new, by=by, reason=WHY)


def an_exhibit(case, by, number, *, grade="B2", origin=None, provider="UN", **fields):
    """Logged and graded; `grade=""` leaves it ungraded; each has an origin of its own."""
    fields.setdefault("title", f"Exhibit {number}")
    fields.setdefault("kind", "document")
    grading = grade and Grading(reliability=grade[0], credibility=grade[1], why="known to us")
    return log_exhibit(
        Exhibit(case=case, provider_code=provider, **fields),
        by=by, reason=WHY, number=number, grading=grading or None,
        new_origin=f"origin {number}" if origin is None else origin,
    )  # fmt: skip


def regrade(exhibit, grade, by):
    from evidence.exhibits.services import grade_exhibit

    return grade_exhibit(
        exhibit, reliability=grade[0], credibility=grade[1], why="looked again", by=by
    )


def a_scene(case, by, codes=("H1", "H2"), exhibits=1):
    """A small question with every cell rated C, and a place for other causes."""
    scene = Scene(case, a_question(case, by), by)
    for code in codes:
        scene.hypotheses[code] = a_hypothesis(
            scene.question, by, code, subject=f"The {code} force", predicate="did it"
        )
    scene.hypotheses["H0"] = a_hypothesis(scene.question, by, "H0", is_residual=True)
    for number in range(1, exhibits + 1):
        exhibit = an_exhibit(case, by, number)
        scene.exhibits[exhibit.number] = exhibit
        place_in_matrix(scene.question, exhibit, "M", by=by, reason=WHY)
        for code in codes:
            rate(scene[code], exhibit, "C", "as seen", by=by, reason=WHY)
    return scene


COMPLETE = {
    "outcome": "supported", "standard": "reasonable_grounds_to_believe", "likelihood": "likely",
    "confidence": "moderate", "confidence_why": "Several sources agree.",
    "assumptions": "None that matters.", "gaps": "No flight data.",
    "would_change": "Flight data of another aircraft.",
}  # fmt: skip


def complete(hypothesis, by, **fields):
    return assess(hypothesis, by=by, reason=WHY, **{**COMPLETE, **fields})


def submitted(scene, code="H1", **fields):
    complete(scene[code], scene.by, **fields)
    return submit_hypothesis(scene[code], by=scene.by)


def all_yes(case):
    """The case's checklist, every item answered."""
    return [{"item": item, "answer": "yes", "note": ""} for item in checklist_of(case)]


def decides(submission, by, kind="approve", as_role="reviewer", **changed):
    """A decision as the page would post it."""
    fields = {
        "decided_as": as_role, "digest": submission.digest, "reasons": "checked it",
        "checklist": all_yes(submission.case),
    }  # fmt: skip
    return decide(submission, kind, by=by, **{**fields, **changed})


def approved_by(scene, reviewer):
    """Freezes H1 as it is now and has the reviewer approve it."""
    decides(submitted(scene), reviewer)
    assert standing_of(scene["H1"]).is_approved
    return Submission.objects.get()


def told(scene, user=None):
    """H1's differences in words; the approval is stale exactly while there are any."""
    standing = standing_of(scene["H1"], user)
    assert standing.is_stale == bool(standing.differences) != standing.is_approved
    return [str(difference) for difference in standing.differences]


def tajoura(case, by, readers=()):
    """The whole question of the reference, HF assessed and complete."""
    scene = Scene(case, a_question(case, by, text=FACTS["question"]), by)
    parties = _parties(case, by, readers)
    for code, facts in FACTS["hypotheses"].items():
        _add(scene, code, facts, parties)
    for facts in FACTS["exhibits"]:
        _enter(scene, facts)
    complete(scene["HF"], by)
    for code in ("H1", "H2"):
        assess(scene[code], by=by, reason=WHY, outcome="undetermined")
    return scene


def _parties(case, by, readers):
    parties = {}
    for code, kind in FACTS["parties"].items():
        withheld = code == "STATE-X"
        party = Party(
            case=case, code=code, name=f"Party {code}", kind=PartyKind(kind), withheld=withheld,
            sealed_name="CANARY-NAME" if withheld else "",
        )  # fmt: skip
        record(party, by=by, reason=WHY)
        parties[code] = party
    for reader in readers:
        row = WithheldNameReader(case=case, party=parties["STATE-X"], user=reader)
        record(row, by=by, reason=WHY)
    return parties


def _add(scene, code, facts, parties):
    facts = dict(facts)
    actors, parent = facts.pop("actors", []), facts.pop("parent", None)
    hypothesis = a_hypothesis(
        scene.question, scene.by, code, parent=scene.hypotheses.get(parent), **facts
    )
    scene.hypotheses[code] = hypothesis
    for actor in actors:
        row = HypothesisActor(case=scene.case, hypothesis=hypothesis, party=parties[actor])
        record(row, by=scene.by, reason=WHY)


def _enter(scene, facts):
    _prefix, provider, number = facts["number"].split("-")
    exhibit = an_exhibit(
        scene.case, scene.by, int(number), grade=facts["grade"], origin=facts["origin"],
        provider=provider, kind=facts["kind"],
    )  # fmt: skip
    assert exhibit.number == facts["number"]
    scene.exhibits[exhibit.number] = exhibit
    why = facts.get("not_rated", "")
    relevance = facts.get("relevance", "M")
    place_in_matrix(scene.question, exhibit, relevance, why, by=scene.by, reason=WHY)
    for code, value in facts.get("ratings", {}).items():
        rate(scene[code], exhibit, value, "as the reference says", by=scene.by, reason=WHY)
