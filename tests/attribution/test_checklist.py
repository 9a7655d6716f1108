"""What reviewers are asked with a decision: the case's own items, kept as they stood."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from evidence.attribution.checklist import checklist_of, default_items
from evidence.attribution.forms.checklist import key_of
from evidence.attribution.models import Checklist, Decision
from evidence.attribution.services import write_checklist
from tests.attribution.scenes import WHY, a_scene, all_yes, decides, submitted


@pytest.fixture
def submission(case, amina, boris):
    return submitted(a_scene(case, amina))


def answers(case, **changed):
    """All yes, but for those at these places."""
    rows = all_yes(case)
    for place, row in changed.items():
        rows[int(place[1:])] |= row
    return rows


def refusal(submission, by, checklist, kind="approve"):
    with pytest.raises(ValidationError) as refused:
        decides(submission, by, kind, checklist=checklist)
    assert not Decision.objects.exists()
    return refused.value.messages


def test_case_without_a_list_is_asked_the_product_s(case, submission, boris):
    assert checklist_of(case) == default_items()
    decision = decides(submission, boris)
    assert [each["item"] for each in decision.checklist] == default_items()


def test_approval_with_an_item_unanswered_is_refused(case, submission, boris):
    (message,) = refusal(submission, boris, all_yes(case)[1:])
    assert message == f"Answer before you approve: {default_items()[0]}"


def test_no_needs_a_note_and_then_stands_in_nobody_s_way(case, submission, boris):
    (message,) = refusal(submission, boris, answers(case, _2={"answer": "no"}))
    assert message.startswith("Say why you approve although the answer is no")
    noted = answers(case, _2={"answer": "no", "note": "One reason is missing."})
    decision = decides(submission, boris, checklist=noted)
    assert decision.checklist[2]["note"] == "One reason is missing."


def test_not_applicable_needs_no_note(case, submission, boris):
    assert decides(submission, boris, checklist=answers(case, _8={"answer": "na"})).pk


@pytest.mark.parametrize("kind", ["return", "dissent"])
def test_return_and_dissent_may_leave_items_open(submission, boris, kind):
    decision = decides(submission, boris, kind, checklist=[])
    assert {each["answer"] for each in decision.checklist} == {""}


def test_answer_that_is_none_is_refused(case, submission, boris):
    assert refusal(submission, boris, answers(case, _0={"answer": "maybe"})) == [
        "Answer yes, no or not applicable."
    ]


def test_list_that_changed_after_the_page_was_opened_is_answered_anew(
    case, submission, amina, boris
):
    before = all_yes(case)
    write_checklist(case, "Was the map read?", by=amina, reason=WHY)
    (message,) = refusal(submission, boris, before)
    assert "was changed after you opened this page" in message


def test_decision_keeps_the_items_as_they_stood(case, submission, amina, boris):
    write_checklist(case, "Was the map read?", by=amina, reason=WHY)
    decides(submission, boris)
    write_checklist(case, "Was the map read twice?", by=amina, reason=WHY)
    assert Decision.objects.get().checklist == [
        {"item": "Was the map read?", "answer": "yes", "note": ""}
    ]
    assert Checklist.objects.get().changes().count() == 2


def test_only_the_lead_writes_it(case, boris):
    with pytest.raises(PermissionDenied):
        write_checklist(case, "Mine", by=boris, reason=WHY)


# The pages


def url(case, verb="update"):
    return reverse(f"attribution:checklist_{verb}", args=[case.pk])


def test_lead_begins_with_the_product_s_items_and_members_read_the_result(
    client, case, amina, boris
):
    client.force_login(amina)
    form = client.get(url(case)).context["form"]
    assert form["items"].value().splitlines() == default_items()
    data = {"token": form["token"].value(), "reason": "", "version": ""}
    assert client.post(url(case), {**data, "items": " \n "}).status_code == 422
    saved = client.post(url(case), {**data, "items": "Read the  map?\n\nRead the map?\nHeard it?"})
    assert saved.status_code == 302
    assert checklist_of(case) == ["Read the map?", "Heard it?"]
    client.force_login(boris)
    assert "Heard it?" in client.get(url(case, "detail")).content.decode()


def test_page_marks_the_item_that_is_open_and_keeps_the_rest(client, case, submission, boris):
    client.force_login(boris)
    items = checklist_of(case)
    address = reverse("attribution:submission_decide", args=[case.pk, submission.pk])
    data = {
        "kind": "approve", "decided_as": "reviewer", "reasons": "Words not to lose",
        "digest": submission.digest,
        **{f"check_{key_of(item)}": "yes" for item in items[1:]},
        f"check_{key_of(items[1])}": "no",
    }  # fmt: skip
    refused = client.post(address, data)
    errors = refused.context["form"].errors
    assert set(errors) == {f"check_{key_of(items[0])}", f"note_{key_of(items[1])}"}
    assert "Words not to lose" in refused.content.decode()
    data |= {f"check_{key_of(items[0])}": "na", f"note_{key_of(items[1])}": "Stated as a gap."}
    assert client.post(address, data).status_code == 302
    page = client.get(submission.get_absolute_url()).content.decode()
    assert "Stated as a gap." in page and "Not applicable" in page
