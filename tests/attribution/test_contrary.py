"""What speaks against a finding is listed by the product, and answered before it is submitted."""

import json
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.models import Incident, Party, Position, PositionAccused, Relation, Source
from casefiles.cases.services.records import withdraw
from evidence.attribution.contrary import items_of
from evidence.attribution.matrix import weigh_values
from evidence.attribution.models import ContraryAnswer, HypothesisActor, OtherBodyFinding
from evidence.attribution.services import (
    answer_contrary,
    assess,
    rate,
    submit_hypothesis,
)
from evidence.attribution.snapshot import contributors, differences, snapshot_of
from evidence.attribution.standing import standing_of
from evidence.exhibits.services import change_exhibit
from tests.attribution.scenes import WHY, a_scene, an_exhibit, complete, decides, regrade, submitted
from tests.cast import join, make_user

NUMBER = "TAJ-UN-0001"


def made(obj, by):
    record(obj, by=by, reason=WHY)
    return obj


@pytest.fixture
def scene(case, amina, boris):
    """H1, supported and complete, with one exhibit rated against it."""
    scene = a_scene(case, amina)
    rate(scene["H1"], scene[NUMBER], "I", "speaks against it", by=amina, reason=WHY)
    complete(scene["H1"], amina)
    return scene


@pytest.fixture
def parties(scene, case, amina):
    """The force of H1, its commander, and a rival; a question about an incident."""
    incident = made(Incident(case=case, code="S2", title="Second strike"), amina)
    scene.question.incident = incident
    record(scene.question, by=amina, reason=WHY)
    source = made(Source(case=case, code="PRESS", title="An article"), amina)
    found = {"incident": incident, "source": source}
    for code, kind in (("FORCE", "armed_force"), ("CHIEF", "person"), ("RIVAL", "armed_group")):
        found[code] = made(Party(case=case, code=code, name=code, kind=kind), amina)
    made(HypothesisActor(case=case, hypothesis=scene["H1"], party=found["FORCE"]), amina)
    made(
        Relation(case=case, from_party=found["CHIEF"], to_party=found["FORCE"], kind="commands"),
        amina,
    )
    return found


def says(parties, code, value, accused="", **fields):
    row = {"incident": parties["incident"], **fields}
    party = parties[code]
    position = Position(case=party.case, party=party, value=value, source=parties["source"], **row)
    by = party.case.members().get(role="lead").user
    made(position, by)
    if accused:
        made(PositionAccused(case=party.case, position=position, party=parties[accused]), by)
    return position


def listed(hypothesis):
    hypothesis = type(hypothesis).objects.get(pk=hypothesis.pk)
    return items_of(hypothesis, weigh_values(hypothesis.question))


def labels(hypothesis):
    return [item.label for item in listed(hypothesis)]


def answer(scene, by, item=None, code="H1", text="Outweighed by the site visit."):
    item = item or listed(scene[code])[0]
    return answer_contrary(
        scene[code], item.kind, item.pk, text, seen=item.digest, by=by, reason=WHY
    )


def refusal(hypothesis, by):
    with pytest.raises(ValidationError) as refused:
        submit_hypothesis(hypothesis, by=by)
    return [re.sub(r"<[^>]+>", "", message) for message in refused.value.messages]


def test_exhibit_against_it_has_to_be_answered_first(scene, amina):
    (item,) = listed(scene["H1"])
    with pytest.raises(ValidationError) as refused:
        submit_hypothesis(scene["H1"], by=amina)
    (message,) = refused.value.messages
    ids = [scene.case.pk, scene["H1"].pk, "exhibit", item.pk]
    assert f'href="{reverse("attribution:answer_update", args=ids)}"' in message
    answer(scene, amina)
    snapshot = json.loads(submit_hypothesis(scene["H1"], by=amina).snapshot)
    assert snapshot["answers"][NUMBER]["text"] == "Outweighed by the site visit."


def test_exhibit_set_aside_still_has_to_be_answered(scene, amina):
    from evidence.attribution.services import place_in_matrix

    place_in_matrix(
        scene.question, scene[NUMBER], "M", "bears on other things", by=amina, reason=WHY
    )
    assert labels(scene["H1"]) == [NUMBER]


def test_answer_to_a_rating_that_changed_is_to_be_looked_at_again(scene, amina):
    answer(scene, amina)
    rate(scene["H1"], scene[NUMBER], "II", "much against it", by=amina, reason=WHY)
    assert listed(scene["H1"])[0].has_changed
    assert refusal(scene["H1"], amina) == [
        "Look again at your answers on H1, for what they answer has changed: TAJ-UN-0001."
    ]
    answer(scene, amina)
    assert listed(scene["H1"])[0].is_answered and ContraryAnswer.objects.count() == 1


