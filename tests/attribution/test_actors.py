"""Actors of a hypothesis: a person's liability and a State's responsibility never mix."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.attribution.frozen import frozen_of
from evidence.attribution.models import HypothesisActor
from evidence.attribution.services import submit_hypothesis
from evidence.exhibits.services.citations import cite
from tests.attribution.pages_world import SEALED, build
from tests.cast import WHY
from tests.facts import errors_of, make_party, post_form


@pytest.fixture
def world(case, amina, boris, elias):
    return build(case, amina, [boris, elias])


def act(world, amina, code, party, **fields):
    row = HypothesisActor(case=world.case, hypothesis=world.hypotheses[code], party=party, **fields)
    row.full_clean()
    record(row, by=amina, reason=WHY)
    return row


@pytest.mark.parametrize("kind", ["state", "government", "armed_force", "unit", "unknown"])
def test_only_a_person_has_a_mode_of_liability(world, amina, kind):
    party = make_party(world.case, amina, "ONE", kind=kind)
    with pytest.raises(ValidationError) as refused:
        act(world, amina, "H3", party, liability="25_3_b")
    assert "Only a person is liable" in str(refused.value)


@pytest.mark.parametrize("kind", ["person", "government", "state_body", "armed_force", "unknown"])
def test_only_a_state_is_responsible_and_the_refusal_says_what_to_do(world, amina, kind):
    party = make_party(world.case, amina, "ONE", kind=kind)
    with pytest.raises(ValidationError) as refused:
        act(world, amina, "H3", party, state_responsibility="4")
    assert "add its State as an actor" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "answers", "other"),
    [
        ("person", {"liability": "28_a"}, "unit"),
        ("state", {"state_responsibility": "8"}, "government"),
    ],
)
def test_kind_that_takes_liability_or_responsibility_away_is_refused(
    client, world, amina, kind, answers, other
):
    """The form says on which hypothesis to change the actor first; nothing typed is lost."""
    party = make_party(world.case, amina, "ONE", name="One", kind=kind)
    actor = act(world, amina, "H3", party, **answers)
    client.force_login(amina)
    url = reverse("cases:party_update", args=[world.case.pk, party.pk])
    fields = {"code": "ONE", "name": "Another name", "kind": other, "reason": WHY}
    page = post_form(client, url, **fields)
    said = errors_of(page)
    assert "actor of H3" in said and "Change or withdraw that actor first" in said
    assert "Another name" in page.content.decode()
    party.refresh_from_db()
    assert (party.kind, party.name) == (kind, "One")
    withdraw(actor, by=amina, reason=WHY)
    post_form(client, url, **fields)
    party.refresh_from_db()
    assert party.kind == other


def test_actor_that_stopped_fitting_meanwhile_keeps_its_hypothesis_from_review(world, amina):
    """Two people at once: one changes the kind, the other what the actor answers for."""
    party = make_party(world.case, amina, "ONE", name="One", kind="person")
    act(world, amina, "H3", party, liability="28_a")
    party.kind = "unit"
    record(party, by=amina, reason=WHY)  # as if the actor had come in between
    with pytest.raises(ValidationError, match="Change the actor ONE of H3"):
        submit_hypothesis(world.hypotheses["H3"], by=amina)


def test_page_shows_liability_and_responsibility_in_parts_of_their_own(client, world, amina):
    person = make_party(world.case, amina, "GEN", name="A general", kind="person")
    state = make_party(world.case, amina, "LBY", name="Libya", kind="state")
    act(world, amina, "H3", person, liability="28_a")
    act(world, amina, "H3", state, state_responsibility="8")
    client.force_login(amina)
    page = client.get(world.hypotheses["H3"].get_absolute_url()).content.decode()
    liable = page[page.index('id="liability"') : page.index('id="state-responsibility"')]
    responsible = page[page.index('id="state-responsibility"') :]
    responsible = responsible[: responsible.index("</section>")]
    assert "A general" in liable and "28(a)" in liable and "Libya" not in liable
    assert "Libya" in responsible and "article 8" in responsible and "A general" not in responsible


def test_page_leads_to_the_chain_of_command_around_the_actors(client, world, amina):
    client.force_login(amina)
    page = client.get(world.hypotheses["H1"].get_absolute_url()).content.decode()
    address = f"/cases/{world.case.pk}/chain-of-command/?"
    assert address in page
    asked = page[page.index(address) :].split('"')[0]
    for code in ("STATE-X", "LNA"):
        assert f"around={world.parties[code].pk}" in asked
    answer = client.get(asked.replace("&amp;", "&"))
    assert answer.status_code == 200 and {p.code for p in answer.context["around"]} == {
        "STATE-X", "LNA",
    }  # fmt: skip


def test_reviewer_reads_both_apart_and_the_exhibits_an_actor_cites(world, amina, boris):
    person = make_party(world.case, amina, "GEN", name="A general", kind="person")
    actor = act(world, amina, "HF", person, role="ordering_authority", liability="25_3_b")
    cite(actor, world.exhibits[4], locator="page", place="3", by=amina, reason=WHY)
    submission = submit_hypothesis(world.hypotheses["HF"], by=amina, note="")
    claim = frozen_of(submission, boris).claim
    assert [a["party"]["code"] for a in claim["liable"]] == ["GEN"] and claim["responsible"] == []
    cited = json.loads(submission.snapshot)["citations"][str(actor.pk)]
    assert cited["places"] == [f"{world.exhibits[4].number} page 3"]


def test_withheld_actor_shows_its_placeholder_alone(client, world, amina, boris):
    for user in (amina, boris):
        client.force_login(user)
        for code in ("HF", "H1"):
            page = client.get(world.hypotheses[code].get_absolute_url()).content.decode()
            assert world.parties["STATE-X"].name in page and SEALED not in page
