"""History as people read it, and what it keeps from those who may not see a record."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casefiles.audit.history import entries
from casefiles.audit.services import record
from casefiles.cases.models import Incident, IncidentFact, Party, Source
from casefiles.cases.services.records import withdraw
from casefiles.cases.vocabulary import PartyKind
from evidence.exhibits.models import Citation, Derivation, Exhibit, ExhibitReader, Grading
from evidence.witnesses.models import Statement, Witness


def a_source(case, by, code="UN", title="Joint report", reason="first entry"):
    source = Source(case=case, code=code, title=title)
    record(source, by=by, reason=reason)
    return source


def an_exhibit(case, by, number, **fields):
    exhibit = Exhibit(case=case, number=number, provider_code="UN", kind="document",
                      title=f"Title of {number}", **fields)  # fmt: skip
    record(exhibit, by=by, reason=f"logging {number}")
    return exhibit


def history(client, user, case, **query):
    client.force_login(user)
    return client.get(reverse("cases:history", args=[case.pk]), query)


def history_of(client, user, obj):
    client.force_login(user)
    path = reverse("cases:record_history", args=[obj.case_id, obj._meta.label_lower, obj.pk])
    return client.get(path)


def fields_of(obj):
    """{label: parts} of the newest change."""
    newest = obj.changes().select_related("actor", "content_type").latest("sequence")
    return {field.label: field for field in entries([newest])[0].fields}


def text(response):
    return response.content.decode()


def test_change_tells_field_old_new_who_and_why(client, case, amina):
    source = a_source(case, amina)
    source.code = "UNSMIL"
    record(source, by=amina, reason="the body's own name")
    page = text(history_of(client, amina, source))
    assert "Short name" in page and "<del>UN</del>" in page and "<ins>UNSMIL</ins>" in page
    assert (
        "Amina" in page
        and "the body&#x27;s own name" in page
        and "UTC" in page
        and "UTC UTC" not in page
    )


def test_choices_dates_and_links_are_told_in_words(case, amina):
    incident = Incident(case=case, code="S1", title="First strike")
    record(incident, by=amina, reason="first entry")
    source = a_source(case, amina)
    fact = IncidentFact(case=case, incident=incident, text="A hangar burned.", source=source)
    record(fact, by=amina, reason="first entry")
    assert fields_of(fact)["Source"].parts == [("ins", "UN")]
    fact.source = a_source(case, amina, "DCIM", "Statement")
    record(fact, by=amina, reason="wrong source")
    assert fields_of(fact)["Source"].parts == [("del", "UN"), ("ins", "DCIM")]
    incident.precision, incident.earliest_date = "exact", date(2019, 7, 2)
    record(incident, by=amina, reason="dated")
    told = fields_of(incident)
    assert told["Precision"].parts == [("del", "about"), ("ins", "exact")]
    assert told["Earliest date"].parts == [("ins", "2 July 2019")]
    assert set(told) == {"Precision", "Earliest date"}


def test_long_text_is_compared_word_by_word(case, amina):
    words = "The strike hit the hangar shortly before midnight, and the guards ran to the gate."
    incident = Incident(case=case, code="S1", title="First strike", description=words)
    record(incident, by=amina, reason="first entry")
    incident.description = words.replace("midnight", "one o'clock")
    record(incident, by=amina, reason="second source")
    parts = fields_of(incident)["Description"].parts
    assert ("del", "midnight,") in parts and ("ins", "one o'clock,") in parts
    assert parts[0][0] == "same" and parts[0][1].startswith("The strike hit")


def test_zero_is_told_apart_from_nothing(case, amina):
    party = Party(case=case, code="LNA", name="LNA", kind=PartyKind.ARMED_FORCE)
    record(party, by=amina, reason="first entry")
    party.withheld = True
    record(party, by=amina, reason="asked to")
    assert fields_of(party)["Identity assessed but withheld"].parts == [
        ("del", "no"),
        ("ins", "yes"),
    ]


def test_sealed_text_is_said_to_have_changed_and_never_shown(client, case, amina):
    party = Party(case=case, code="STATE-X", name="Foreign State", kind=PartyKind.STATE,
                  withheld=True, sealed_name="CANARY-ONE")  # fmt: skip
    record(party, by=amina, reason="first entry")
    party.sealed_name = "CANARY-TWO"
    record(party, by=amina, reason="better spelling")
    pages = [history_of(client, amina, party), history(client, amina, case)]
    for page in map(text, pages):
        assert page.count("sealed text changed") == 1 and "CANARY" not in page


def test_withdrawal_is_marked_with_its_reason(client, case, amina):
    source = a_source(case, amina)
    withdraw(source, by=amina, reason="entered twice")
    page = text(history_of(client, amina, source))
    assert "entered twice" in page and page.count("Withdrawn") >= 2
    newest = source.changes().select_related("actor", "content_type").latest("sequence")
    assert entries([newest])[0].is_withdrawal


def test_case_history_tells_every_act_newest_first(client, case, amina, boris):
    a_source(case, amina, reason="from the annex")
    shown = history(client, amina, case).context["entries"]
    assert [(e["kind"], str(e["act"])) for e in shown] == [
        ("Source", "entered"), ("Membership", "added to the case"),
        ("Membership", "added to the case"), ("Case file", "opened"),
    ]  # fmt: skip
    assert shown[0]["title"] == "UN"


def test_outsider_gets_404(client, case, amina, chloe):
    source = a_source(case, amina)
    assert history(client, chloe, case).status_code == 404
    assert history_of(client, chloe, source).status_code == 404


@pytest.mark.parametrize("label", ["accounts.user", "cases.historicalsource", "nonsense", "a.b",
                                   "audit.change", "cases.leadreplacement"])  # fmt: skip
def test_only_records_of_the_case_have_a_history_page(client, case, amina, label):
    client.force_login(amina)
    path = reverse("cases:record_history", args=[case.pk, label, uuid.uuid4()])
    assert client.get(path).status_code == 404
    path = reverse("cases:record_history", args=[case.pk, label, amina.pk])
    assert client.get(path).status_code == 404


def test_record_of_another_case_is_not_reached_through_this_one(client, case, amina, chloe):
    from tests.cast import make_case

    other = a_source(make_case(chloe, "XYZ-2020"), chloe)
    client.force_login(amina)
    path = reverse("cases:record_history", args=[case.pk, "cases.source", other.pk])
    assert client.get(path).status_code == 404


@pytest.fixture
def restricted(case, amina):
    """An exhibit for Amina alone, and everything that hangs off it."""
    secret = an_exhibit(case, amina, "CANARY-0001", named_readers_only=True)
    open_one = an_exhibit(case, amina, "TAJ-UN-0002")
    reader = ExhibitReader(case=case, exhibit=secret, user=amina)
    grading = Grading(case=case, exhibit=secret, reliability="A", credibility="2", analyst=amina,
                      why="CANARY grade")  # fmt: skip
    derivation = Derivation(case=case, exhibit=open_one, parent=secret, note="CANARY note")
    citation = Citation(case=case, target=secret, exhibit=open_one, place="CANARY place")
    for row in (reader, grading, derivation, citation):
        record(row, by=amina, reason="CANARY reason")
    return secret, reader, grading, derivation, citation


def test_restricted_exhibit_and_all_that_hangs_off_it_leak_nowhere(client, restricted, case, boris):
    page = text(history(client, boris, case))
    assert "CANARY" not in page and "TAJ-UN-0002" in page
    for row in restricted:
        assert history_of(client, boris, row).status_code == 404


def test_reason_filter_does_not_betray_that_something_was_left_out(client, restricted, case, boris):
    response = history(client, boris, case, words="CANARY")
    assert response.context["entries"] == [] and response.context["older"] is None
    kinds = [label for _value, label in response.context["form"].fields["kind"].choices]
    assert "Grading" not in kinds and "Citation" not in kinds


def test_named_reader_reads_the_whole_history(client, restricted, case, amina):
    page = text(history(client, amina, case))
    assert "CANARY-0001" in page and "CANARY grade" in page and "CANARY place" in page
    for row in restricted:
        assert history_of(client, amina, row).status_code == 200


def test_restricted_statement_leaks_nowhere(client, case, amina, boris):
    witness = Witness(case=case, code="W-0001")
    record(witness, by=amina, reason="first entry")
    statement = Statement(case=case, witness=witness, taken_on=date(2019, 8, 1), mode="in_person",
                          place_class="office", language="CANARY-TONGUE", place="CANARY-TOWN",
                          named_readers_only=True)  # fmt: skip
    record(statement, by=amina, reason="CANARY reason")
    page = text(history(client, boris, case))
    assert "CANARY" not in page and "W-0001" in page
    assert history_of(client, boris, statement).status_code == 404


@pytest.fixture
def mixed(case, amina, boris):
    """Changes of two people, of two kinds, for two reasons."""
    a_source(case, amina, reason="annex of the report")
    record(Incident(case=case, code="S1", title="First strike"), by=boris, reason="radio log")


def titles(response):
    return [entry["title"] for entry in response.context["entries"]]


def test_filters_by_person_kind_and_words(client, mixed, case, amina, boris):
    assert titles(history(client, amina, case, person=boris.pk)) == ["S1 First strike"]
    kinds = {
        str(n): k for k, n in history(client, amina, case).context["form"].fields["kind"].choices
    }
    assert titles(history(client, amina, case, kind=kinds["Source"])) == ["UN"]
    assert titles(history(client, amina, case, words="ANNEX of")) == ["UN"]
    assert titles(history(client, amina, case, words="annex", person=boris.pk)) == []


def test_filters_by_days_in_utc(client, mixed, case, amina):
    today = case.changes().get().at.date()
    everything = len(titles(history(client, amina, case)))
    assert len(titles(history(client, amina, case, since=today, until=today))) == everything
    assert titles(history(client, amina, case, until="2019-07-02")) == []
    assert titles(history(client, amina, case, since="2099-01-01")) == []


@pytest.mark.parametrize(
    "query", [{"since": "yesterday"}, {"person": "x"}, {"kind": "'"}, {"words": "x" * 201}]
)
def test_wrong_filter_is_said_and_breaks_nothing(client, mixed, case, amina, query):
    response = history(client, amina, case, **query)
    assert response.status_code == 200 and "There is a problem" in text(response)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", ""])
def test_wrong_page_mark_shows_the_newest(client, mixed, case, amina, before):
    assert len(titles(history(client, amina, case, before=before))) == 5


def test_pages_join_without_gap_or_repeat(client, case, amina, monkeypatch):
    from casefiles.cases.views import history as view

    monkeypatch.setattr(view, "PER_PAGE", 4)
    for number in range(9):
        a_source(case, amina, f"S{number}")
    seen, before = [], ""
    while before is not None:
        context = history(client, amina, case, before=before).context
        seen += [entry["change"].sequence for entry in context["entries"]]
        before = context["older"]
    from casefiles.audit.models import Change

    expected = Change.objects.in_case(case.pk).order_by("-sequence")
    assert seen == [change.sequence for change in expected]


def queries(client, case, amina):
    with CaptureQueriesContext(connection) as found:
        history(client, amina, case)
    return len(found)


def test_number_of_queries_does_not_grow_with_the_changes(client, case, amina):
    def more(count, start):
        for number in range(start, start + count):
            source = a_source(case, amina, f"S{number}")
            incident = Incident(case=case, code=f"I{number}", title="Strike")
            record(incident, by=amina, reason="first entry")
            fact = IncidentFact(case=case, incident=incident, text="Fact", source=source)
            record(fact, by=amina, reason="first entry")

    more(1, 0)
    history(client, amina, case)
    few = queries(client, case, amina)
    more(14, 1)
    assert queries(client, case, amina) == few


def test_last_and_first_day_there_are_narrow_nothing(client, case, amina):
    """The day after the last one would be no date any more."""
    a_source(case, amina, reason="entered between the two")
    answer = history(client, amina, case, since="0001-01-01", until="9999-12-31")
    assert answer.status_code == 200 and "entered between the two" in text(answer)
    assert "entered between" not in text(history(client, amina, case, until="0001-01-01"))
