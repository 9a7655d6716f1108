"""Submission and decision: what is asked first, who decides, and on exactly what."""

import hashlib
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefiles.audit.services import record
from casefiles.cases.models import Party, WithheldNameReader
from casefiles.cases.services.cases import add_member, end_membership
from casefiles.cases.services.records import withdraw
from casefiles.cases.services.workflow import move_case
from casefiles.cases.vocabulary import State
from evidence.attribution.deciding import deciders, obstacles, too_few
from evidence.attribution.models import Decision, LegalQualification, Submission
from evidence.attribution.services import (
    assess,
    begin_review,
    place_in_matrix,
    rate,
    release_hypothesis,
    submit_hypothesis,
    withdraw_submission,
)
from evidence.attribution.snapshot import digest_of
from evidence.attribution.standing import standing_of, standings
from evidence.exhibits.services import name_reader
from tests.attribution.scenes import (
    WHY,
    a_hypothesis,
    a_question,
    a_scene,
    an_exhibit,
    complete,
    decides,
    regrade,
    submitted,
    tajoura,
)
from tests.cast import join, make_user


@pytest.fixture
def hf(case, amina, boris, elias):
    """HF of the reference, waiting for Boris and Elias."""
    scene = tajoura(case, amina, readers=[boris, elias])
    return scene, submit_hypothesis(scene["HF"], by=amina)


def state(hypothesis):
    return type(hypothesis).objects.get(pk=hypothesis.pk).state


def test_submission_freezes_text_and_digest_of_each_other(scene):
    submission = submitted(scene)
    assert hashlib.sha256(submission.snapshot.encode()).hexdigest() == submission.digest
    assert digest_of(json.loads(submission.snapshot)) == submission.digest
    assert (submission.number, submission.quorum, state(scene["H1"])) == (1, 1, State.SUBMITTED)


def test_submitting_lists_everything_that_has_to_be_done(case, amina):
    question = a_question(case, amina)
    hypothesis = a_hypothesis(question, amina, "H1")
    assess(hypothesis, by=amina, reason=WHY, outcome="supported", likelihood="likely",
           standard="reasonable_grounds_to_suspect", confidence="low")  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        submit_hypothesis(hypothesis, by=amina)
    assert refused.value.messages == [
        (
            "Complete the assessment of H1: why this confidence, assumptions, gaps and what "
            "would change it."
        ),
        "Fill “who or what” and “did what” of H1: the finding's sentence is made of them.",
        "H1 reaches only “reasonable grounds to suspect”, less than this case asks of a finding.",
        (
            "Add at least one alternative to H1: a rival hypothesis, neither wider nor narrower. "
            "What a party says in its own defence is often one."
        ),
        "Add a hypothesis for another or unknown cause, and tick “other or unknown”.",
        "Place at least one graded exhibit in the matrix.",
    ]
    assert not Submission.objects.exists()


def test_unrated_and_ungraded_exhibits_are_named(scene, case, amina):
    complete(scene["H1"], amina)
    exhibit = an_exhibit(case, amina, 5, grade="")
    place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
    with pytest.raises(ValidationError) as refused:
        submit_hypothesis(scene["H1"], by=amina)
    assert refused.value.messages == [
        "Rate 2 cells, or say why the exhibit is not rated: TAJ-UN-0005 × H1, TAJ-UN-0005 × H2.",
        "Grade these exhibits, or say why they are not rated: TAJ-UN-0005.",
    ]
    place_in_matrix(scene.question, exhibit, "M", "bears on something else", by=amina, reason=WHY)
    assert submit_hypothesis(scene["H1"], by=amina).number == 1


def test_hypothesis_nobody_assessed_is_not_submitted(scene, amina):
    with pytest.raises(ValidationError, match="Assess H1"):
        submit_hypothesis(scene["H1"], by=amina)


def test_sealed_name_that_no_approvers_may_read_keeps_it_back(case, amina, boris, elias):
    scene = tajoura(case, amina, readers=[boris])
    with pytest.raises(ValidationError, match="readers of the sealed name of STATE-X"):
        submit_hypothesis(scene["HF"], by=amina)


def test_branches_are_no_alternatives_to_their_parent(case, amina):
    scene = tajoura(case, amina)
    for code in ("H3", "H4", "H5"):
        withdraw(scene[code], by=amina, reason=WHY)
    with pytest.raises(ValidationError, match="Add at least one alternative to HF"):
        submit_hypothesis(scene["HF"], by=amina)


