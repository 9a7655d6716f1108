"""Submitting and deciding through the pages: what reviewers are shown, and who is refused."""

import re

import pytest
from django.urls import reverse

from casefiles.cases.services.cases import add_member
from evidence.attribution.checklist import checklist_of
from evidence.attribution.forms.checklist import key_of
from evidence.attribution.models import Decision, Submission
from evidence.attribution.services import assess, decide
from evidence.attribution.standing import standing_of
from evidence.exhibits.models import ExhibitReader
from evidence.exhibits.services import change_exhibit, grade_exhibit
from tests.answers import text_of
from tests.attribution.pages_world import WHY
from tests.attribution.scenes import all_yes


@pytest.fixture
def submission(world) -> Submission:
    return world.submit(note="Decide on the wider hypothesis only.")


def url(name, *ids):
    return reverse(f"attribution:{name}", args=[getattr(item, "pk", item) for item in ids])


def shown(client, user, address) -> str:
    client.force_login(user)
    return text_of(client.get(address))


def yes_to_all(submission) -> dict[str, str]:
    return {f"check_{key_of(item)}": "yes" for item in checklist_of(submission.case)}


def decision(submission, kind="approve", role="reviewer", **changed):
    return {"kind": kind, "decided_as": role, "reasons": "I read all of it.",
            "digest": submission.digest, **yes_to_all(submission), **changed}  # fmt: skip


def decides(client, user, submission, **data):
    client.force_login(user)
    address = url("submission_decide", submission.case, submission)
    return client.post(address, decision(submission, **data))


def approve_by_both(submission, people):
    for user, role in ((people.boris, "reviewer"), (people.elias, "counsel")):
        decide(
            submission, "approve", by=user, decided_as=role, digest=submission.digest, reasons="ok",
            checklist=all_yes(submission.case),
        )  # fmt: skip


# Submitting


def test_author_submits_and_the_page_says_whom_it_waits_for(client, world, people):
    hypothesis = world.hypotheses["HF"]
    client.force_login(people.amina)
    answer = client.post(url("hypothesis_submit", world.case, hypothesis), {"note": "Please read."})
    assert answer.url == hypothesis.get_absolute_url()
    assert hypothesis.submissions.get().note == "Please read."
    page = shown(client, people.amina, hypothesis.get_absolute_url())
    assert "Submitted" in page and "0 of 2 approvals" in page and "counsel" in page


def test_submission_posted_twice_is_one(client, world, people):
    client.force_login(people.amina)
    address = url("hypothesis_submit", world.case, world.hypotheses["HF"])
    assert [client.post(address, {}).status_code for _again in range(2)] == [302, 302]
    assert Submission.objects.count() == 1


def test_refused_submission_lists_what_is_missing_and_keeps_the_note(client, world, people):
    client.force_login(people.amina)
    address = url("hypothesis_submit", world.case, world.hypotheses["H3"])
    answer = client.post(address, {"note": "A note not to lose"})
    assert answer.status_code == 422
    assert "Assess H3: choose an outcome." in answer.content.decode()
    assert "A note not to lose" in answer.content.decode()
    assert not Submission.objects.exists()


def test_submission_is_taken_back_with_a_reason(client, world, people, submission):
    client.force_login(people.amina)
    address = url("hypothesis_withdraw_submission", world.case, world.hypotheses["HF"])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "one source was missed"}).status_code == 302
    world.hypotheses["HF"].refresh_from_db()
    assert world.hypotheses["HF"].state == "draft"
    assert "HF" in shown(client, people.boris, submission.get_absolute_url())


def test_reviewer_begins_the_review_from_the_hypothesis(client, world, people, submission):
    hypothesis = world.hypotheses["HF"]
    assert "Begin the review" in shown(client, people.boris, hypothesis.get_absolute_url())
    answer = client.post(url("hypothesis_begin_review", world.case, hypothesis))
    assert answer.url == submission.get_absolute_url()
    hypothesis.refresh_from_db()
    assert hypothesis.state == "under_review"


