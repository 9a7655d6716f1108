"""For which days a relation is cited, how exactly, and what it rests on."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from casefiles.cases.cited import OnDay, beyond_text, cited_text, on_day
from casefiles.cases.models import Relation
from casefiles.cases.partial_days import read
from casefiles.cases.spans import axis_of
from evidence.exhibits.models import Citation
from tests.exhibits.material import log
from tests.facts import errors_of, make_incident, make_party, make_source, post_form, put


@pytest.fixture
def general(case, amina):
    return make_party(case, amina, "GEN", kind="person")


@pytest.fixture
def army(case, amina):
    return make_party(case, amina)


def relation(first="", last="", **fields):
    row = Relation(kind="commands", **fields)
    row.first, row.last = read(first), read(last)
    return row


@pytest.mark.parametrize(
    ("typed", "earliest", "latest", "words"),
    [
        ("2019-04-04", (2019, 4, 4), (2019, 4, 4), "4 April 2019"),
        ("4 April 2019", (2019, 4, 4), (2019, 4, 4), "4 April 2019"),
        ("2019-02", (2019, 2, 1), (2019, 2, 28), "February 2019"),
        ("April 2019", (2019, 4, 1), (2019, 4, 30), "April 2019"),
        ("2019", (2019, 1, 1), (2019, 12, 31), "2019"),
        ("2019-04-04~", (2019, 4, 4), (2019, 4, 4), "about 4 April 2019"),
        ("2019-04-01/2019-04-10", (2019, 4, 1), (2019, 4, 10),
         "between 1 April 2019 and 10 April 2019"),
    ],
)  # fmt: skip
def test_day_is_read_and_told_as_exactly_as_it_is_known(typed, earliest, latest, words):
    found = read(typed)
    assert (found.earliest, found.latest) == (date(*earliest), date(*latest))
    assert str(found) == words and read(found.typed) == found


@pytest.mark.parametrize("typed", ["04/07/2019", "soon", "2019-13", "1492", "2999-01-01", "20190404",
                                   "2019-04-10/2019-04-01", "2019-02-30"])  # fmt: skip
def test_day_that_nobody_could_read_is_refused(typed):
    with pytest.raises(ValidationError):
        read(typed)


def test_year_that_is_not_over_ends_today():
    today = timezone.now().date()
    assert read(str(today.year)).latest == today


STRIKE = date(2019, 7, 2)


@pytest.mark.parametrize(
    ("first", "last", "flags", "verdict"),
    [
        ("2019-04-04", "2020-01-27", {}, OnDay.CITED),
        ("2019-07-02", "2020-01-27", {}, OnDay.CITED),
        ("2019-04-04", "2019-07-02", {}, OnDay.CITED),
        ("2019-04", "2020", {}, OnDay.CITED),
        ("2019-07-02", "", {}, OnDay.CITED),
        ("", "2019-07-02", {}, OnDay.CITED),
        ("2019-07-02", "2019-07", {}, OnDay.CITED),
        ("2019-07", "2020-01-27", {}, OnDay.PERHAPS),
        ("2018", "2019", {}, OnDay.PERHAPS),
        ("2019", "", {}, OnDay.PERHAPS),
        ("2019-07-02~", "", {}, OnDay.CITED),
        ("2019-07-03", "2020-01-27", {}, OnDay.BEFORE),
        ("2019-07-03", "2020", {"first_is_start": True}, OnDay.NOT_BEGUN),
        ("2019-04-04", "", {}, OnDay.AFTER),
        ("2019-04-04", "2019-07-01", {}, OnDay.AFTER),
        ("2019-04-04", "2019-07-01", {"last_is_end": True}, OnDay.ENDED),
        ("", "", {}, OnDay.UNDATED),
    ],
)
def test_relation_is_cited_for_a_day_only_between_its_ends(first, last, flags, verdict):
    assert on_day(relation(first, last, **flags), STRIKE) == verdict


def test_what_lies_beyond_the_cited_days_is_called_assumed():
    row = relation("2019-04-04", "2020-01")
    assert cited_text(row) == "cited from 4 April 2019 to January 2020"
    assert "Before 4 April 2019 and after 31 January 2020 it is only assumed" in beyond_text(row)
    row.first_is_start = row.last_is_end = True
    assert "it began and ended then" in cited_text(row) and beyond_text(row) == ""
    assert cited_text(row, is_cited=False).startswith("entered from 4 April 2019 to January 2020")


def test_bar_tells_cited_from_perhaps_and_from_assumed(settings):
    row = relation("2019-04", "2020-01-27", last_is_end=True)
    axis = axis_of([row], STRIKE)
    kinds = [piece.kind for piece in axis.bar(row)]
    assert kinds == ["assumed", "perhaps", "cited"]
    cited = axis.bar(row)[-1]
    assert cited.x < axis.mark(STRIKE) < cited.end


def test_bar_is_mirrored_where_reading_is_from_the_right():
    from django.utils.translation import override

    row = relation("2019-04-04", "2020-01-27", first_is_start=True)
    axis = axis_of([row])
    plain = axis.bar(row)
    with override("ar"):
        turned = axis.bar(row)
    assert [(p.kind, 1000 - p.end) for p in plain] == [(p.kind, p.x) for p in turned]


def test_days_come_back_into_the_form_as_they_were_typed(lead, case, general, army):
    url = f"/cases/{case.pk}/relations/new/"
    data = {"from_party": general.pk, "to_party": army.pk, "kind": "commands", "status": "alleged",
            "first_cited": "April 2019", "last_cited": "2020-01-27~", "role": "General"}  # fmt: skip
    assert post_form(lead, url, **data).status_code == 302
    row = Relation.objects.get()
    assert (row.first_cited, row.first_cited_latest) == (date(2019, 4, 1), date(2019, 4, 30))
    assert (row.first_precision, row.last_precision) == ("day_unknown", "about")
    shown = lead.get(f"{row.get_absolute_url()}edit/").content.decode()
    assert 'value="2019-04"' in shown and 'value="2020-01-27~"' in shown
    page = lead.get(row.get_absolute_url()).content.decode()
    assert "Entered from April 2019 to about 27 January 2020." in page and "General" in page
    assert "It rests on nothing yet" in page


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"first_cited": "in spring"}, "Write the day as 2019-07-02"),
        ({"first_cited": "2019-08", "last_cited": "2019-07"}, "before the first"),
        ({"first_is_start": "on", "first_cited": ""}, "Say when it began"),
        ({"last_is_end": "on"}, "Say when it ended"),
    ],
)
def test_impossible_days_are_refused_in_words(lead, case, general, army, changed, says):
    data = {"from_party": general.pk, "to_party": army.pk, "kind": "commands", "status": "alleged"}
    answer = post_form(lead, f"/cases/{case.pk}/relations/new/", **{**data, **changed})
    assert says in errors_of(answer) and not Relation.objects.exists()


def test_rank_is_a_persons(lead, case, amina, army):
    gna = make_party(case, amina, "GNA", kind="government")
    data = {"from_party": gna.pk, "to_party": army.pk, "kind": "commands", "status": "alleged"}
    answer = post_form(lead, f"/cases/{case.pk}/relations/new/", **data, role="General")
    assert "Neither of these two is a person" in errors_of(answer)


def test_party_page_shows_both_directions_and_the_day_of_the_incident(
    lead, case, amina, general, army
):
    make_incident(case, amina, earliest_date=STRIKE)
    gna = make_party(case, amina, "GNA", kind="government")
    un = make_source(case, amina)
    for start, end, kind in ((general, army, "commands"), (army, gna, "part_of")):
        row = relation("2019-04-04", "2020-01-27", case=case, from_party=start, to_party=end,
                       source=un)  # fmt: skip
        row.kind = kind
        put(row, amina)
    page = lead.get(army.get_absolute_url()).content.decode()
    assert page.index("From it to others") < page.index("From others to it")
    assert page.count("S2: cited for this day") == 2 and "span-day" in page
    assert "rests on nothing" not in page
    row = relation("2019-07-02", "", case=case, from_party=army, to_party=gna)
    row.kind = "supports"
    put(row, amina)
    page = lead.get(army.get_absolute_url()).content.decode()
    assert "Entered for 2 July 2019 · S2: entered for this day" in page
    assert "Entered for 2 July 2019." in lead.get(row.get_absolute_url()).content.decode()


def test_relation_that_cites_an_exhibit_rests_on_something(lead, case, amina, general, army):
    row = put(Relation(case=case, from_party=general, to_party=army, kind="commands"), amina)
    assert "rests on nothing" in lead.get(army.get_absolute_url()).content.decode()
    exhibit = log(case, amina)
    put(Citation(case=case, exhibit=exhibit, target=row, locator="page", place="12"), amina)
    page = lead.get(army.get_absolute_url()).content.decode()
    assert "rests on nothing" not in page and exhibit.number in page and "page 12" in page


def test_overview_counts_the_relations_that_rest_on_nothing(lead, case, amina, general, army):
    put(Relation(case=case, from_party=general, to_party=army, kind="commands"), amina)
    un = make_source(case, amina)
    put(Relation(case=case, from_party=army, to_party=general, kind="supports", source=un), amina)
    page = lead.get(case.get_absolute_url()).content.decode()
    assert "1 relation of parties rests on nothing." in page