def test_only_who_writes_the_case_submits(scene, boris, amina):
    complete(scene["H1"], amina)
    with pytest.raises(PermissionDenied):
        submit_hypothesis(scene["H1"], by=boris)


def test_submitting_twice_is_one_submission(scene, amina):
    first = submitted(scene)
    assert submit_hypothesis(scene["H1"], by=amina) == first
    assert Submission.objects.count() == 1


def test_one_approval_is_enough_where_nobody_is_named(scene, boris):
    decision = decides(submitted(scene), boris)
    assert state(scene["H1"]) == State.APPROVED
    assert standing_of(scene["H1"]).approvals == [decision]


def test_state_named_takes_two_and_one_of_them_counsel(hf, case, boris, elias):
    scene, submission = hf
    assert submission.quorum == 2
    zoe = join(case, make_user("Zoe"), "reviewer")
    party = Party.objects.get(code="STATE-X")
    record(WithheldNameReader(case=case, party=party, user=zoe), by=scene.by, reason=WHY)
    decides(submission, boris)
    assert state(scene["HF"]) == State.UNDER_REVIEW
    decides(submission, zoe)
    assert state(scene["HF"]) == State.UNDER_REVIEW
    standing = standing_of(scene["HF"])
    assert standing.waits_for == ["An approval by someone who decides as counsel."]
    decides(submission, elias, as_role="counsel")
    assert state(scene["HF"]) == State.APPROVED
    assert state(scene["H1"]) == state(scene["H2"]) == State.DRAFT


def test_law_called_settled_needs_a_counsel(scene, case, amina, boris, elias):
    row = LegalQualification(case=case, hypothesis=scene["H1"], conflict="international",
                             provisions="8(2)(b)(i)", wording="constitutes")  # fmt: skip
    record(row, by=amina, reason=WHY)
    submission = submitted(scene)
    decides(submission, boris)
    assert state(scene["H1"]) == State.UNDER_REVIEW
    decides(submission, elias, as_role="counsel")
    assert state(scene["H1"]) == State.APPROVED


@pytest.mark.parametrize("how", ["wrote", "graded", "submitted"])
def test_contributor_never_decides(scene, case, amina, boris, how):
    if how == "graded":
        (exhibit,) = scene.exhibits.values()
        regrade(exhibit, "A1", boris)
    person = {"wrote": amina, "graded": boris, "submitted": boris}[how]
    if how == "wrote":
        add_member(case, boris, "lead", by=amina, reason=WHY)
        add_member(case, amina, "reviewer", by=boris, reason=WHY)
    complete(scene["H1"], amina)
    if how == "submitted":
        add_member(case, boris, "investigator", by=amina, reason=WHY)
    by = boris if how == "submitted" else amina
    submission = submit_hypothesis(scene["H1"], by=by)
    assert not person.has_perm("attribution.decide", submission)
    with pytest.raises(PermissionDenied, match="someone else has to decide"):
        decides(submission, person)
    assert not Decision.objects.exists()


def test_whoever_changed_a_part_and_changed_it_back_does_not_decide(scene, case, amina, boris):
    submission = submitted(scene)
    add_member(case, boris, "investigator", by=amina, reason=WHY)
    for gaps in ("Other gaps.", "No flight data."):
        assess(scene["H1"], by=boris, reason=WHY, gaps=gaps)
    assert not standing_of(scene["H1"]).is_stale
    with pytest.raises(PermissionDenied, match="someone else has to decide"):
        decides(submission, boris)


@pytest.mark.parametrize("who", ["chloe", "dalia", "amina"])
def test_nobody_without_the_role_decides(scene, request, who):
    user = request.getfixturevalue(who)
    submission = submitted(scene)
    assert not user.has_perm("attribution.decide", submission)
    for role in ("reviewer", "counsel", "lead", "observer"):
        with pytest.raises(PermissionDenied):
            decides(submission, user, as_role=role)


def test_reviewer_does_not_decide_as_counsel(scene, boris):
    with pytest.raises(PermissionDenied):
        decides(submitted(scene), boris, as_role="counsel")


