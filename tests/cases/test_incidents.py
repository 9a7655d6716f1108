"""Incidents, their facts and the sources these come from, entered through the forms."""

import pytest

from casefiles.cases.models import Incident, IncidentFact, Source
from tests.cast import make_case
from tests.facts import errors_of, make_figure, make_incident, make_source, post_form, put

S1 = {
    "code": "S1", "title": "First strike", "earliest_date": "2019-07-02", "earliest_time": "23:00",
    "latest_date": "2 July 2019", "latest_time": "23:59", "zone": "Africa/Tripoli",
    "precision": "about", "date_note": "about 23:30 local time", "place_name": "Workshop, Tajoura",
    "latitude": "32.83472", "longitude": "13.38472", "precision_m": "200",
}  # fmt: skip


@pytest.fixture
def new(case):
    return f"/cases/{case.pk}/incidents/new/"


@pytest.fixture
def incident(case, amina):
    return make_incident(case, amina)


@pytest.fixture
def source(case, amina):
    return make_source(case, amina)


def test_incident_is_entered_and_shown_as_it_was_told_with_utc_beside(lead, new):
    answer = post_form(lead, new, **S1)
    incident = Incident.objects.get()
    assert answer["Location"] == incident.get_absolute_url()
    page = lead.get(answer["Location"]).content.decode()
    assert "2 July 2019, 23:00 to 23:59" in page and "2 July 2019, 21:00 to 21:59" in page
    assert "Africa/Tripoli" in page and "32.83472, 13.38472" in page and "200 m" in page
    assert incident.history.get().history_change_reason == "first entry"


def test_days_without_times_are_no_instants(case, lead, amina, new):
    post_form(lead, new, **{**S1, "earliest_time": "", "latest_time": ""})
    incident = Incident.objects.get()
    assert (incident.told, incident.told_in_utc) == ("2 July 2019", "")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"latest_date": "2019-07-01"}, "before the earliest"),
        ({"earliest_date": ""}, "A time needs its date"),
        ({"earliest_date": "03/07/2019"}, "Write the day as 2019-07-02"),
        ({"earliest_date": "2019-02-30"}, "Write the day as 2019-07-02"),
        ({"earliest_date": "0001-01-01"}, "Check the year"),
        ({"latest_date": "9999-12-31"}, "Check the year"),
        ({"latest_date": "2199-01-01"}, "lies in the future"),
        ({"earliest_time": "25:00"}, "Write the time as 23:30"),
        ({"zone": "Tripoli"}, "Africa/Tripoli or UTC"),
        ({"zone": "../../etc/passwd"}, "Africa/Tripoli or UTC"),
        ({"latitude": "91"}, "less than or equal to 90"),
        ({"latitude": "1e400"}, "digits"),
        ({"longitude": "NaN"}, "number"),
        ({"longitude": ""}, "both latitude and longitude"),
        ({"precision_m": ""}, "how exactly the point is known"),
        ({"precision_m": "99999999999999999999"}, "too large"),
        ({"precision_m": "9" * 5000}, "whole number"),
        ({"precision_m": "-1"}, "greater than or equal to 0"),
        ({"code": ""}, "required"),
        ({"code": "S" * 21}, "at most 20 characters"),
        ({"description": "x" * 20_001}, "at most 20000 characters"),
        ({"precision": "certain"}, "not one of the available choices"),
    ],
)
def test_wrong_values_are_named_and_kept_and_nothing_is_saved(lead, new, changed, says):
    answer = post_form(lead, new, **{**S1, **changed})
    assert says in errors_of(answer)
    assert "about 23:30 local time" in answer.content.decode()
    assert not Incident.objects.exists()


def test_short_name_is_unique_in_the_case_until_withdrawn(lead, case, amina, incident, new):
    taken = {**S1, "code": "S2"}
    assert "has this short name" in errors_of(post_form(lead, new, **taken))
    post_form(lead, f"{incident.get_absolute_url()}withdraw/", reason="entered twice")
    assert post_form(lead, new, **taken).status_code == 302


def test_change_needs_a_reason_and_keeps_the_old_version(lead, incident):
    edit = f"{incident.get_absolute_url()}edit/"
    data = {"code": "S2", "title": "Strike on the hangar", "zone": "UTC", "precision": "about"}
    assert "reason" in errors_of(post_form(lead, edit, **data))
    post_form(lead, edit, **data, reason="as the report words it")
    titles = list(incident.history.order_by("history_id").values_list("title", flat=True))
    assert titles == ["Second strike", "Strike on the hangar"]


