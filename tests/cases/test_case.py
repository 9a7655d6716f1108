"""Opening a case, finding it, its overview, changing it."""

import re

import pytest
from django.urls import reverse

from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, CasualtyFigure, Incident, Membership, Source
from casefiles.cases.registers import PANELS, WEAKNESSES, Weakness
from tests.answers import words_of
from tests.cast import make_case


def page_of(client, user, case):
    client.force_login(user)
    return client.get(reverse("cases:case_detail", args=[case.pk]))


def opening(client, **given):
    token = client.get("/cases/new/").context["form"]["token"].value()
    fields = {"reference": "ABC-2024", "title": "A title", "standard_of_proof":
              "reasonable_grounds_to_believe", "confidentiality": "confidential", "token": token,
              "reason": ""}  # fmt: skip
    return {**fields, **given}


def test_list_shows_my_cases_and_no_other(client, case, amina, chloe):
    make_case(chloe, "XYZ-2020", title="Another matter")
    client.force_login(amina)
    page = client.get("/cases/").content.decode()
    assert "TAJ-2019" in page and "XYZ-2020" not in page and "Another matter" not in page


def test_empty_list_offers_the_first_step(client, chloe):
    client.force_login(chloe)
    page = client.get("/cases/").content.decode()
    assert "No cases yet" in page and 'href="/cases/new/"' in page


def test_whoever_opens_a_case_leads_it(client, chloe):
    client.force_login(chloe)
    response = client.post("/cases/new/", opening(client))
    case = CaseFile.objects.get(reference="ABC-2024")
    assert response.url == case.get_absolute_url()
    assert case.roles_of(chloe) == {"lead"} and case.state == "draft"


def test_opening_form_posted_twice_opens_one_case(client, chloe):
    client.force_login(chloe)
    data = opening(client)
    first, second = (client.post("/cases/new/", data) for _n in range(2))
    assert first.url == second.url
    assert CaseFile.objects.count() == 1 and Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reference": "taj 2019"}, "Use capitals"),
        ({"reference": "TAJ-2019"}, "This reference cannot be used"),
        ({"title": ""}, "required"),
        ({"title": "x" * 201}, "at most 200"),
        ({"summary": "strike\u202egnp"}, "invisible character U+202E"),
        ({"token": "forged"}, "not one of ours"),
        ({"standard_of_proof": "hunch"}, "valid choice"),
    ],
)
def test_bad_entry_opens_nothing_and_keeps_what_was_typed(client, case, chloe, given, message):
    client.force_login(chloe)
    response = client.post("/cases/new/", opening(client, mandate="kept words", **given))
    page = response.content.decode()
    assert response.status_code == 422 and message in page and "kept words" in page
    assert not CaseFile.objects.visible_to(chloe).exists()


def test_state_cannot_be_posted(client, chloe):
    client.force_login(chloe)
    client.post("/cases/new/", opening(client, state="approved", is_training="on"))
    case = CaseFile.objects.get(reference="ABC-2024")
    assert (case.state, case.is_training) == ("draft", False)


def test_outsider_gets_404_everywhere(client, case, chloe):
    client.force_login(chloe)
    for name in ("case_detail", "case_update", "member_list", "member_create", "history"):
        assert client.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 404


def test_member_without_the_right_gets_403(client, case, boris):
    client.force_login(boris)
    for name in ("case_update", "member_create"):
        assert client.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 403


def test_lead_changes_the_case_and_never_its_reference(client, case, amina):
    client.force_login(amina)
    url = reverse("cases:case_update", args=[case.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"title": "A better title", "reference": "NEW-1", "reason": "wording of the mandate"}
    assert client.post(url, data).url == case.get_absolute_url()
    case.refresh_from_db()
    assert (case.title, case.reference) == ("A better title", "TAJ-2019")
    assert case.changes().last().reason == "wording of the mandate"


def test_change_needs_a_reason(client, case, amina):
    client.force_login(amina)
    url = reverse("cases:case_update", args=[case.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"title": "Another"}
    assert client.post(url, data).status_code == 422
    case.refresh_from_db()
    assert case.title != "Another"


def test_figures_of_two_sources_stand_side_by_side(client, case, amina):
    incident = Incident(case=case, code="S2", title="Second strike", earliest_date="2019-07-02")
    record(incident, by=amina, reason="first entry")
    for code, killed, injured in (("UN", 53, 87), ("PRESS", None, 130)):
        source = Source(case=case, code=code, title=f"Report of {code}")
        record(source, by=amina, reason="first entry")
        for outcome, number in (("killed", killed), ("injured", injured)):
            if number:
                figure = CasualtyFigure(case=case, incident=incident, outcome=outcome, best=number,
                                        basis="counted", source=source)  # fmt: skip
                record(figure, by=amina, reason="first entry")
    text = words_of(page_of(client, amina, case))
    strip = text[text.index("killed") : text.index("What happened")]
    assert re.search(
        r"53.*UN.*sources differ.*130.*PRESS|53.*UN.*sources differ.*87.*UN.*130", strip
    )
    assert "108" not in strip and "217" not in strip
    assert "S2 Second strike" in text


def test_overview_shows_what_other_rooms_enter(client, case, amina):
    from casefiles.cases.registers import Panel

    own = {"heading": "A panel of a room", "text": "PANEL-TEXT"}
    panel = Panel("components/callout.html", lambda case, user: own, 1)
    weak = [Weakness("One source carries it", "/somewhere/")]
    PANELS.append(panel)
    WEAKNESSES.append(lambda case, user: weak)
    try:
        page = page_of(client, amina, case).content.decode()
    finally:
        PANELS.pop()
        WEAKNESSES.pop()
    assert "PANEL-TEXT" in page and "One source carries it" in page and "/somewhere/" in page


def test_overview_says_who_last_changed_the_case_and_why(client, case, amina):
    page = page_of(client, amina, case).content.decode()
    assert "the cast of the tests" in page
    assert reverse("cases:record_history", args=[case.pk, "cases.casefile", case.pk]) in page