def test_who_cannot_see_an_exhibit_does_not_decide(scene, case, amina, boris):
    exhibit = an_exhibit(case, amina, 9, named_readers_only=True)
    place_in_matrix(scene.question, exhibit, "M", "about the place", by=amina, reason=WHY)
    submission = submitted(scene)
    with pytest.raises(PermissionDenied, match="TAJ-UN-0009"):
        decides(submission, boris)
    name_reader(exhibit, boris, by=amina, reason=WHY)
    decides(submission, boris)
    assert state(scene["H1"]) == State.APPROVED


def test_who_may_not_read_the_sealed_name_does_not_decide(hf, case, boris):
    _scene, submission = hf
    reader = WithheldNameReader.objects.get(user=boris)
    withdraw(reader, by=_scene.by, reason=WHY)
    assert not boris.has_perm("attribution.decide", submission)
    with pytest.raises(PermissionDenied, match="STATE-X"):
        decides(submission, boris)


def test_removed_reviewer_does_not_decide(scene, case, amina, boris):
    submission = submitted(scene)
    end_membership(case.members().get(user=boris), by=amina, reason=WHY)
    with pytest.raises(PermissionDenied):
        decides(submission, boris)


def test_edit_after_submission_makes_every_decision_refused(scene, amina, boris):
    submission = submitted(scene)
    assess(scene["H1"], by=amina, reason=WHY, gaps="More gaps.")
    for kind in ("approve", "return", "dissent"):
        with pytest.raises(ValidationError, match="changed since it was submitted"):
            decides(submission, boris, kind)
    assert state(scene["H1"]) == State.SUBMITTED and not Decision.objects.exists()


def test_digest_that_was_not_shown_is_refused(scene, boris):
    with pytest.raises(ValidationError, match="digest"):
        decides(submitted(scene), boris, digest="0" * 64)


def test_decision_without_reasons_is_refused(scene, boris):
    with pytest.raises(ValidationError, match="Say why"):
        decides(submitted(scene), boris, reasons=" \n")


def test_same_decision_twice_is_one_and_another_is_refused(scene, boris):
    submission = submitted(scene)
    first = decides(submission, boris)
    assert decides(submission, boris) == first
    with pytest.raises(ValidationError, match="decided on this already"):
        decides(submission, boris, "return")
    assert Decision.objects.count() == 1


def test_return_sends_it_back_and_the_next_submission_has_the_next_number(scene, amina, boris):
    first = submitted(scene)
    decides(first, boris, "return", reasons="Where are the flight data?")
    assert state(scene["H1"]) == State.RETURNED
    assess(scene["H1"], by=amina, reason=WHY, gaps="Asked for flight data; none came.")
    second = submit_hypothesis(scene["H1"], by=amina)
    assert second.number == 2 and second.digest != first.digest
    with pytest.raises(ValidationError, match="newer version"):
        decides(first, make_reviewer(scene.case))
    decides(second, boris)
    assert state(scene["H1"]) == State.APPROVED
    assert first.decisions.get().reasons == "Where are the flight data?"


def make_reviewer(case, name="Zoe"):
    return join(case, make_user(name), "reviewer")


def test_returning_and_taking_up_is_no_contribution(scene, amina, boris):
    submission = submitted(scene)
    begin_review(scene["H1"], by=boris)
    decides(submission, boris, "return")
    second = submit_hypothesis(scene["H1"], by=amina)
    assert not second.contributors.filter(user=boris).exists()
    assert boris.has_perm("attribution.decide", second)


def test_dissent_blocks_nothing_and_stays(scene, case, boris, elias):
    submission = submitted(scene)
    decides(submission, elias, "dissent", as_role="counsel", reasons="Thin.")
    assert state(scene["H1"]) == State.SUBMITTED
    decides(submission, boris)
    assert state(scene["H1"]) == State.APPROVED
    late = decides(submission, make_reviewer(case), "dissent", reasons="Thin too.")
    standing = standing_of(scene["H1"])
    assert [row.kind for row in standing.decisions] == ["dissent", "approve", "dissent"]
    assert standing.decisions[-1] == late and standing.is_approved


def test_nothing_is_approved_twice_by_two(scene, case, boris):
    submission = submitted(scene)
    decides(submission, boris)
    with pytest.raises(ValidationError, match="Approved now"):
        decides(submission, make_reviewer(case))