def test_fact_names_its_source_and_whom_that_repeats(lead, case, incident, source):
    url = f"/cases/{case.pk}/facts/new/?incident={incident.pk}"
    assert f'value="{incident.pk}" selected' in lead.get(url).content.decode()
    answer = post_form(lead, url, incident=incident.pk, text="About 616 people were held there.",
                       source=source.pk, source_note="DCIM")  # fmt: skip
    fact = IncidentFact.objects.get()
    assert answer["Location"] == f"{incident.get_absolute_url()}#fact-{fact.pk}"
    page = lead.get(incident.get_absolute_url()).content.decode()
    assert fact.text in page and "as reported by" in page and "DCIM" in page


def test_fact_without_a_source_is_refused_and_the_way_to_one_is_shown(lead, case, incident):
    url = f"/cases/{case.pk}/facts/new/?incident={incident.pk}"
    answer = post_form(lead, url, incident=incident.pk, text="Nobody says so.")
    assert "source" in errors_of(answer)
    assert f"/cases/{case.pk}/sources/new/?then=" in answer.content.decode()


def test_after_adding_a_missing_source_one_is_back_at_the_form(lead, case, incident):
    back = f"/cases/{case.pk}/facts/new/?incident={incident.pk}"
    url = f"/cases/{case.pk}/sources/new/"
    answer = post_form(lead, f"{url}?then={back}", code="UN", title="Joint report")
    assert answer["Location"] == back


@pytest.mark.parametrize(
    "away", ["https://example.org/", "//example.org", "/cases/", "javascript:1"]
)
def test_no_link_leads_away_from_the_case(lead, case, away):
    url = f"/cases/{case.pk}/sources/new/?then={away}"
    answer = post_form(lead, url, code="UN", title="Joint report")
    assert answer["Location"] == Source.objects.get().get_absolute_url()


def test_source_of_another_case_is_no_choice(lead, case, amina, chloe, incident):
    foreign = make_source(make_case(chloe, "OTHER-1"), chloe)
    url = f"/cases/{case.pk}/facts/new/"
    answer = post_form(lead, url, incident=incident.pk, text="Borrowed.", source=foreign.pk)
    assert "source" in errors_of(answer)
    assert foreign.title not in answer.content.decode()


def test_source_on_which_something_rests_stays(lead, case, amina, incident, source):
    put(IncidentFact(case=case, incident=incident, text="About 616.", source=source), amina)
    answer = post_form(lead, f"{source.get_absolute_url()}withdraw/", reason="not needed")
    assert "About 616." in errors_of(answer)
    assert not Source.objects.get().is_withdrawn


def test_withdrawing_an_incident_withdraws_its_facts_and_figures(
    lead, case, amina, incident, source
):
    fact = put(IncidentFact(case=case, incident=incident, text="About 616.", source=source), amina)
    figure = make_figure(incident, source, amina, best=87)
    page = lead.get(f"{incident.get_absolute_url()}withdraw/").content.decode()
    assert "the 2 records that are part of it" in page
    post_form(lead, f"{incident.get_absolute_url()}withdraw/", reason="not this case")
    for row in (incident, fact, figure):
        row.refresh_from_db()
        assert row.is_withdrawn and row.changes().last().reason == "not this case"
    page = lead.get(incident.get_absolute_url()).content.decode()
    assert "Withdrawn" in page and "not this case" in page and "edit/" not in page


def test_withdrawn_incident_cannot_be_changed(lead, incident):
    edit = f"{incident.get_absolute_url()}edit/"
    post_form(lead, f"{incident.get_absolute_url()}withdraw/", reason="not this case")
    answer = post_form(lead, edit, **{**S1, "title": "Revived"}, reason="why")
    assert "was withdrawn" in errors_of(answer)
    assert Incident.objects.get().title == "Second strike"


@pytest.mark.parametrize("page", ["incidents/", "sources/", "incidents/new/", "facts/new/"])
def test_outsider_gets_404(client, chloe, case, page):
    client.force_login(chloe)
    assert client.get(f"/cases/{case.pk}/{page}").status_code == 404


def test_reviewer_reads_but_does_not_write(client, boris, case, incident):
    client.force_login(boris)
    page = client.get(f"/cases/{case.pk}/incidents/").content.decode()
    assert "Second strike" in page and "Add an incident" not in page
    for verb in ("edit/", "withdraw/"):
        assert client.get(f"{incident.get_absolute_url()}{verb}").status_code == 403
        assert client.post(f"{incident.get_absolute_url()}{verb}", S1).status_code == 403
    assert client.post(f"/cases/{case.pk}/incidents/new/", S1).status_code == 403
    assert Incident.objects.count() == 1


def test_incident_is_not_reached_through_another_case(client, amina, incident):
    client.force_login(amina)
    other = make_case(amina, "OTHER-1")
    assert client.get(f"/cases/{other.pk}/incidents/{incident.pk}/").status_code == 404
