"""What a submission freezes, what changes it, and who wrote it."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefiles.audit.canonical import canonical_json
from casefiles.audit.services import record
from casefiles.cases.models import Party
from casefiles.cases.services.cases import add_member
from casefiles.cases.services.records import withdraw
from evidence.attribution.models import HypothesisActor, LegalQualification, Question
from evidence.attribution.services import assess, place_in_matrix, rate
from evidence.attribution.snapshot import contributors, differences, digest_of, snapshot_of
from evidence.exhibits.models import Citation, Verification
from evidence.exhibits.services import change_verification, verify
from tests.attribution.scenes import (
    WHY,
    a_scene,
    an_exhibit,
    complete,
    decides,
    regrade,
    submitted,
    tajoura,
)
from tests.facts import make_party


@pytest.fixture
def scene(case, amina):
    return tajoura(case, amina)


def changed(scene, act, code="HF", user=None):
    """The differences that `act` makes, as sentences; and the digests agree with them."""
    before = snapshot_of(scene[code])
    act()
    scene.hypotheses[code] = type(scene[code]).objects.get(pk=scene[code].pk)
    after = snapshot_of(scene[code])
    found = [str(difference) for difference in differences(before, after, user)]
    assert bool(found) == (digest_of(before) != digest_of(after))
    return found


def test_snapshot_is_canonical_and_the_same_twice(scene):
    snapshot = snapshot_of(scene["HF"])
    assert snapshot == json.loads(canonical_json(snapshot))
    assert digest_of(snapshot) == digest_of(snapshot_of(scene["HF"]))
    assert snapshot["scores"]["H4"] == "-11.71"


def test_snapshot_holds_everything_the_finding_rests_on(scene):
    snapshot = snapshot_of(scene["HF"])
    assert set(snapshot["matrix"]) == set(snapshot["exhibits"]) == set(scene.exhibits)
    assert set(snapshot["hypotheses"]) == set(scene.hypotheses)
    assert set(snapshot["assessments"]) == {"HF", "H1", "H2"}
    assert set(snapshot["actors"]["H1"]) == {"LNA", "STATE-X"}
    assert snapshot["exhibits"]["TAJ-POE-0004"]["grade"] == "B2"
    assert snapshot["matrix"]["TAJ-POE-0004"]["ratings"]["H4"]["value"] == "II"


def test_sealed_name_is_in_it_as_a_digest_only(scene):
    snapshot = snapshot_of(scene["HF"])
    party = snapshot["actors"]["HF"]["STATE-X"]["party"]
    assert len(party["sealed_name_sha256"]) == 64
    assert "CANARY" not in canonical_json(snapshot).decode()


def test_regraded_exhibit_is_told_in_a_sentence(scene, amina):
    found = changed(scene, lambda: regrade(scene["TAJ-POE-0004"], "C3", amina))
    assert "TAJ-POE-0004: grade B2 → C3" in found
    assert "TAJ-POE-0004: matrix weight of credibility high → medium" in found
    assert "H4: score -11.71 → -10.54" in found


def verified(exhibit, by, result="confirmed"):
    row = Verification(
        case=exhibit.case, exhibit=exhibit, aspect="content", method="geolocation",
        done_on="2020-01-02", result=result, finding="It matches.", limits="Not the day.",
    )  # fmt: skip
    return verify(row, by=by, reason=WHY)


def test_verification_is_part_of_what_is_decided_on(scene, amina):
    exhibit = scene["TAJ-OPN-0003"]
    assert "verifications" not in snapshot_of(scene["HF"])["exhibits"][exhibit.number]
    found = changed(scene, lambda: verified(exhibit, amina))
    assert found == ["TAJ-OPN-0003: verification added"]
    row = exhibit.verifications.get()

    def act():
        row.result = "contradicted"
        change_verification(row, [], by=amina, reason=WHY)

    found = changed(scene, act)
    assert found == ["TAJ-OPN-0003: verification result confirmed → contradicted"]


def test_whoever_verified_an_exhibit_does_not_decide_on_it(scene, case, amina, boris):
    add_member(case, boris, "investigator", by=amina, reason=WHY)
    assert boris not in contributors(scene["HF"])
    verified(scene["TAJ-OPN-0003"], boris)
    assert boris in contributors(scene["HF"])


def test_rerated_cell_is_told_in_a_sentence(scene, amina):
    def act():
        rate(scene["H4"], scene["TAJ-UN-0002"], "N", "read again", by=amina, reason=WHY)

    found = changed(scene, act)
    assert "TAJ-UN-0002: matrix rating for H4 I → N" in found


def test_exhibit_that_enters_the_matrix_is_one_sentence(scene, case, amina):
    new = an_exhibit(case, amina, 11)

    def act():
        place_in_matrix(scene.question, new, "M", "only now found", by=amina, reason=WHY)

    assert changed(scene, act) == ["TAJ-UN-0011: placed in the matrix"]


def test_new_sealed_name_changes_the_digest_without_showing_either(scene, amina):
    party = Party.objects.get(code="STATE-X")

    def act():
        party.sealed_name = "CANARY-OTHER"
        record(party, by=amina, reason=WHY)

    found = changed(scene, act)
    assert found and "CANARY" not in str(found)


@pytest.mark.parametrize("what", ["withdraw", "title", "origin", "confidentiality", "cite", "law",
                                  "actor", "assumptions", "question", "standard"])  # fmt: skip
def test_every_part_of_it_changes_the_digest(scene, case, amina, what):
    exhibit = scene["TAJ-UN-0001"]

    def change(obj, **fields):
        for name, value in fields.items():
            setattr(obj, name, value)
        record(obj, by=amina, reason=WHY)

    acts = {
        "withdraw": lambda: withdraw(exhibit, by=amina, reason=WHY),
        "title": lambda: change(exhibit, title="Another"),
        "origin": lambda: change(exhibit, origin=None),
        "confidentiality": lambda: change(exhibit, confidentiality="secret"),
        "cite": lambda: cite_it(scene["HF"], exhibit, amina),
        "law": lambda: record(
            LegalQualification(case=case, hypothesis=scene["H1"], conflict="international",
                               provisions="8(2)(b)(i)"), by=amina, reason=WHY),
        "actor": lambda: record(
            HypothesisActor(case=case, hypothesis=scene["H2"], party=Party.objects.get(code="GNA")),
            by=amina, reason=WHY),
        "assumptions": lambda: assess(scene["HF"], by=amina, reason=WHY, assumptions="Other"),
        "question": lambda: change(Question.objects.get(), text="Another question?"),
        "standard": lambda: change(case, standard_of_proof="clear_and_convincing"),
    }  # fmt: skip
    assert changed(scene, acts[what])


def cite_it(target, exhibit, by):
    row = Citation(case=exhibit.case, target=target, field="text", exhibit=exhibit, place="12",
                   locator="page")  # fmt: skip
    record(row, by=by, reason=WHY)
    return row


def test_citation_is_told_with_its_place(scene, amina):
    found = changed(scene, lambda: cite_it(scene["HF"], scene["TAJ-UN-0001"], amina))
    assert found == ["HF: citations added"]
    row = Citation.objects.get()
    row.place = "13"
    found = changed(scene, lambda: record(row, by=amina, reason=WHY))
    assert found == ["HF: citations TAJ-UN-0001 text page 12 → TAJ-UN-0001 text page 13"]
    assert changed(scene, lambda: withdraw(row, by=amina, reason=WHY)) == ["HF: citations removed"]


def test_cited_exhibit_outside_of_the_matrix_is_part_of_it(scene, case, amina):
    exhibit = an_exhibit(case, amina, 12)
    cite_it(scene["HF"], exhibit, amina)
    assert "TAJ-UN-0012" in snapshot_of(scene["HF"])["exhibits"]


def test_what_happens_elsewhere_changes_nothing(scene, case, amina):
    other = Question(case=case, code="Q2", text="Who shot?")

    def act():
        an_exhibit(case, amina, 20)
        record(other, by=amina, reason=WHY)
        amina.name = "Amina B."
        record(amina, by=amina, reason="married")

    assert changed(scene, act) == []


def test_change_of_a_rival_s_actor_leaves_a_finding_alone_but_not_a_branch_s(scene, case, amina):
    gna = Party.objects.get(code="GNA")
    gna.note = "looked up"
    assert changed(scene, lambda: record(gna, by=amina, reason=WHY)) == []
    lna = Party.objects.get(code="LNA")
    lna.note = "looked up"
    assert changed(scene, lambda: record(lna, by=amina, reason=WHY)) == [
        "H1: actor LNA note – → looked up"
    ]


def test_differences_of_a_hidden_exhibit_say_only_that_there_are_some(scene, amina, boris):
    exhibit = scene["TAJ-UN-0001"]
    exhibit.named_readers_only = True
    record(exhibit, by=amina, reason=WHY)

    def act():
        exhibit.title = "CANARY"
        record(exhibit, by=amina, reason=WHY)

    assert changed(scene, act, user=boris) == ["TAJ-UN-0001: changed; it is kept to named readers"]


def test_contributors_are_all_who_wrote_rated_or_graded(case, amina, boris, elias, dalia):
    scene = a_scene(case, amina)
    (exhibit,) = scene.exhibits.values()
    assert contributors(scene["H1"]) == {amina}
    regrade(exhibit, "A1", elias)
    add_member(case, dalia, "investigator", by=amina, reason=WHY)
    rate(scene["H2"], exhibit, "I", "against", by=dalia, reason=WHY)
    complete(scene["H1"], amina)
    assert contributors(scene["H1"]) == {amina, dalia, elias}


def test_whoever_wrote_something_else_is_no_contributor(case, amina, boris):
    scene = a_scene(case, amina)
    an_exhibit(case, boris, 9)
    assert contributors(scene["H1"]) == {amina}


def test_whoever_sets_the_case_s_standard_of_proof_is_a_contributor(
    case, amina, boris, dalia, elias
):
    """It is part of what is approved; other words of the case are not."""
    scene = a_scene(case, amina)
    case.standard_of_proof = "clear_and_convincing"
    record(case, by=elias, reason=WHY)
    case.summary = "A second strike hit the hangar."
    record(case, by=dalia, reason=WHY)
    assert contributors(scene["H1"]) == {amina, elias}
    case.standard_of_proof = "reasonable_grounds_to_believe"
    record(case, by=boris, reason=WHY)
    assert contributors(scene["H1"]) == {amina, boris, elias}


def test_who_changed_the_standard_of_proof_back_after_it_was_submitted_does_not_decide(
    case, amina, boris
):
    scene = a_scene(case, amina)
    submission = submitted(scene)
    for standard in ("beyond_reasonable_doubt", case.standard_of_proof):
        case.standard_of_proof = standard
        record(case, by=boris, reason=WHY)
    with pytest.raises(PermissionDenied):
        decides(submission, boris)


def test_queries_of_a_snapshot_do_not_grow_with_the_matrix(
    scene, case, amina, django_assert_num_queries
):
    small = CaptureQueriesContext(connection)
    fresh = type(scene["HF"]).objects.select_related("question", "case")
    with small:
        snapshot_of(fresh.get(code="HF"))
    for number in range(20, 24):  # each of an origin of its own, for another party
        party = make_party(case, amina, f"P{number}")
        exhibit = an_exhibit(case, amina, number, interested_party=party)
        place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
    with django_assert_num_queries(len(small)):
        snapshot_of(fresh.get(code="HF"))


def test_withdrawn_hypothesis_has_no_snapshot(case, amina):
    scene = a_scene(case, amina)
    withdraw(scene["H1"], by=amina, reason=WHY)
    with pytest.raises(ValueError, match="withdrawn"):
        snapshot_of(type(scene["H1"]).objects.get(pk=scene["H1"].pk))
