"""A correction of what was approved is a new version; the old one stays, and says what followed."""

import pytest
from django.core.exceptions import ValidationError

from evidence.attribution.models import Look
from evidence.attribution.services import assess, submit_hypothesis
from evidence.attribution.versions import versions_of
from tests.attribution.scenes import WHY, a_scene, decides, submitted

WRONG = "The gap in the flight data was left out; a reader found it."


@pytest.fixture
def scene(case, amina, boris, elias):
    return a_scene(case, amina)


@pytest.fixture
def approved(scene, boris):
    first = submitted(scene)
    decides(first, boris)
    return first


def changed(scene, amina, gaps="No radar data."):
    assess(scene["H1"], by=amina, reason=WHY, gaps=gaps)


def page(client, user, submission):
    client.force_login(user)
    return client.get(submission.get_absolute_url()).content.decode()


def test_correction_of_an_approved_version_says_what_was_wrong(scene, approved, amina):
    changed(scene, amina)
    with pytest.raises(ValidationError, match="Say what was wrong"):
        submit_hypothesis(scene["H1"], by=amina, note="please")
    second = submit_hypothesis(scene["H1"], by=amina, correction=WRONG)
    assert (second.number, second.correction) == (2, WRONG)


def test_so_does_every_later_one(scene, approved, amina, boris):
    changed(scene, amina)
    second = submit_hypothesis(scene["H1"], by=amina, correction=WRONG)
    decides(second, boris, "return")
    changed(scene, amina, "No radar data at all.")
    with pytest.raises(ValidationError, match="Say what was wrong"):
        submit_hypothesis(scene["H1"], by=amina)


def test_what_was_only_returned_needs_no_correction(scene, amina, boris):
    decides(submitted(scene), boris, "return")
    changed(scene, amina)
    assert submit_hypothesis(scene["H1"], by=amina).correction == ""


def test_versions_say_what_was_decided_and_what_followed(scene, approved, amina):
    changed(scene, amina)
    second = submit_hypothesis(scene["H1"], by=amina, correction=WRONG)
    new, old = versions_of(scene["H1"])
    assert (new.submission, new.superseded_by, new.was_approved) == (second, None, False)
    assert (old.submission, old.superseded_by, old.was_approved) == (approved, second, True)


def test_old_version_stays_readable_and_names_the_one_that_followed(
    client, scene, approved, amina, elias
):
    changed(scene, amina)
    second = submit_hypothesis(scene["H1"], by=amina, correction=WRONG)
    old = page(client, elias, approved)
    assert "Superseded by version 2 on" in old and WRONG in old and "checked it" in old
    assert approved.digest in old and "No flight data." in old
    assert WRONG in page(client, elias, second)
    client.force_login(elias)
    listed = client.get(scene["H1"].get_absolute_url()).content.decode()
    assert "superseded by version 2 on" in listed and approved.get_absolute_url() in listed


def test_form_asks_for_the_correction_only_where_one_was_approved(client, scene, approved, amina):
    changed(scene, amina)
    client.force_login(amina)
    address = scene["H1"].get_absolute_url()
    assert "correction" in client.get(address).context["submit_form"].fields
    refused = client.post(f"{address}submit/", {"note": "Words not to lose"})
    assert refused.status_code == 422 and "Words not to lose" in refused.content.decode()
    assert client.post(f"{address}submit/", {"correction": WRONG}).status_code == 302
    other = client.get(scene["H2"].get_absolute_url())
    assert "correction" not in other.context["submit_form"].fields


# What is new to a reader


def known(client, user, submission):
    client.force_login(user)
    context = client.get(submission.get_absolute_url()).context
    return [
        (item.submission.number, bool(item.decision), [str(each) for each in item.changes])
        for item in context["known"]
    ]


def test_reviewer_sees_what_changed_since_they_approved_and_since_they_looked(
    client, scene, approved, amina, boris, elias
):
    changed(scene, amina, "One.")
    second = submit_hypothesis(scene["H1"], by=amina, correction=WRONG)
    page(client, boris, second)
    page(client, elias, second)
    changed(scene, amina, "Two.")
    third = submit_hypothesis(scene["H1"], by=amina, correction=WRONG)
    since_two = [(2, False, ["H1: assessment gaps One. → Two."])]
    assert known(client, elias, third) == since_two
    assert known(client, boris, third) == [
        (1, True, ["H1: assessment gaps No flight data. → Two."]), *since_two,
    ]  # fmt: skip
    assert known(client, boris, third) == known(client, boris, third), "not gone at the second look"


def test_looks_are_noted_one_a_version_and_reader(client, approved, boris):
    client.force_login(boris)
    times = [client.get(approved.get_absolute_url()).context["last_look"] for _again in range(3)]
    look = Look.objects.get()
    assert times[0] is None and times[1] < times[2] < look.last_at
