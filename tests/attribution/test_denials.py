"""A party's own word, put to the test as a hypothesis in one step."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.models import Incident, Party, Position, PositionAccused, Source
from casefiles.cases.services.withdrawals import withdraw_with_parts
from evidence.attribution.denials import free_code, suggestion, untested
from evidence.attribution.models import Hypothesis, TestedPosition
from evidence.attribution.services import tie, withdraw_hypothesis
from evidence.attribution.snapshot import contributors, differences, digest_of, snapshot_of
from tests.attribution.scenes import WHY, a_scene
from tests.cast import join, make_user


@pytest.fixture
def scene(case, amina):
    scene = a_scene(case, amina)
    scene.incident = made(Incident(case=case, code="S2", title="Second strike"), amina)
    scene.question.incident = scene.incident
    record(scene.question, by=amina, reason=WHY)
    scene.source = made(Source(case=case, code="PRESS", title="A news report"), amina)
    scene.parties = {
        code: made(Party(case=case, code=code, name=name, kind="armed_force"), amina)
        for code, name in (("N-FORCE", "The northern force"), ("S-FORCE", "The southern force"))
    }
    return scene


def made(row, by):
    record(row, by=by, reason=WHY)
    return row


def says(scene, value, party="N-FORCE", **fields):
    fields.setdefault("incident", scene.incident)
    row = Position(
        case=scene.case, party=scene.parties[party], source=scene.source, value=value, **fields
    )
    return made(row, scene.by)


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def address(name, *ids):
    return reverse(f"attribution:{name}", args=ids)


def test_only_what_can_be_tested_and_is_about_the_incident_waits(scene):
    denial = says(scene, "denies_act")
    says(scene, "acknowledges_circumstances")
    says(scene, "no_response")
    says(scene, "denies_act", incident=None, about="strikes in general")
    assert untested(scene.question, scene.by) == [denial]
    tie(TestedPosition(hypothesis=scene["H2"], position=denial), by=scene.by, reason=WHY)
    assert untested(scene.question, scene.by) == []


def test_the_form_is_filled_in_from_what_the_party_says(scene):
    accusation = says(scene, "accuses_other", text="Their shelling did it.")
    row = PositionAccused(case=scene.case, position=accusation, party=scene.parties["S-FORCE"])
    made(row, scene.by)
    assert suggestion(accusation) == {
        "text": "The southern force carried it out", "subject": "The southern force",
        "predicate": "carried it out",
    }  # fmt: skip
    denial = suggestion(says(scene, "denies_act"))
    assert denial["text"] == "Someone other than the northern force carried it out"
    other = says(scene, "acknowledges_act_but_gives_alternative_explanation", text="It misfired.")
    assert suggestion(other) == {"text": "It misfired."}
    assert free_code(scene.question) == "H3"


def test_a_denial_becomes_a_hypothesis_in_one_step(scene, boris):
    denial = says(scene, "denies_act", text="It was not us.")
    client = as_(scene.by)
    question = client.get(scene.question.get_absolute_url()).text
    url = address("position_hypothesis", scene.case.pk, denial.pk)
    assert f"{url}?question={scene.question.pk}" in question
    assert url in client.get(denial.get_absolute_url()).text
    form = client.get(f"{url}?question={scene.question.pk}").context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    assert data["question"] == scene.question.pk and data["code"] == "H3"
    answer = client.post(url, data)
    new = Hypothesis.objects.get(code="H3")
    assert answer.url == new.get_absolute_url()
    assert new.tests.get().position == denial and new.subject.startswith("Someone other than")
    client.post(url, data)
    assert Hypothesis.objects.filter(code="H3").count() == TestedPosition.objects.count() == 1
    shown = as_(boris).get(new.get_absolute_url()).text
    assert "Whose word it puts to the test" in shown and "It was not us." in shown
    assert "untested" not in as_(boris).get(scene.question.get_absolute_url()).text
    assert new.get_absolute_url() in as_(boris).get(denial.get_absolute_url()).text


def test_a_short_name_that_is_taken_is_refused_with_a_free_one(scene):
    denial = says(scene, "denies_act")
    client = as_(scene.by)
    url = address("position_hypothesis", scene.case.pk, denial.pk)
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    refused = client.post(url, {**data, "code": "H1", "text": "typed with care"})
    assert refused.status_code == 422 and "typed with care" in refused.text
    assert "H1 is taken in that question. Free is H3." in refused.text
    assert "one_hypothesis_a_code" not in refused.text
    half = client.post(url, {**data, "predicate": ""})
    assert half.status_code == 422 and "The sentence needs both parts" in half.text
    assert not TestedPosition.objects.exists()


def test_one_that_tests_it_already_is_named_and_not_twice(scene):
    denial = says(scene, "denies_act")
    client = as_(scene.by)
    url = address("tested_create", scene.case.pk, denial.pk)
    for status in (302, 422):
        token = client.get(url).context["form"]["token"].value()
        answer = client.post(url, {"hypothesis": scene["H0"].pk, "token": token})
        assert answer.status_code == status
    assert "tests that position already" in answer.text
    test = TestedPosition.objects.get()
    gone = address("tested_withdraw", scene.case.pk, test.pk)
    client.post(gone, {"reason": "it tests another"})
    assert untested(scene.question, scene.by) == [denial]


def test_what_says_nothing_testable_becomes_no_hypothesis(scene, boris):
    silence = says(scene, "no_response")
    with pytest.raises(ValidationError, match="can be tested"):
        tie(TestedPosition(hypothesis=scene["H1"], position=silence), by=scene.by, reason=WHY)
    assert "Put to the test by" not in as_(scene.by).get(silence.get_absolute_url()).text
    denial = says(scene, "denies_act")
    with pytest.raises(PermissionDenied):
        tie(TestedPosition(hypothesis=scene["H1"], position=denial), by=boris, reason=WHY)


def test_only_who_writes_finds_the_forms(scene, boris, chloe):
    denial = says(scene, "denies_act")
    for name in ("position_hypothesis", "tested_create"):
        url = address(name, scene.case.pk, denial.pk)
        assert as_(chloe).get(url).status_code == 404
        assert as_(boris).get(url).status_code == 403
    page = as_(boris).get(scene.question.get_absolute_url()).text
    assert "No hypothesis is said to test 1 position of a party" in page
    assert "Make it a hypothesis" not in page


def test_a_withdrawn_hypothesis_tests_nothing_and_holds_no_position(scene):
    denial = says(scene, "denies_act")
    tie(TestedPosition(hypothesis=scene["H2"], position=denial), by=scene.by, reason=WHY)
    with pytest.raises(ValidationError, match="rest on it"):
        withdraw_with_parts(denial, by=scene.by, reason="entered twice")
    withdraw_hypothesis(scene["H2"], by=scene.by, reason="nobody says so")
    assert untested(scene.question, scene.by) == [denial]
    withdraw_with_parts(denial, by=scene.by, reason="entered twice")


def test_the_snapshot_says_whose_word_is_tested_and_who_tied_it_decides_nothing(scene):
    denial = says(scene, "denies_act", text="It was not us.")
    before = snapshot_of(scene["H1"])
    writer = join(scene.case, make_user("Second writer"), "investigator")
    tie(TestedPosition(hypothesis=scene["H2"], position=denial), by=writer, reason=WHY)
    after = snapshot_of(scene["H1"])
    told = after["hypotheses"]["H2"]["tests"][str(denial.pk)]
    assert (told["party"]["code"], told["text"]) == ("N-FORCE", "It was not us.")
    assert "tests" not in after["hypotheses"]["H1"] and digest_of(after) != digest_of(before)
    assert [str(item) for item in differences(before, after)] == [
        "H2: tested position of a party added"
    ]
    assert writer in contributors(scene["H1"], after)