def test_taking_up_a_review_twice_is_one(scene, case, boris):
    submitted(scene)
    assert begin_review(scene["H1"], by=boris) is not None
    assert begin_review(scene["H1"], by=make_reviewer(case)) is None
    assert state(scene["H1"]) == State.UNDER_REVIEW


def test_contributor_does_not_take_up_a_review(scene, case, amina, boris):
    add_member(case, boris, "lead", by=amina, reason=WHY)
    add_member(case, amina, "reviewer", by=boris, reason=WHY)
    submitted(scene)
    with pytest.raises(PermissionDenied):
        begin_review(scene["H1"], by=amina)


def test_submission_is_taken_back_by_its_author_and_stays_readable(scene, amina, boris):
    submission = submitted(scene)
    with pytest.raises(PermissionDenied):
        withdraw_submission(submission, by=boris, reason=WHY)
    withdraw_submission(submission, by=amina, reason=WHY)
    assert state(scene["H1"]) == State.DRAFT
    with pytest.raises(ValidationError, match="Draft now"):
        decides(submission, boris)
    assert Submission.objects.get().snapshot == submission.snapshot


def test_approved_is_submitted_again_only_once_it_changed(scene, amina, boris):
    first = submitted(scene)
    decides(first, boris)
    with pytest.raises(ValidationError, match="Nothing changed"):
        submit_hypothesis(scene["H1"], by=amina)
    rate(scene["H2"], next(iter(scene.exhibits.values())), "I", "against", by=amina, reason=WHY)
    second = submit_hypothesis(scene["H1"], by=amina, correction="It was regraded.")
    assert (second.number, state(scene["H1"])) == (2, State.SUBMITTED)
    assert Submission.objects.get(number=1).decisions.get().digest == first.digest


def test_regraded_exhibit_makes_the_approval_stale_and_says_why(hf, amina, boris, elias):
    scene, submission = hf
    decides(submission, boris)
    decides(submission, elias, as_role="counsel")
    assert standing_of(scene["HF"]).is_approved
    regrade(scene["TAJ-POE-0004"], "C3", amina)
    standing = standing_of(scene["HF"])
    assert (standing.state, standing.code, standing.is_stale) == ("approved", "stale", True)
    assert "TAJ-POE-0004: grade B2 → C3" in map(str, standing.differences)
    assert standing.waits_for == ["It changed since it was submitted: submit it again."]


def test_change_that_is_undone_is_no_change(scene, boris, amina):
    decides(submitted(scene), boris)
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    assert standing_of(scene["H1"]).is_stale
    assess(scene["H1"], by=amina, reason=WHY, gaps="No flight data.")
    assert standing_of(scene["H1"]).is_approved


def test_draft_is_never_stale(scene, amina):
    complete(scene["H1"], amina)
    assert standing_of(scene["H1"]).code == State.DRAFT
    assert not standing_of(scene["H1"]).is_stale


def test_withdrawn_hypothesis_has_a_standing_that_says_so(scene, amina, boris):
    decides(submitted(scene), boris)
    withdraw(scene["H1"], by=amina, reason=WHY)
    fresh = type(scene["H1"]).objects.get(pk=scene["H1"].pk)
    standing = standing_of(fresh)
    assert standing.is_stale and str(standing.differences[0]) == "H1: the hypothesis – → withdrawn"
    with pytest.raises(ValidationError, match="withdrawn"):
        submit_hypothesis(fresh, by=amina)


def test_standings_of_a_question_agree_with_each_one(hf, boris):
    scene, submission = hf
    decides(submission, boris)
    found = standings(scene.question)
    assert set(found) == {hypothesis.pk for hypothesis in scene.hypotheses.values()}
    for hypothesis in scene.hypotheses.values():
        fresh = type(hypothesis).objects.get(pk=hypothesis.pk)
        assert found[hypothesis.pk] == standing_of(fresh)


def test_standings_take_as_many_queries_for_one_submission_as_for_many(
    scene, amina, django_assert_num_queries
):
    submitted(scene)
    with CaptureQueriesContext(connection) as one:
        standings(scene.question)
    complete(scene["H2"], amina)
    submit_hypothesis(scene["H2"], by=amina)
    with django_assert_num_queries(len(one)):
        standings(scene.question)


