"""What is frozen for whom: consent, confidentiality and need to know, and what is never silent."""

import json

import pytest

from casefiles.audit.canonical import canonical_json
from casefiles.audit.services import record
from casefiles.cases.services.records import withdraw
from evidence.exhibits.models import Exhibit, ExhibitReader, WebCapture
from evidence.witnesses.models import Consent, StatementExhibit
from tests.dossiers.casework import CANARY, WHY


def change(row, by, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    record(row, by=by, reason=WHY)


def exhibit(contents, number):
    return next(row for row in contents["evidence"] if row["number"] == number)


def test_same_case_gives_same_contents(work, frozen):
    first, digest = frozen()
    second, again = frozen(at=None)
    first["edition"].pop("at"), second["edition"].pop("at")
    first["edition"].pop("instant"), second["edition"].pop("instant")
    assert first == second and len(digest) == len(again) == 64


def test_statement_without_consent_is_left_out_and_counted(frozen):
    listed = frozen()[0]["statements"]
    assert [row["code"] for row in listed["rows"]] == ["W-0001"]
    assert [row["number"] for row in listed["left_out"]] == [1]
    assert "W-0002" not in json.dumps(frozen()[0])


def test_consent_for_one_audience_is_none_for_another(frozen):
    listed = frozen("court")[0]["statements"]
    assert listed["rows"] == [] and listed["left_out"][0]["number"] == 2


def test_consent_that_ran_out_keeps_the_statement_out(work, frozen, amina):
    row = Consent.objects.get(witness__code="W-0001")
    change(row, amina, expires_on="2020-01-01")
    assert frozen()[0]["statements"]["rows"] == []


def test_recording_of_a_witness_without_consent_is_withheld_with_its_number(work, frozen, amina):
    statement = Consent.objects.get(witness__code="W-0002").witness.statements.get()
    work.add(StatementExhibit, statement=statement, exhibit=work.panel)
    contents = frozen()[0]
    assert "consent" in exhibit(contents, "TAJ-POE-0004")["withheld"]
    assert "Panel finding" not in json.dumps(contents)


def test_exhibit_above_the_audience_keeps_number_ratings_and_reason(work, frozen, amina):
    change(work.panel, amina, confidentiality="secret")
    contents = frozen("court")[0]
    row = next(
        r for r in contents["analysis"][0]["matrix"]["rows"] if r["number"] == "TAJ-POE-0004"
    )
    assert exhibit(contents, "TAJ-POE-0004")["withheld"] == row["withheld"] != ""
    assert [cell["value"] for cell in row["cells"]] == ["CC", "CC", "I"]
    text = json.dumps(contents)
    assert "Panel finding" not in text and "Why TAJ-POE-0004" not in text
    assert str(work.panel.pk) not in contents["rests_on"]["exhibits"]


def test_exhibit_that_the_asker_may_not_see_is_withheld(work, frozen, amina):
    change(work.panel, amina, named_readers_only=True)
    work.add(ExhibitReader, exhibit=work.panel, user=amina)
    contents = frozen()[0]
    assert exhibit(contents, "TAJ-POE-0004")["withheld"]
    assert "Why TAJ-POE-0004" not in json.dumps(contents)


def test_court_minimum_of_a_web_capture_is_told_and_its_address_is_not(work, frozen):
    page = work.exhibit("WEB", 30, kind="web_capture", content=b"<!doctype html><html>")
    work.add(WebCapture, exhibit=page, url="https://example.org/canary", shows_date_time=True)
    contents = frozen("public")[0]
    told = exhibit(contents, "TAJ-WEB-0030")
    assert told.get("withheld") or told["court_minimum"]
    told = exhibit(frozen("internal")[0], "TAJ-WEB-0030")
    assert "a full-page capture" in told["court_minimum"]
    assert "the web address" not in told["court_minimum"]
    assert "canary" not in json.dumps(contents["evidence"])
    assert "court_minimum" not in exhibit(frozen("internal")[0], "TAJ-POE-0004")


def test_withdrawn_exhibit_leaves_the_index(work, frozen, amina):
    withdraw(work.news, by=amina, reason=WHY)
    assert not [r for r in frozen()[0]["evidence"] if r["number"] == "TAJ-NEWS-0009"]


def test_edition_is_as_confidential_as_its_most_confidential_part(work, frozen, amina):
    assert frozen("un")[0]["edition"]["confidentiality"] == "confidential"
    change(Exhibit.objects.get(pk=work.visit.pk), amina, confidentiality="secret")
    assert frozen()[0]["edition"]["confidentiality"] == "secret"


def test_staff_who_handled_exhibits_are_named_only_inside_and_in_court(frozen):
    def handlers(audience):
        rows = frozen(audience)[0]["custody"]
        events = [event for row in rows for event in row["events"]]
        return {event["by"] for event in events if "gap" not in event}

    assert handlers("internal") == handlers("court") == {"Amina"}
    assert handlers("un") == {""}


def test_nothing_sealed_is_frozen(frozen):
    text = canonical_json(frozen()[0]).decode()
    assert CANARY not in text and "Interviewer Canary" not in text
    assert "the name it came with" not in text
    assert "Foreign State (identity withheld)" in text


def test_no_hypothesis_is_called_approved_before_it_is(frozen):
    question = frozen()[0]["analysis"][0]
    marks = {row["code"]: row["mark"]["text"] for row in question["hypotheses"]}
    assert set(marks.values()) == {"NOT APPROVED"} and len(marks) == 5
    assert question["conclusion"]["mark"]["text"] == "NOT APPROVED"


@pytest.mark.parametrize("audience", ["internal", "un", "court", "national", "public"])
def test_what_speaks_against_a_hypothesis_is_in_every_edition(frozen, audience):
    rows = {row["code"]: row for row in frozen(audience)[0]["analysis"][0]["hypotheses"]}
    against = rows["H3"]["against"]
    assert [(r["number"], r["ratings"][0]["value"]) for r in against] == [("TAJ-POE-0004", "I")]