def test_answer_to_an_exhibit_that_was_regraded_is_to_be_looked_at_again(scene, amina):
    answer(scene, amina)
    regrade(scene[NUMBER], "A1", amina)
    assert listed(scene["H1"])[0].has_changed


def test_rating_that_no_longer_speaks_against_it_asks_for_nothing(scene, amina):
    answer(scene, amina)
    rate(scene["H1"], scene[NUMBER], "N", "says nothing", by=amina, reason=WHY)
    snapshot = json.loads(submit_hypothesis(scene["H1"], by=amina).snapshot)
    assert "answers" not in snapshot


def test_what_was_opened_before_it_changed_is_not_answered(scene, amina):
    (item,) = listed(scene["H1"])
    regrade(scene[NUMBER], "A1", amina)
    with pytest.raises(ValidationError, match="changed after you opened it"):
        answer(scene, amina, item)
    assert not ContraryAnswer.objects.exists()


def test_positions_that_deny_it_are_listed_and_others_are_not(scene, parties, amina):
    rate(scene["H1"], scene[NUMBER], "C", "fits", by=amina, reason=WHY)
    says(parties, "FORCE", "denies_act")
    says(parties, "CHIEF", "acknowledges_act_denies_responsibility")
    says(parties, "FORCE", "accuses_other", accused="RIVAL")
    says(parties, "RIVAL", "denies_act")  # its own act, which H1 does not claim
    says(parties, "RIVAL", "accuses_other", accused="FORCE")  # as H1 does
    says(parties, "FORCE", "acknowledges_circumstances")
    says(parties, "RIVAL", "denies_act", incident=None, about="other days")
    assert sorted(labels(scene["H1"])) == ["CHIEF", "FORCE", "FORCE"]


def test_denial_made_after_the_approval_makes_it_stale(scene, parties, amina, boris, elias):
    answer(scene, amina)
    submission = submit_hypothesis(scene["H1"], by=amina)
    decides(submission, boris)
    says(parties, "FORCE", "denies_act")
    standing = standing_of(scene["H1"], boris)
    assert standing.is_stale
    assert [str(each) for each in standing.differences] == [
        "FORCE: position that speaks against it added"
    ]


def test_finding_of_another_body_counts_by_what_it_says(scene, case, amina):
    rate(scene["H1"], scene[NUMBER], "C", "fits", by=amina, reason=WHY)
    body = made(Source(case=case, code="POE", title="Panel"), amina)

    def finds(code, stance):
        row = OtherBodyFinding(
            case=case, hypothesis=scene[code], source=body, text="Found.", stance=stance
        )
        return made(row, amina)

    finds("H1", "agrees"), finds("H2", "disagrees"), finds("H1", "open")
    assert listed(scene["H1"]) == []
    finds("H1", "disagrees"), finds("H2", "agrees")
    assert [item.content["of"] for item in listed(scene["H1"])] == ["H1", "H2"]
    finds("H2", "")
    assert "Say whether these findings of other bodies speak for or against it: POE." in refusal(
        scene["H1"], amina
    )


def test_undetermined_hypothesis_needs_no_answers(scene, amina):
    assess(scene["H1"], by=amina, reason=WHY, outcome="undetermined")
    assert submit_hypothesis(scene["H1"], by=amina).number == 1


def test_not_supported_answers_what_is_very_consistent_with_it(scene, case, amina):
    second = an_exhibit(case, amina, 2)
    scene.exhibits[second.number] = second
    from evidence.attribution.services import place_in_matrix

    place_in_matrix(scene.question, second, "H", by=amina, reason=WHY)
    rate(scene["H1"], second, "CC", "just what it expects", by=amina, reason=WHY)
    rate(scene["H2"], second, "C", "fits", by=amina, reason=WHY)
    assess(scene["H1"], by=amina, reason=WHY, outcome="not_supported")
    assert labels(scene["H1"]) == ["TAJ-UN-0002"]
    answer(scene, amina)
    assert submit_hypothesis(scene["H1"], by=amina).number == 1


def test_whoever_answers_contributed_and_only_writers_answer(scene, case, amina, boris):
    zoe = join(case, make_user("Zoe"), "investigator")
    answer(scene, zoe)
    assert zoe in contributors(scene["H1"])
    with pytest.raises(PermissionDenied):
        answer(scene, boris)


def test_answer_that_changes_is_a_difference(scene, amina, boris):
    answer(scene, amina)
    before = snapshot_of(scene["H1"])
    answer(scene, amina, text="Outweighed by two site visits.")
    (change,) = differences(before, snapshot_of(scene["H1"]), boris)
    assert (change.where, change.after) == (NUMBER, "Outweighed by two site visits.")


