"""Parties, their relations, and what they say of themselves and of others."""

import pytest

from casefiles.cases.models import Party, Position, PositionAccused, Relation
from tests.facts import errors_of, make_incident, make_party, make_source, post_form, put


@pytest.fixture
def lna(case, amina):
    return make_party(case, amina)


@pytest.fixture
def gna(case, amina):
    return make_party(case, amina, "GNA", kind="government")


@pytest.fixture
def source(case, amina):
    return make_source(case, amina)


def accused_by(position):
    return sorted(
        row.party.code for row in PositionAccused.objects.current().filter(position=position)
    )


def test_party_is_entered_with_its_kind_in_words(lead, case):
    post_form(lead, f"/cases/{case.pk}/parties/new/", code="GNA", kind="state_body",
              name="حكومة الوفاق الوطني")  # fmt: skip
    page = lead.get(f"/cases/{case.pk}/parties/").content.decode()
    assert "State body" in page and "state_body" not in page
    assert "<bdi>حكومة الوفاق الوطني</bdi>" in page


def test_relation_is_dated_and_sourced(lead, case, lna, gna, source):
    url = f"/cases/{case.pk}/relations/new/?from_party={lna.pk}"
    answer = post_form(lead, url, from_party=lna.pk, to_party=gna.pk, kind="supports",
                       status="alleged", first_cited="2019-04-04", source=source.pk)  # fmt: skip
    relation = Relation.objects.get()
    assert answer["Location"] == f"{lna.get_absolute_url()}#relation-{relation.pk}"
    for page in (lna.get_absolute_url(), gna.get_absolute_url()):
        text = lead.get(page).content.decode()
        assert "supports" in text and "4 April 2019" in text and "alleged" in text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"to_party": "LNA"}, "no relation to itself"),
        ({"first_cited": "2019-04-04", "last_cited": "2018-01-01"}, "before the first"),
        ({"kind": "loves"}, "not one of the available choices"),
        ({"to_party": "00000000-0000-4000-8000-000000000000"}, "not one of the available choices"),
        ({"to_party": "nobody"}, "not a valid UUID"),
    ],
)
def test_impossible_relations_are_refused(lead, case, lna, gna, changed, says):
    data = {
        "from_party": lna.pk,
        "to_party": gna.pk,
        "kind": "supports",
        "status": "alleged",
        **changed,
    }
    data = {name: lna.pk if value == "LNA" else value for name, value in data.items()}
    assert says in errors_of(post_form(lead, f"/cases/{case.pk}/relations/new/", **data))
    assert not Relation.objects.exists()


def test_position_records_whom_it_accuses_and_withdraws_whom_it_no_longer_does(
    lead, case, amina, lna, gna, source
):
    incident, other = make_incident(case, amina), make_party(case, amina, "X")
    data = {"party": lna.pk, "incident": incident.pk, "value": "accuses_other", "source": source.pk}
    post_form(lead, f"/cases/{case.pk}/positions/new/", **data, accused=[gna.pk, other.pk])
    position = Position.objects.get()
    assert accused_by(position) == ["GNA", "X"]
    edit = f"{position.get_absolute_url()}edit/"
    post_form(lead, edit, **data, accused=[gna.pk], reason="misread the second")
    assert accused_by(position) == ["GNA"]
    gone = PositionAccused.objects.exclude(withdrawn_at=None).get()
    assert gone.party == other and gone.changes().last().reason == "misread the second"
    text = lead.get(incident.get_absolute_url()).content.decode()
    assert "accuses another" in text and "(<bdi>GNA</bdi>)" in text


def test_party_does_not_accuse_itself(lead, case, amina, lna, source):
    data = {"party": lna.pk, "about": "the strike", "value": "accuses_other", "source": source.pk}
    answer = post_form(lead, f"/cases/{case.pk}/positions/new/", **data, accused=[lna.pk])
    assert "does not accuse itself" in errors_of(answer)
    assert not Position.objects.exists()


def test_position_says_what_it_is_about(lead, case, lna, source):
    data = {"party": lna.pk, "value": "denies_act", "source": source.pk}
    url = f"/cases/{case.pk}/positions/new/"
    assert "Choose an incident or say what it is about" in errors_of(post_form(lead, url, **data))
    assert post_form(lead, url, **data, about="airstrikes in Libya").status_code == 302


def test_party_on_which_a_relation_rests_stays(lead, case, amina, lna, gna):
    row = Relation(case=case, from_party=gna, to_party=lna, kind="supports")
    put(row, amina)
    answer = post_form(lead, f"{lna.get_absolute_url()}withdraw/", reason="not needed")
    assert "GNA supports LNA" in errors_of(answer)
    post_form(lead, f"{row.get_absolute_url()}withdraw/", reason="not stated anywhere")
    assert post_form(lead, f"{lna.get_absolute_url()}withdraw/", reason="gone").status_code == 302
    assert Party.objects.get(code="LNA").is_withdrawn


def test_withdrawn_party_is_no_choice_any_more(lead, case, lna, gna):
    post_form(lead, f"{gna.get_absolute_url()}withdraw/", reason="entered twice")
    url = f"/cases/{case.pk}/relations/new/"
    assert str(gna.pk) not in lead.get(url).content.decode()


def test_withdrawing_a_position_withdraws_its_accusations(lead, case, amina, lna, gna, source):
    data = {"party": lna.pk, "about": "the strike", "value": "accuses_other", "source": source.pk}
    post_form(lead, f"/cases/{case.pk}/positions/new/", **data, accused=[gna.pk])
    position = Position.objects.get()
    post_form(lead, f"{position.get_absolute_url()}withdraw/", reason="never said")
    assert accused_by(position) == []


@pytest.mark.parametrize("page", ["parties/", "parties/new/", "relations/new/", "positions/new/"])
def test_outsider_gets_404(client, chloe, case, page):
    client.force_login(chloe)
    assert client.get(f"/cases/{case.pk}/{page}").status_code == 404


@pytest.mark.parametrize("page", ["parties/new/", "relations/new/", "positions/new/"])
def test_counsel_does_not_write_records(client, elias, case, page):
    client.force_login(elias)
    assert client.get(f"/cases/{case.pk}/{page}").status_code == 403