def test_author_is_offered_no_review(client, world, people, submission):
    hypothesis = world.hypotheses["HF"]
    assert "Begin the review" not in shown(client, people.amina, hypothesis.get_absolute_url())
    address = url("hypothesis_begin_review", world.case, hypothesis)
    assert client.post(address).status_code == 403


# The review page


def test_page_shows_the_digest_the_snapshot_and_the_form_at_its_end(client, people, submission):
    page = shown(client, people.boris, submission.get_absolute_url())
    assert submission.digest in page and "Decide on the wider hypothesis only." in page
    places = [page.index(words) for words in (
        'id="against"', 'id="supporting"', 'id="matrix"', 'name="kind"',
    )]  # fmt: skip
    assert places == sorted(places)
    contrary = page[places[0] : places[1]]
    assert "TAJ-LNA-0005" in contrary and "<details" not in contrary
    assert f'value="{submission.digest}"' in page


def test_page_shows_the_frozen_text_whatever_changed_since(client, world, people, submission):
    assess(world.hypotheses["HF"], by=people.amina, reason=WHY, gaps="Nothing is missing any more.")
    page = shown(client, people.boris, submission.get_absolute_url())
    frozen, now = page.split("Changed since it was submitted", 1)
    assert "The munition used and the base" in frozen
    assert "Nothing is missing any more." not in frozen
    assert "Nothing is missing any more." in now


def test_regrading_makes_the_approval_stale_and_says_precisely_why(
    client, world, people, submission
):
    approve_by_both(submission, people)
    assert "Approved" in shown(client, people.dalia, world.hypotheses["HF"].get_absolute_url())
    grade_exhibit(
        world.exhibits[4], reliability="C", credibility="3", why="seen again", by=people.amina
    )
    page = shown(client, people.dalia, world.hypotheses["HF"].get_absolute_url())
    assert "Stale" in page and "TAJ-POE-0004" in page
    assert re.search(r"<del>.{0,80}B2</del>", page) and re.search(r"<ins>.{0,80}C3</ins>", page)
    matrix = shown(client, people.dalia, world.question.get_absolute_url())
    assert "Not approved" in matrix


def test_stale_submission_offers_no_form_and_refuses_a_post(client, world, people, submission):
    grade_exhibit(
        world.exhibits[4], reliability="C", credibility="3", why="seen again", by=people.amina
    )
    page = shown(client, people.boris, submission.get_absolute_url())
    assert 'name="kind"' not in page and "It changed since it was submitted" in page
    answer = decides(client, people.boris, submission)
    assert answer.status_code == 422 and not Decision.objects.exists()


def test_reviewer_sees_what_changed_since_they_last_decided(client, world, people, submission):
    assert decides(client, people.boris, submission, kind="return").status_code == 302
    assess(world.hypotheses["HF"], by=people.amina, reason=WHY, likelihood="very_likely")
    again = world.submit()
    page = shown(client, people.boris, again.get_absolute_url())
    since = page.split("Changed since you last decided")[1].split("</section>")[0]
    assert "very_likely" in since or "very likely" in since
    assert submission.get_absolute_url() in since
    assert "You have not seen an earlier version" in shown(
        client, people.elias, again.get_absolute_url()
    )


def test_old_submission_stays_readable_with_its_decision_and_no_form(
    client, world, people, submission
):
    decides(client, people.boris, submission, kind="return", reasons="Name the munition.")
    assess(world.hypotheses["HF"], by=people.amina, reason=WHY, gaps="The munition, still.")
    world.submit()
    page = shown(client, people.elias, submission.get_absolute_url())
    assert "Name the munition." in page and "The munition used and the base" in page
    assert 'name="kind"' not in page and "A newer version was submitted" in page
    assert decides(client, people.elias, submission, role="counsel").status_code == 422


# Deciding


