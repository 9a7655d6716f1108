"""Comments on parts of what was submitted, and the points of a return."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse

from casefiles.notices.models import Notice
from evidence.attribution.models import Comment, PointAnswer, ReturnPoint, Thread
from evidence.attribution.services import add_comment, assess, begin_thread, submit_hypothesis
from evidence.attribution.snapshot import contributors
from evidence.attribution.talk import points_to_answer, talks_on
from evidence.exhibits.services import change_exhibit
from tests.answers import text_of
from tests.attribution.scenes import WHY, a_scene, decides, submitted
from tests.cast import join, make_user

NUMBER = "TAJ-UN-0001"


@pytest.fixture
def scene(case, amina, boris, elias, dalia):
    return a_scene(case, amina)


@pytest.fixture
def submission(scene):
    return submitted(scene)


def again(scene, amina, gaps="No radar data.", **fields):
    assess(scene["H1"], by=amina, reason=WHY, gaps=gaps)
    return submit_hypothesis(scene["H1"], by=amina, **fields)


def test_comment_says_what_it_is_about_and_makes_nobody_a_contributor(submission, scene, boris):
    thread = begin_thread(submission, f"matrix/{NUMBER}/ratings/H1", "Is it C?", by=boris)
    (talk,) = talks_on(submission, boris)
    assert talk.words == "TAJ-UN-0001 against H1: C" and talk.is_open
    assert thread.exhibit == scene[NUMBER]
    assert boris not in contributors(scene["H1"])
    assert decides(submission, boris).pk, "whoever comments may decide"


def test_part_that_is_none_and_words_that_are_none_are_refused(submission, boris):
    with pytest.raises(ValidationError, match="no such part"):
        begin_thread(submission, "citations", "Of what?", by=boris)
    with pytest.raises(ValidationError, match="Write what you mean"):
        begin_thread(submission, "", " ", by=boris)


def test_observers_and_strangers_do_not_comment(submission, dalia, chloe):
    for user in (dalia, chloe):
        with pytest.raises(PermissionDenied):
            begin_thread(submission, "", "Hello", by=user)


def test_sent_twice_is_one(submission, boris):
    pk = uuid.uuid4()
    one, two = (begin_thread(submission, "", "Once.", by=boris, pk=pk) for _again in range(2))
    add_comment(one, "remark", "Once more.", by=boris, pk=pk)
    add_comment(two, "remark", "Once more.", by=boris, pk=pk)
    assert one == two and Comment.objects.count() == 2


def test_thread_is_carried_on_and_says_whether_its_part_changed(submission, scene, amina, boris):
    begin_thread(submission, "assessments/H1/assessment", "What of the gaps?", by=boris)
    begin_thread(submission, f"exhibits/{NUMBER}", "Who made it?", by=boris)
    second = again(scene, amina)
    talks = {talk.key: talk for talk in talks_on(second, boris)}
    assert talks["assessments/H1/assessment"].has_changed
    assert not talks[f"exhibits/{NUMBER}"].has_changed
    assert all(talk.is_older and talk.about == submission for talk in talks.values())
    assert not any(talk.is_older for talk in talks_on(submission, boris))


def test_later_thread_does_not_stand_beside_an_older_version(submission, scene, amina, boris):
    second = again(scene, amina)
    begin_thread(second, "", "New.", by=boris)
    assert talks_on(submission, boris) == [] and len(talks_on(second, boris)) == 1


def test_author_answers_and_reviewers_resolve_and_open_again(submission, amina, boris, elias):
    thread = begin_thread(submission, "", "Why so sure?", by=boris)
    add_comment(thread, "remark", "See the gaps.", by=amina)
    with pytest.raises(PermissionDenied):
        add_comment(thread, "resolved", "Done.", by=amina)
    add_comment(thread, "resolved", "Enough.", by=elias)
    assert not talks_on(submission, boris)[0].is_open
    with pytest.raises(ValidationError, match="faster"):
        add_comment(thread, "resolved", "Twice.", by=boris)
    add_comment(thread, "reopened", "Not enough.", by=boris)
    assert talks_on(submission, boris)[0].is_open
    kinds = thread.comments.order_by("at").values_list("kind", flat=True)
    assert [*kinds] == ["remark", "remark", "resolved", "reopened"]


def test_comments_are_never_changed(submission, boris):
    begin_thread(submission, "", "For good.", by=boris)
    for rows in (Comment.objects, Thread.objects):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows.update(**{"at" if rows is Comment.objects else "started_at": "2020-01-01T00:00Z"})


def test_author_of_the_version_is_told_and_the_speaker_is_not(submission, amina, boris):
    begin_thread(submission, "", "Why so sure?", by=boris)
    told = Notice.objects.filter(kind="attribution.commented")
    assert [notice.user for notice in told] == [amina]


def test_thread_about_an_exhibit_kept_to_named_readers_is_kept_with_it(
    client, submission, scene, case, amina, boris
):
    zoe = join(case, make_user("Zoe"), "investigator")
    thread = begin_thread(submission, f"exhibits/{NUMBER}", "CANARY-WORDS", by=boris)
    decides(submission, boris, "return", threads=[thread])
    kept = scene[NUMBER]
    kept.named_readers_only = True
    change_exhibit(kept, by=amina, reason=WHY)
    assert talks_on(submission, zoe) == []
    client.force_login(zoe)
    for address in (submission.get_absolute_url(), scene["H1"].get_absolute_url()):
        assert "CANARY-WORDS" not in client.get(address).content.decode()
    assert client.get(thread.get_absolute_url()).status_code == 404
    new = reverse("attribution:thread_create", args=[case.pk, submission.pk])
    assert client.get(new, {"part": f"matrix/{NUMBER}"}).status_code == 404
    for act in (
        lambda: begin_thread(submission, f"matrix/{NUMBER}", "Hm", by=zoe),
        lambda: add_comment(thread, "remark", "Hm", by=zoe),
    ):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(ValidationError, match="Answer point 1"):
        assess(scene["H1"], by=zoe, reason=WHY, gaps="None.")
        submit_hypothesis(scene["H1"], by=zoe)


# Return with points


def test_points_of_a_return_are_answered_one_by_one(submission, scene, amina, boris):
    thread = begin_thread(submission, "", "Why so sure?", by=boris)
    decides(submission, boris, "return", points=["State the gap.", " "], threads=[thread])
    points = points_to_answer(submission)
    assert [point.text for point in points] == ["State the gap.", "Why so sure?"]
    with pytest.raises(ValidationError) as refused:
        again(scene, amina, answers={points[0].pk: "Stated."})
    assert refused.value.messages == ["Answer point 2 of the return by Boris."]
    second = again(scene, amina, answers={point.pk: "Stated." for point in points})
    assert second.point_answers.count() == 2 and points_to_answer(submission) == []


def test_approval_makes_no_points(submission, boris):
    decides(submission, boris, points=["Not meant."])
    assert not ReturnPoint.objects.exists()


def test_dissent_is_stored_and_shown(client, submission, scene, boris, elias):
    decides(submission, boris)
    decides(submission, elias, "dissent", as_role="counsel", reasons="One source is too few.")
    client.force_login(boris)
    for address in (submission.get_absolute_url(), scene["H1"].get_absolute_url()):
        page = client.get(address).content.decode()
        assert "Dissent" in page and "One source is too few." in page


# The pages


def test_reviewer_comments_on_a_cell_and_author_answers(client, case, submission, amina, boris):
    client.force_login(boris)
    page = text_of(client.get(submission.get_absolute_url()))
    address = reverse("attribution:thread_create", args=[case.pk, submission.pk])
    assert f"{address}?part=matrix%2F{NUMBER}" in page
    opened = client.get(address, {"part": f"matrix/{NUMBER}"})
    form = opened.context["form"]
    assert [label for _key, label in form.fields["part"].choices] == [
        "TAJ-UN-0001: its row of the matrix", "TAJ-UN-0001 against H1: C",
        "TAJ-UN-0001 against H2: C",
    ]  # fmt: skip
    token = form["token"].value()
    url = f"{address}?part=matrix%2F{NUMBER}"
    assert client.post(url, {"part": f"matrix/{NUMBER}", "token": token}).status_code == 422
    data = {"part": f"matrix/{NUMBER}/ratings/H1", "text": "Is it C?", "token": token}
    assert client.post(url, data).status_code == 302
    thread = Thread.objects.get()
    assert "Open comment" in text_of(client.get(submission.get_absolute_url()))
    client.force_login(amina)
    reply = {"kind": "remark", "text": "It is.", "token": uuid.uuid4()}
    assert client.post(thread.get_absolute_url(), reply).status_code == 302
    assert "It is." in text_of(client.get(submission.get_absolute_url()))


def test_observer_reads_the_thread_and_finds_no_form(client, submission, boris, dalia):
    thread = begin_thread(submission, "", "Why so sure?", by=boris)
    client.force_login(dalia)
    page = text_of(client.get(thread.get_absolute_url()))
    assert "Why so sure?" in page and 'name="text"' not in page
    data = {"kind": "remark", "text": "Hm", "token": uuid.uuid4()}
    assert client.post(thread.get_absolute_url(), data).status_code == 403


def test_return_with_points_through_the_pages(client, case, submission, scene, amina, boris):
    thread = begin_thread(submission, "", "Why so sure?", by=boris)
    client.force_login(boris)
    address = reverse("attribution:submission_decide", args=[case.pk, submission.pk])
    data = {"kind": "return", "decided_as": "reviewer", "reasons": "Not yet.",
            "digest": submission.digest, "points": "State the gap.", "threads": [thread.pk]}  # fmt: skip
    refused = client.post(address, {**data, "kind": "dissent"})
    assert refused.status_code == 422 and "points" in refused.context["form"].errors
    assert client.post(address, data).status_code == 302
    client.force_login(amina)
    assess(scene["H1"], by=amina, reason=WHY, gaps="No radar data.")
    url = scene["H1"].get_absolute_url()
    form = client.get(url).context["submit_form"]
    names = [name for name in form.fields if name.startswith("point_")]
    refused = client.post(f"{url}submit/", {names[0]: "It is stated."})
    assert refused.status_code == 422 and "It is stated." in refused.content.decode()
    assert client.post(f"{url}submit/", dict.fromkeys(names, "It is stated.")).status_code == 302
    assert PointAnswer.objects.count() == 2
    page = text_of(client.get(scene["H1"].submissions.last().get_absolute_url()))
    assert "What the last return asked for" in page and "It is stated." in page
