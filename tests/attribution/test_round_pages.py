"""A blind round through its pages: each rater alone, the others and the lead told nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution.models import IndividualRating, Rating, RatingRound
from evidence.attribution.services import (
    close_round,
    finish,
    open_round,
    rate,
    rate_alone,
    submit_hypothesis,
)
from tests.attribution.scenes import WHY, a_scene, complete
from tests.cast import join, make_user

SECRET = "what the first rater alone found"
NUMBER = "TAJ-UN-0001"


@pytest.fixture
def scene(case, amina):
    scene = a_scene(case, amina)
    for row in Rating.objects.all():
        withdraw(row, by=amina, reason="the raters begin anew")
    return scene


@pytest.fixture
def raters(case):
    names = ("First rater", "Second rater")
    return [join(case, make_user(name), "investigator") for name in names]


@pytest.fixture
def blind(scene, raters):
    """Open; the first rater has rated one of two cells."""
    round_ = open_round(scene.question, raters, by=scene.by, reason="first round")
    rate_alone(round_, scene["H1"], scene[NUMBER], "II", SECRET, by=raters[0], reason=WHY)
    return round_


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def address(name, scene, *ids):
    return reverse(f"attribution:{name}", args=[scene.case.pk, *ids])


def places(scene, round_):
    """Every page on which a rating could be read."""
    mine = IndividualRating.objects.first()
    ids = [scene.question.pk, scene[NUMBER].pk]
    history = ["attribution.individualrating", mine.pk]
    return [
        scene.case.get_absolute_url(),
        scene.question.get_absolute_url(),
        f"{scene.question.get_absolute_url()}?show=disagreed",
        round_.get_absolute_url(),
        scene["H1"].get_absolute_url(),
        scene[NUMBER].get_absolute_url(),
        address("rating_update", scene, *ids, scene["H1"].pk),
        address("round_row", scene, round_.pk, scene[NUMBER].pk),
        address("row_rate", scene, *ids),
        reverse("cases:history", args=[scene.case.pk]),
        reverse("cases:record_history", args=[scene.case.pk, *history]),
    ]


def test_nobody_but_the_rater_reads_a_blind_rating_anywhere(scene, raters, blind, boris):
    seen = set()
    for person in (scene.by, raters[1], boris):
        client = as_(person)
        for url in places(scene, blind):
            answer = client.get(url, follow=True)
            seen.add(answer.status_code)
            assert SECRET not in answer.text, (person, url)
    assert 200 in seen
    own = as_(raters[0])
    assert SECRET in own.get(address("round_row", scene, blind.pk, scene[NUMBER].pk)).text
    assert SECRET in own.get(reverse("cases:history", args=[scene.case.pk])).text


def test_once_closed_everyone_reads_who_gave_what(scene, raters, blind, boris):
    rate_alone(blind, scene["H1"], scene[NUMBER], "C", "looks fine", by=raters[1], reason=WHY)
    close_round(blind, by=scene.by, reason="enough")
    page = as_(boris).get(blind.get_absolute_url()).text
    assert SECRET in page and "First rater" in page and "looks fine" in page
    assert "The same rating in 0 of 1 cell" in page and "3 steps apart" in page
    assert SECRET in as_(boris).get(reverse("cases:history", args=[scene.case.pk])).text
    matrix = as_(boris).get(f"{scene.question.get_absolute_url()}?show=disagreed").text
    assert "Its raters differ" in matrix


def test_the_lead_opens_a_round_on_the_page(scene, raters):
    client = as_(scene.by)
    url = address("round_create", scene, scene.question.pk)
    form = client.get(url).context["form"]
    assert {str(user) for user in form.fields["raters"].queryset} == {
        "Amina", "First rater", "Second rater",
    }  # fmt: skip
    given = {"token": form["token"].value(), "is_blind": "yes", "covers": "unrated"}
    refused = client.post(url, {**given, "raters": [raters[0].pk]})
    assert refused.status_code == 422 and "Name at least two raters" in refused.text
    answer = client.post(url, {**given, "raters": [rater.pk for rater in raters]})
    round_ = RatingRound.objects.get()
    assert answer.url == round_.get_absolute_url() and round_.is_blind
    assert client.post(url, {**given, "raters": [rater.pk for rater in raters]}).status_code == 302
    assert RatingRound.objects.count() == 1, "posted twice, opened once"
    again = client.get(url).context["form"]["token"].value()
    second = client.post(url, {**given, "token": again, "raters": [rater.pk for rater in raters]})
    assert second.status_code == 422 and "close it first" in second.text


def row_data(form, **values):
    data = {name: form[name].value() or "" for name in form.fields if name.startswith("seen_")}
    for code, (value, why) in values.items():
        leaf = next(cell.hypothesis for cell in form.cells if cell.hypothesis.code == code)
        data |= {f"value_{leaf.pk.hex}": value, f"rationale_{leaf.pk.hex}": why}
    return data


def test_a_rater_fills_their_row_and_finishes(scene, raters, blind):
    client = as_(raters[0])
    url = address("round_row", scene, blind.pk, scene[NUMBER].pk)
    form = client.get(url).context["form"]
    half = client.post(url, row_data(form, H1=("II", SECRET), H2=("C", "")))
    assert half.status_code == 422 and "Say why" in half.text
    answer = client.post(url, row_data(form, H1=("II", SECRET), H2=("C", "fits")), follow=True)
    assert "0 of 2 cells left" in answer.text and "I have finished" in answer.text
    done = client.post(address("round_finish", scene, blind.pk), follow=True)
    assert "1 of 2 raters have finished." in done.text
    assert "Go on rating" in client.get(blind.get_absolute_url()).text


def test_changing_a_rating_of_ones_own_asks_why_and_notices_another_tab(scene, raters, blind):
    client = as_(raters[0])
    url = address("round_row", scene, blind.pk, scene[NUMBER].pk)
    form = client.get(url).context["form"]
    rate_alone(blind, scene["H1"], scene[NUMBER], "I", "in another tab", by=raters[0], reason=WHY)
    stale = client.post(url, {**row_data(form, H1=("C", "changed my mind")), "reason": "page 4"})
    assert stale.status_code == 422 and "in another tab" in stale.text
    form = client.get(url).context["form"]
    mute = client.post(url, row_data(form, H1=("C", "changed my mind")))
    assert mute.status_code == 422 and "Say why you change" in mute.text
    client.post(url, {**row_data(form, H1=("C", "changed my mind")), "reason": "page 4"})
    assert IndividualRating.objects.current().get().value == "C"


def test_the_last_to_finish_closes_it(scene, raters, blind):
    rate_alone(blind, scene["H2"], scene[NUMBER], "C", "x", by=raters[0], reason=WHY)
    finish(blind, by=raters[0])
    for code in ("H1", "H2"):
        rate_alone(blind, scene[code], scene[NUMBER], "C", "x", by=raters[1], reason=WHY)
    answer = as_(raters[1]).post(address("round_finish", scene, blind.pk), follow=True)
    assert "You were the last: the round is closed." in answer.text
    assert "The same rating in 1 of the 2 cells" in answer.text and SECRET in answer.text


def test_the_lead_closes_with_a_reason_only(scene, raters, blind):
    client = as_(scene.by)
    url = address("round_close", scene, blind.pk)
    assert client.post(url, {"reason": " "}).status_code == 422
    assert as_(raters[0]).get(url).status_code == 403
    client.post(url, {"reason": "the second rater left"})
    blind.refresh_from_db()
    assert not blind.is_open
    assert client.post(url, {"reason": "again"}).status_code == 422


def test_during_a_round_the_ordinary_pages_lead_into_it(scene, raters, blind, boris):
    ids = [scene.question.pk, scene[NUMBER].pk]
    lead, rater = as_(scene.by), as_(raters[0])
    own = address("round_row", scene, blind.pk, scene[NUMBER].pk)
    assert rater.get(address("row_rate", scene, *ids)).url == own
    answer = lead.get(address("row_rate", scene, *ids), follow=True)
    assert "only its raters rate" in answer.text
    cell = address("rating_update", scene, *ids, scene["H1"].pk)
    refused = lead.post(cell, {"value": "C", "rationale": "past it", "seen": ""})
    assert refused.status_code == 422 and "round of this question is open" in refused.text
    assert "past it" in refused.text, "what was typed is kept"
    assert as_(raters[0]).get(scene.question.get_absolute_url()).text.count(
        "Open your own part of it"
    ) == 1  # fmt: skip
    assert lead.get(own).status_code == as_(boris).get(own).status_code == 403


def test_a_disagreement_is_settled_in_the_cell_beside_what_each_gave(scene, raters, blind):
    rate_alone(blind, scene["H1"], scene[NUMBER], "C", "looks fine", by=raters[1], reason=WHY)
    close_round(blind, by=scene.by, reason="enough")
    client = as_(scene.by)
    url = address("rating_update", scene, scene.question.pk, scene[NUMBER].pk, scene["H1"].pk)
    page = client.get(url)
    assert "Not settled: its raters differ" in page.text and SECRET in page.text
    client.post(url, {"value": "I", "rationale": "page 4 decides it", "seen": ""})
    page = client.get(url).text
    assert "page 4 decides it" in page and SECRET in page and "looks fine" in page
    assert "page 4 decides it" in client.get(blind.get_absolute_url()).text


def test_a_question_without_a_round_shows_nothing_of_rounds_to_who_reads(scene, boris):
    rate(scene["H1"], scene[NUMBER], "C", "as seen", by=scene.by, reason=WHY)
    page = as_(boris).get(scene.question.get_absolute_url()).text
    assert "ating round" not in page and "raters differ" not in page


def test_a_rater_finds_the_round_among_what_waits_and_not_once_finished(
    scene, raters, blind, boris
):
    mine = reverse("cases:my_work")
    assert "you are one of its raters" in as_(raters[0]).get(mine).text
    assert "you are one of its raters" not in as_(boris).get(mine).text
    rate_alone(blind, scene["H2"], scene[NUMBER], "C", "x", by=raters[0], reason=WHY)
    finish(blind, by=raters[0])
    assert "you are one of its raters" not in as_(raters[0]).get(mine).text


def test_the_review_page_says_how_far_the_raters_agreed(scene, raters, blind, boris):
    rate_alone(blind, scene["H1"], scene[NUMBER], "C", "looks fine", by=raters[1], reason=WHY)
    for rater in raters:
        rate_alone(blind, scene["H2"], scene[NUMBER], "C", "x", by=rater, reason=WHY)
    close_round(blind, by=scene.by, reason="enough")
    rate(scene["H1"], scene[NUMBER], "N", "page 4 decides it", by=scene.by, reason="settled")
    complete(scene["H1"], scene.by)
    submission = submit_hypothesis(scene["H1"], by=scene.by)
    page = as_(boris).get(submission.get_absolute_url()).text
    assert "The same rating in 1 of the 2 cells" in page and SECRET in page
    assert "settled as" in page and "First rater" in page
    kept = scene[NUMBER]
    kept.named_readers_only = True
    record(kept, by=scene.by, reason="kept back")
    page = as_(boris).get(submission.get_absolute_url()).text
    assert SECRET not in page and "kept to named readers" in page