def test_both_approvals_carry_it(client, world, people, submission):
    assert decides(client, people.boris, submission).status_code == 302
    page = shown(client, people.boris, submission.get_absolute_url())
    assert "You have decided on this submission" in page and 'name="kind"' not in page
    assert decides(client, people.elias, submission, role="counsel").status_code == 302
    world.hypotheses["HF"].refresh_from_db()
    assert world.hypotheses["HF"].state == "approved"
    assert "Not approved" not in shown(client, people.amina, world.question.get_absolute_url())


def test_returned_reasons_reach_the_author(client, world, people, submission):
    decides(client, people.boris, submission, kind="return", reasons="What of the <b>radar</b>?")
    page = shown(client, people.amina, world.hypotheses["HF"].get_absolute_url())
    assert "Returned" in page and "What of the &lt;b&gt;radar&lt;/b&gt;?" in page
    assert "Submit again" in page


def test_decision_posted_twice_is_one(client, people, submission):
    assert [decides(client, people.boris, submission).status_code for _again in range(2)] == [
        302,
        302,
    ]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"kind": ""}, {"kind": "release"}, {"reasons": ""}, {"reasons": "  "}, {"digest": "0" * 64},
     {"digest": ""}, {"role": ""}],
)  # fmt: skip
def test_bad_decision_is_refused_and_nothing_typed_is_lost(client, people, submission, wrong):
    answer = decides(client, people.boris, submission, **{"reasons": "Kept reasons", **wrong})
    assert answer.status_code == 422 and not Decision.objects.exists()
    if "reasons" not in wrong:
        assert "Kept reasons" in answer.content.decode()


def test_role_that_is_not_held_is_refused(client, people, submission):
    answer = decides(client, people.boris, submission, role="counsel")
    assert answer.status_code in {403, 422} and not Decision.objects.exists()


def test_authors_approval_is_refused_on_the_page_and_by_post(client, world, people, submission):
    boris_too = people.boris
    add_member(world.case, people.amina, "reviewer", by=boris_too, reason=WHY)
    page = shown(client, people.amina, submission.get_absolute_url())
    assert 'name="kind"' not in page
    assert "You submitted this: someone else has to decide." in page
    answer = decides(client, people.amina, submission)
    assert answer.status_code == 403 and "someone else has to decide" in answer.content.decode()
    assert not Decision.objects.exists()


def test_contributors_approval_is_refused_on_the_page_and_by_post(client, world, people):
    grade_exhibit(world.exhibits[4], reliability="B", credibility="2", why="mine", by=people.boris)
    submission = world.submit()
    page = shown(client, people.boris, submission.get_absolute_url())
    assert "You wrote, rated or graded a part of this" in page and 'name="kind"' not in page
    assert decides(client, people.boris, submission).status_code == 403
    assert not Decision.objects.exists()


def test_who_may_not_see_an_exhibit_reads_it_masked_and_does_not_decide(client, world, people):
    hidden = world.exhibits[4]
    hidden.named_readers_only = True
    change_exhibit(hidden, by=people.amina, reason="a protected source")
    submission = world.submit()
    page = shown(client, people.boris, submission.get_absolute_url())
    assert "TAJ-POE-0004" in page and "kept to named readers" in page
    assert hidden.title not in page and "Precision munitions and modern aircraft" not in page
    assert "You may not see all that this rests on: ask the lead for TAJ-POE-0004." in page
    assert decides(client, people.boris, submission).status_code == 403
    for address in (world.question.get_absolute_url(), world.hypotheses["HF"].get_absolute_url()):
        masked = shown(client, people.boris, address)
        assert "TAJ-POE-0004" in masked and hidden.title not in masked
        assert "Precision munitions and modern aircraft" not in masked
    cell = url("rating_update", world.case, world.question, hidden, world.hypotheses["H1"])
    assert client.get(cell).status_code == 404
    assert ExhibitReader.objects.current().filter(exhibit=hidden, user=people.amina).exists()