def test_author_is_told_when_too_few_of_the_case_may_decide(hf, case, client, amina, boris, elias):
    """What nobody can bring to its quorum would wait for ever, and nobody is told of it."""
    scene, submission = hf
    assert too_few(submission) == ""
    end_membership(case.members().get(user=elias), by=amina, reason=WHY)
    client.force_login(amina)
    page = client.get(scene["HF"].get_absolute_url()).text
    assert "It needs 2 more approvals; 1 member of this case could give one." in page
    client.force_login(boris)
    assert "Too few may decide on it" not in client.get(scene["HF"].get_absolute_url()).text
    zoe = join(case, make_user("Zoe"), "reviewer")
    party = Party.objects.get(case=case, code="STATE-X")
    record(WithheldNameReader(case=case, party=party, user=zoe), by=amina, reason=WHY)
    assert too_few(submission) == (
        "It needs a counsel's approval; no counsel of this case could give it."
    )


def test_deciders_are_those_who_have_not_decided_and_may(hf, case, boris, elias, dalia):
    _scene, submission = hf
    assert deciders(submission) == [boris, elias]
    make_reviewer(case)  # reads no sealed name
    decides(submission, boris)
    assert deciders(submission) == [elias]
    assert obstacles(submission, dalia) == ["Only a reviewer or a counsel of this case decides."]


def test_sealed_name_is_nowhere_in_a_submission_or_its_differences(hf, amina):
    scene, submission = hf
    party = Party.objects.get(code="STATE-X")
    party.sealed_name = "CANARY-TWO"
    record(party, by=amina, reason=WHY)
    assert "CANARY" not in submission.snapshot
    assert "CANARY" not in str(standing_of(scene["HF"]).differences)


# Releasing


def approved(case, amina, boris):
    scene = a_scene(case, amina)
    decides(submitted(scene), boris)
    return scene


def test_lead_releases_what_is_approved_and_it_is_on_record(case, amina, boris):
    scene = approved(case, amina, boris)
    change = release_hypothesis(scene["H1"], by=amina, reason="The report is due.")
    assert (change.action, change.reason) == ("release", "The report is due.")
    assert standing_of(scene["H1"]).state == State.RELEASED
    assert standing_of(scene["H1"]).is_approved


def test_nobody_but_the_lead_releases(case, amina, boris):
    scene = approved(case, amina, boris)
    with pytest.raises(PermissionDenied):
        release_hypothesis(scene["H1"], by=boris, reason=WHY)


def test_stale_approval_is_not_released_before_it_is_reviewed_again(case, amina, boris):
    scene = approved(case, amina, boris)
    regrade(*scene.exhibits.values(), "C3", amina)
    with pytest.raises(ValidationError, match="reviewed again"):
        release_hypothesis(scene["H1"], by=amina, reason=WHY)
    decides(submit_hypothesis(scene["H1"], by=amina, correction="regraded"), boris)
    release_hypothesis(scene["H1"], by=amina, reason=WHY)
    assert standing_of(scene["H1"]).state == State.RELEASED


def test_released_finding_that_changed_is_stale_and_goes_through_review_again(case, amina, boris):
    scene = approved(case, amina, boris)
    release_hypothesis(scene["H1"], by=amina, reason=WHY)
    regrade(*scene.exhibits.values(), "C3", amina)
    assert standing_of(scene["H1"]).is_stale and not standing_of(scene["H1"]).is_approved
    assert submit_hypothesis(scene["H1"], by=amina, correction="regraded").number == 2
    assert standing_of(scene["H1"]).state == State.SUBMITTED


def test_draft_is_not_released(case, amina):
    scene = a_scene(case, amina)
    with pytest.raises(ValidationError, match="not submitted"):
        release_hypothesis(scene["H1"], by=amina, reason=WHY)


def test_case_with_a_stale_finding_is_not_released(case, amina, boris):
    """Approved as a whole, then an exhibit is regraded behind its back: by a service, say."""
    scene = approved(case, amina, boris)
    for name, by in (("submit", amina), ("begin_review", boris), ("approve", boris)):
        move_case(case, name, by=by, reason=WHY)
    regrade(*scene.exhibits.values(), "C3", amina)
    with pytest.raises(ValidationError, match="reviewed again"):
        move_case(case, "release", by=amina, reason=WHY)
    case.refresh_from_db()
    assert case.state == State.APPROVED
