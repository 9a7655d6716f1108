"""A State or a person takes two approvers, one of them counsel, wherever the finding names it."""

from datetime import date

import pytest

from casefiles.audit.services import record
from casefiles.cases.models import Relation
from evidence.attribution.models import HypothesisActor, LegalQualification
from evidence.attribution.services import assess, submit_hypothesis
from evidence.attribution.snapshot import contributors, snapshot_of
from evidence.attribution.snapshot.named import named_in
from tests.attribution.scenes import WHY, a_hypothesis, a_scene, complete, decides, submitted, told
from tests.facts import make_incident, make_party, put

DAY = date(2019, 7, 2)


@pytest.fixture
def scene(case, amina, boris):
    """The case knows a State and a person; nobody has named them."""
    scene = a_scene(case, amina)
    scene.uae = make_party(case, amina, "UAE", kind="state", name="United Arab Emirates")
    scene.haftar = make_party(case, amina, "HAFTAR", kind="person", name="Khalifa Haftar")
    scene.lna = make_party(case, amina, "LNA")
    return scene


def asked(scene, code="H1"):
    submission = submitted(scene, code)
    return submission.quorum, submission.needs_counsel


def test_nobody_named_takes_one(scene):
    assert asked(scene) == (1, False)
    assert "named" not in snapshot_of(scene["H1"])


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("confidence_why", "Aircraft of the united arab\nEmirates."),
        ("assumptions", "Flown by the UAE."),
        ("gaps", "What Khalifa Haftar knew."),
        ("would_change", "An order signed “HAFTAR”."),
    ],
)
def test_words_of_the_assessment_name(scene, where, words):
    complete(scene["H1"], scene.by, **{where: words})
    submission = submit_hypothesis(scene["H1"], by=scene.by)
    assert (submission.quorum, submission.needs_counsel) == (2, True)


@pytest.mark.parametrize("words", ["Of the uae coast.", "UAEX flew.", "Haftars men."])
def test_parts_of_words_name_nobody(scene, words):
    complete(scene["H1"], scene.by, gaps=words)
    assert named_in(snapshot_of(scene["H1"])) == []


def test_words_of_a_qualification_name(scene):
    row = LegalQualification(
        case=scene.case, hypothesis=scene["H1"], conflict="international",
        provisions="8(2)(b)(i)", note="Khalifa Haftar would answer as a commander.",
    )  # fmt: skip
    put(row, scene.by)
    assert asked(scene) == (2, True)


def test_words_of_the_hypothesis_and_of_its_narrower_forms_name_and_those_of_a_rival_do_not(scene):
    scene["H2"].subject = "The UAE"
    record(scene["H2"], by=scene.by, reason=WHY)
    assert asked(scene) == (1, False)
    a_hypothesis(scene.question, scene.by, "H1a", parent=scene["H1"], text="Under Khalifa Haftar")
    assert named_in(snapshot_of(scene["H1"])) == ["HAFTAR"]
    assert named_in(snapshot_of(scene["H2"])) == ["UAE"]


def test_who_stands_above_an_actor_is_named(scene):
    scene.question.incident = make_incident(scene.case, scene.by, "S2", earliest_date=DAY)
    record(scene.question, by=scene.by, reason=WHY)
    put(HypothesisActor(case=scene.case, hypothesis=scene["H1"], party=scene.lna), scene.by)
    assert named_in(snapshot_of(scene["H1"])) == []
    put(
        Relation(case=scene.case, from_party=scene.haftar, to_party=scene.lna, kind="commands",
                 first_cited=DAY, last_cited=DAY),
        scene.by,
    )  # fmt: skip
    assert asked(scene) == (2, True)
    assert "named" not in snapshot_of(scene["H1"])  # the chain has it


def test_party_that_words_come_to_name_makes_an_approval_stale(scene, amina, boris, elias):
    decides(submitted(scene, gaps="Nothing is known of Qatar."), boris)
    assert told(scene) == []
    party = make_party(scene.case, elias, "QAT", kind="state", name="Qatar")
    assert told(scene) == ["QAT: is named in its words now"]
    assert elias in contributors(scene["H1"])  # he made it a naming
    second = submit_hypothesis(scene["H1"], by=amina, correction="Qatar is a party now.")
    assert second.quorum == 2
    party.kind = "armed_group"
    record(party, by=amina, reason=WHY)
    assert told(scene) == ["QAT: is named in its words no more, or stands in another part of it"]


def test_actor_in_the_words_too_changes_no_digest(scene):
    put(HypothesisActor(case=scene.case, hypothesis=scene["H1"], party=scene.uae), scene.by)
    assess(scene["H1"], by=scene.by, reason=WHY, gaps="The UAE said nothing.")
    snapshot = snapshot_of(scene["H1"])
    assert named_in(snapshot) == ["UAE"] and "named" not in snapshot


def test_page_says_whom_it_names(client, scene, boris):
    submission = submitted(scene, gaps="Flown by the UAE.")
    client.force_login(boris)
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "because it names a State or a person: <bdi>UAE</bdi>" in page
