"""A large frozen matrix is read in pages, and nobody approves what they were not shown."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from casefiles.audit.services import record
from evidence.attribution import frozen_pages
from evidence.attribution.checklist import checklist_of
from evidence.attribution.contrary import items_of
from evidence.attribution.forms.checklist import key_of
from evidence.attribution.matrix import weigh_values
from evidence.attribution.models import Decision, PageLook
from evidence.attribution.services import answer_contrary, rate, submit_hypothesis
from evidence.attribution.templatetags import talk
from evidence.exhibits.models import ExhibitReader
from evidence.exhibits.services import change_exhibit
from tests.answers import words_of
from tests.attribution.scenes import WHY, a_scene, complete, decides

AGAINST = "TAJ-UN-0004"


@pytest.fixture
def scene(case, amina, boris, monkeypatch):
    """Five exhibits, the fourth against H1, two on a page."""
    monkeypatch.setattr(frozen_pages, "PAGE", 2)
    scene = a_scene(case, amina, exhibits=5)
    rate(scene["H1"], scene[AGAINST], "II", "It shows another force.", by=amina, reason=WHY)
    complete(scene["H1"], amina)
    for item in items_of(scene["H1"], weigh_values(scene.question)):
        answer_contrary(scene["H1"], item.kind, item.pk, "Of another day.", seen=item.digest,
                        by=amina, reason=WHY)  # fmt: skip
    return scene


@pytest.fixture
def submission(scene):
    return submit_hypothesis(scene["H1"], by=scene.by)


@pytest.fixture
def opened(client, boris):
    """opened(submission, 2) → the page as Boris sees it."""
    client.force_login(boris)

    def get(submission, page=None):
        if page is None:
            return client.get(submission.get_absolute_url())
        url = reverse("attribution:submission_exhibits", args=[submission.case_id, submission.pk])
        return client.get(url, {"page": page})

    return get


def rows(answer):
    return [row.number for row in answer.context["frozen"].rows]


def test_what_speaks_against_it_stands_first_and_each_exhibit_on_one_page(submission, opened):
    first = opened(submission)
    assert rows(first) == [AGAINST, "TAJ-UN-0001"]
    assert rows(opened(submission, 2)) == ["TAJ-UN-0002", "TAJ-UN-0003"]
    assert rows(opened(submission, 3)) == ["TAJ-UN-0005"]
    assert "TAJ-UN-0005" not in words_of(first)
    assert "Of another day." in words_of(first)
    assert "1 of 4 are shown here" in words_of(first)
    assert len(rows(opened(submission, "all"))) == 5
    assert rows(opened(submission, "no number")) == rows(first)


def test_what_speaks_against_it_is_whole_on_the_review_page(scene, opened, amina):
    for number in (2, 3, 5):
        rate(scene["H1"], scene[f"TAJ-UN-000{number}"], "I", "Hardly.", by=amina, reason=WHY)
    for item in items_of(scene["H1"], weigh_values(scene.question)):
        answer_contrary(scene["H1"], item.kind, item.pk, "Of another day.", seen=item.digest,
                        by=amina, reason=WHY)  # fmt: skip
    page = opened(submit_hypothesis(scene["H1"], by=amina))
    assert len(page.context["frozen"].against) == 4 and len(rows(page)) == 2


def test_nobody_approves_pages_they_were_not_shown(submission, opened, boris):
    opened(submission)
    with pytest.raises(ValidationError, match="not opened exhibits 3–4, 5"):
        decides(submission, boris)
    opened(submission, 2)
    with pytest.raises(ValidationError, match="not opened exhibits 5:"):
        decides(submission, boris)
    opened(submission, 3)
    assert decides(submission, boris).kind == "approve"


def test_page_of_all_counts_as_each(submission, opened, boris):
    opened(submission, "all")
    assert decides(submission, boris).kind == "approve"


def test_another_readers_look_is_no_look(client, submission, amina, boris, opened):
    opened(submission, "all")
    client.force_login(amina)
    page = client.get(submission.get_absolute_url())
    assert [each.is_opened for each in page.context["pages"]] == [False, False, False]


def test_who_returns_it_need_not_have_read_to_the_end(submission, boris):
    assert decides(submission, boris, "return").kind == "return"


def test_refused_approval_keeps_what_was_typed_and_leads_to_the_pages(
    client, submission, opened, boris
):
    opened(submission)
    url = reverse("attribution:submission_decide", args=[submission.case_id, submission.pk])
    checks = {f"check_{key_of(item)}": "yes" for item in checklist_of(submission.case)}
    typed = {"kind": "approve", "decided_as": "reviewer", "reasons": "I read what I saw.",
             "digest": submission.digest, **checks}  # fmt: skip
    answer = client.post(url, typed)
    assert answer.status_code == 422 and not Decision.objects.exists()
    assert "You have not opened exhibits 3–4, 5" in words_of(answer)
    assert "I read what I saw." in words_of(answer)
    assert 'exhibits/?page=3"' in answer.content.decode()
    for page in (2, 3):
        opened(submission, page)
    assert client.post(url, typed).status_code == 302
    assert Decision.objects.get().kind == "approve"


def test_page_that_did_not_change_need_not_be_opened_again(scene, submission, opened, boris, amina):
    opened(submission, "all")
    decides(submission, boris, "return")
    rate(scene["H1"], scene["TAJ-UN-0005"], "CC", "Looked again.", by=amina, reason=WHY)
    second = submit_hypothesis(scene["H1"], by=amina)
    page = opened(second)
    assert [each.number for each in page.context["left"]] == [3]
    # What changed stands before all else, though it belongs to a later page.
    assert rows(page)[0] == "TAJ-UN-0005"
    with pytest.raises(ValidationError, match="not opened exhibits 5:"):
        decides(second, boris)
    opened(second, 3)
    assert decides(second, boris).kind == "approve"


def test_page_shown_without_a_hidden_exhibit_was_not_shown(scene, submission, opened, boris, amina):
    hidden = scene["TAJ-UN-0005"]
    hidden.named_readers_only = True
    change_exhibit(hidden, by=amina, reason=WHY)
    second = submit_hypothesis(scene["H1"], by=amina)
    assert "kept to named readers" in words_of(opened(second, "all"))
    row = ExhibitReader(case=scene.case, exhibit=hidden, user=boris)
    record(row, by=amina, reason=WHY)
    with pytest.raises(ValidationError, match="not opened exhibits 5:"):
        decides(second, boris)


def test_one_page_asks_for_nothing(scene, boris, monkeypatch, opened):
    monkeypatch.setattr(frozen_pages, "PAGE", 50)
    submission = submit_hypothesis(scene["H1"], by=scene.by)
    page = opened(submission)
    assert rows(page) == sorted(rows(page)) and len(rows(page)) == 5
    assert 'id="pages"' not in page.content.decode()
    assert decides(submission, boris).kind == "approve"
    assert not PageLook.objects.exists()


def test_very_many_changes_of_later_exhibits_are_told_on_their_pages(
    scene, submission, opened, boris, amina, monkeypatch
):
    opened(submission, "all")
    decides(submission, boris, "return")
    for number in (1, 2, 3, 5):
        row = scene[f"TAJ-UN-000{number}"]
        rate(scene["H2"], row, "CC", f"Looked again at {number}.", by=amina, reason=WHY)
    second = submit_hypothesis(scene["H1"], by=amina)
    told = "Looked again at 5."
    assert told in words_of(opened(second))
    monkeypatch.setattr(talk, "AHEAD", 2)
    page = opened(second)
    changes = page.content.decode().split("</aside>")[0].rpartition("<aside")[2]
    assert "Looked again at 1." in changes and told not in changes
    assert told in words_of(opened(second, 3)).split("The matrix as it was")[0]
    assert [each.number for each in page.context["left"]] == [2, 3]