# The page


def url(scene, item, code="H1"):
    ids = [scene.case.pk, scene[code].pk, item.kind, item.pk]
    return reverse("attribution:answer_update", args=ids)


def posted(client, address, **data):
    """What a browser would send: the hidden fields as the page has them."""
    form = client.get(address).context["form"]
    names = [*form.fields]
    data = {name: form[name].value() or "" for name in names} | data
    return client.post(address, data)


def test_author_answers_on_the_page_and_says_again_that_it_holds(client, scene, amina):
    client.force_login(amina)
    (item,) = listed(scene["H1"])
    page = client.get(scene["H1"].get_absolute_url()).content.decode()
    assert "Not answered yet." in page and url(scene, item) in page
    assert posted(client, url(scene, item), text="").status_code == 422
    assert posted(client, url(scene, item), text="It is outweighed.").status_code == 302
    regrade(scene[NUMBER], "A1", amina)
    page = client.get(scene["H1"].get_absolute_url()).content.decode()
    assert "It is outweighed." in page and "look at the answer again" in page
    answered = posted(client, url(scene, item), reason="Looked again.")
    assert answered.status_code == 302 and listed(scene["H1"])[0].is_answered


def test_form_opened_before_the_rating_changed_keeps_the_words(client, scene, amina):
    client.force_login(amina)
    (item,) = listed(scene["H1"])
    address = url(scene, item)
    form = client.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    rate(scene["H1"], scene[NUMBER], "II", "much against it", by=amina, reason=WHY)
    refused = client.post(address, {**data, "text": "Words not to lose"})
    assert refused.status_code == 422 and "Words not to lose" in refused.content.decode()
    again = {name: refused.context["form"][name].value() or "" for name in form.fields}
    assert client.post(address, again).status_code == 302


def test_second_author_does_not_write_over_the_first(client, scene, case, amina):
    client.force_login(amina)
    (item,) = listed(scene["H1"])
    form = client.get(url(scene, item)).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"text": "Mine."}
    answer(scene, join(case, make_user("Zoe"), "investigator"), text="Zoe's.")
    refused = client.post(url(scene, item), data)
    assert refused.status_code == 422 and "Mine." in refused.content.decode()
    assert ContraryAnswer.objects.get().text == "Zoe's."


def test_item_that_went_away_leads_back_to_the_hypothesis(client, scene, amina):
    client.force_login(amina)
    (item,) = listed(scene["H1"])
    rate(scene["H1"], scene[NUMBER], "N", "says nothing", by=amina, reason=WHY)
    assert client.get(url(scene, item)).url.startswith(scene["H1"].get_absolute_url())


def test_answer_to_an_exhibit_kept_to_named_readers_is_kept_with_it(
    client, scene, case, amina, boris
):
    answer(scene, amina, text="CANARY-ANSWER in this text")
    submission = submit_hypothesis(scene["H1"], by=amina)
    kept = scene[NUMBER]
    kept.named_readers_only = True
    change_exhibit(kept, by=amina, reason=WHY)
    (item,) = listed(scene["H1"])
    zoe = join(case, make_user("Zoe"), "investigator")
    for user in (zoe, boris):
        client.force_login(user)
        for address in (scene["H1"].get_absolute_url(), submission.get_absolute_url()):
            assert "CANARY-ANSWER" not in client.get(address).content.decode()
    client.force_login(zoe)
    assert client.get(url(scene, item)).status_code == 404
    with pytest.raises(PermissionDenied):
        answer(scene, zoe, item)


def test_reviewer_reads_the_answer_beside_what_it_answers(client, scene, parties, amina, boris):
    says(parties, "FORCE", "denies_act", text="We were not there.")
    answer(scene, amina)
    answer(scene, amina, listed(scene["H1"])[1], text="Radar shows otherwise.")
    submission = submit_hypothesis(scene["H1"], by=amina)
    client.force_login(boris)
    page = client.get(submission.get_absolute_url()).content.decode()
    places = [
        page.index(words)
        for words in (
            '<h2 id="frozen-against">', "Outweighed by the site visit.", "We were not there.",
            "Radar shows otherwise.", '<h2 id="frozen-for">',
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_submission_names_a_withdrawn_answer_no_more(scene, amina):
    withdraw(answer(scene, amina), by=amina, reason=WHY)
    assert refusal(scene["H1"], amina) == [
        "Answer what speaks against the finding on H1: TAJ-UN-0001."
    ]
    assert submitted(scene, "H2").number == 1