def test_who_may_not_read_the_sealed_name_does_not_decide(client, world, people, submission):
    from casefiles.cases.models import WithheldNameReader
    from casefiles.cases.services.records import withdraw

    withdraw(WithheldNameReader.objects.get(user=people.boris), by=people.amina, reason="no longer")
    page = shown(client, people.boris, submission.get_absolute_url())
    assert "You may not read the sealed name of STATE-X" in page and 'name="kind"' not in page
    assert decides(client, people.boris, submission).status_code == 403


def test_named_reader_is_offered_the_sealed_name_and_nobody_else(client, world, people, submission):
    opening = reverse("cases:party_open_name", args=[world.case.pk, world.parties["STATE-X"].pk])
    for user in (people.boris, people.elias):
        assert opening in shown(client, user, submission.get_absolute_url())
    for user in (people.amina, people.dalia):
        assert opening not in shown(client, user, submission.get_absolute_url())


def test_observer_reads_the_submission_and_is_told_why_there_is_no_form(client, people, submission):
    page = shown(client, people.dalia, submission.get_absolute_url())
    assert "Only a reviewer or a counsel of this case decides." in page
    assert 'name="kind"' not in page
    assert decides(client, people.dalia, submission).status_code == 403
    assert not Decision.objects.exists()


def test_submission_of_another_case_is_not_found(client, world, people, submission):
    from tests.cast import make_case

    other = make_case(people.boris, reference="OTH-2020", title="Another")
    client.force_login(people.boris)
    assert client.get(url("submission_detail", other, submission)).status_code == 404
    assert client.post(url("submission_decide", other, submission), {}).status_code == 404


# Stale


def test_regrading_an_exhibit_makes_hf_stale_and_the_page_says_why(client, world, people):
    submission = world.submit()
    approve_by_both(submission, people)
    hypothesis, exhibit = world.hypotheses["HF"], world.exhibits[4]
    assert exhibit.number == "TAJ-POE-0004" and standing_of(hypothesis).is_approved
    grade_exhibit(exhibit, reliability="C", credibility="3", why="Looked again.", by=people.amina)
    assert not standing_of(hypothesis).is_approved
    for address in (hypothesis.get_absolute_url(), submission.get_absolute_url()):
        page = shown(client, people.boris, address)
        assert "Changed since you approved" in page
        _before, _head, changes = page.partition("Changed since you approved")
        assert "<dt><bdi>TAJ-POE-0004</bdi></dt>" in changes
        assert (
            '<span>grade</span>: <del><span class="visually-hidden">from </span>B2</del>' in changes
        )
        assert "C3</ins>" in changes and "Looked again." in changes
    page = shown(client, people.dalia, hypothesis.get_absolute_url())
    assert "Changed since it was approved" in page and "since you approved" not in page


def test_lead_alone_releases_and_the_page_says_released(client, world, people):
    approve_by_both(world.submit(), people)
    hypothesis = world.hypotheses["HF"]
    address = url("hypothesis_release", world.case, hypothesis)
    assert address not in shown(client, people.boris, hypothesis.get_absolute_url())
    assert address in shown(client, people.amina, hypothesis.get_absolute_url())
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "The report is due."}).status_code == 302
    page = shown(client, people.amina, hypothesis.get_absolute_url())
    assert "Released" in page and address not in page
    assert hypothesis.changes().last().reason == "The report is due."


def test_what_changed_since_is_not_offered_for_release_and_not_released(client, world, people):
    approve_by_both(world.submit(), people)
    hypothesis = world.hypotheses["HF"]
    address = url("hypothesis_release", world.case, hypothesis)
    grade_exhibit(
        world.exhibits[4], reliability="C", credibility="3", why="seen again", by=people.amina
    )
    assert address not in shown(client, people.amina, hypothesis.get_absolute_url())
    answer = client.post(address, {"reason": "The report is due."})
    assert answer.status_code == 422 and "has to be reviewed again" in text_of(answer)
    assert standing_of(hypothesis).state == "approved"
