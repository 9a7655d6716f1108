"""Figures coexist by source; nothing is averaged; unknown is not zero."""

from datetime import date

import pytest

from casefiles.cases.figures import figure_strip
from casefiles.cases.models import CasualtyFigure
from tests.answers import words_of
from tests.facts import errors_of, make_figure, make_incident, make_source, post_form

FIGURE = {"outcome": "injured", "basis": "counted", "status": "unknown"}


@pytest.fixture
def incident(case, amina):
    return make_incident(case, amina)


@pytest.fixture
def un(case, amina):
    return make_source(case, amina)


@pytest.fixture
def press(case, amina):
    return make_source(case, amina, "PRESS")


@pytest.fixture
def add(lead, case, incident):
    def post(source, **fields):
        url = f"/cases/{case.pk}/casualties/new/?incident={incident.pk}"
        return post_form(lead, url, incident=incident.pk, source=source.pk, **{**FIGURE, **fields})

    return post


def test_figures_of_two_sources_stand_side_by_side(lead, case, incident, un, press, add):
    add(un, minimum="87", best="87", male="87", as_of="2020-01-27")
    add(press, minimum="130", basis="claimed", as_of="2020-01-28")
    assert CasualtyFigure.objects.current().count() == 2
    for page in (incident.get_absolute_url(), f"/cases/{case.pk}/incidents/"):
        answer = lead.get(page)
        text, words = answer.content.decode(), words_of(answer)
        assert ">87<" in text and ">130<" in text and "sources differ" in text
        assert "109" not in words and "217" not in words  # no average, no sum


def test_strip_says_at_least_and_ranges_as_the_source_does(case, amina, incident, un, press):
    make_figure(incident, un, amina, outcome="killed", minimum=53)
    make_figure(incident, press, amina, outcome="killed", minimum=37, maximum=80, as_of=None)
    (killed,) = figure_strip(incident.casualties.all())
    rows = {row["source"]: (row["qualifier"], row["value"], row["as_of"]) for row in killed["rows"]}
    assert rows == {"UN": ("at least", "53", "27 January 2020"), "PRESS": ("", "37–80", "")}


def test_outcome_of_which_no_source_speaks_is_absent_not_zero(lead, amina, incident, un, add):
    add(un, minimum="87")
    assert [group["label"] for group in figure_strip(incident.casualties.all())] == ["injured"]
    empty = make_incident(incident.case, amina, "S9")
    page = lead.get(empty.get_absolute_url()).content.decode()
    assert "Unknown is not zero" in page and ">0<" not in page


def test_a_source_that_says_none_is_kept_as_zero(incident, un, add):
    add(un, best="0")
    assert CasualtyFigure.objects.get().best == 0
    assert figure_strip(incident.casualties.all())[0]["rows"][0]["value"] == "0"


def test_parts_a_source_leaves_out_stay_unknown(incident, un, add):
    add(un, outcome="killed", minimum="53", men="47", boys="6")
    figure = CasualtyFigure.objects.get()
    assert (figure.men, figure.boys, figure.women) == (47, 6, None)
    assert [number for _, number in figure.breakdown()] == [47, 6]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Give at least one figure. Unknown is not zero."),
        ({"minimum": "90", "best": "87"}, "must rise"),
        ({"best": "2147483648"}, "too large"),
        ({"best": "87 or so"}, "whole number"),
        ({"best": "87.5"}, "whole number"),
        ({"men": "-3", "best": "1"}, "greater than or equal to 0"),
        ({"best": "1", "as_of": "2999-01-01"}, "year"),
        ({"best": "1", "outcome": "vanished"}, "not one of the available choices"),
        ({"best": "1", "note": "name\u202egnp.exe"}, "U+202E"),
    ],
)
def test_wrong_figures_are_refused_in_words(un, add, fields, says):
    assert says in errors_of(add(un, **fields))
    assert not CasualtyFigure.objects.exists()


def test_new_figure_of_a_source_overwrites_no_other(lead, amina, incident, un, press):
    old, other = (
        make_figure(incident, un, amina, best=87),
        make_figure(incident, press, amina, minimum=130),
    )
    edit = f"{old.get_absolute_url()}edit/"
    post_form(
        lead, edit, incident=incident.pk, source=un.pk, **FIGURE, best="88", reason="corrected"
    )
    values = [(row.source.code, row.best, row.minimum) for row in CasualtyFigure.objects.current()]
    assert sorted(values, key=str) == [("PRESS", None, 130), ("UN", 88, None)]
    assert old.history.count() == 2 and other.history.count() == 1


def test_withdrawn_figure_leaves_the_strip_and_stays_readable(lead, amina, incident, un):
    figure = make_figure(incident, un, amina, best=87, as_of=date(2020, 1, 27))
    answer = post_form(lead, f"{figure.get_absolute_url()}withdraw/", reason="misread")
    assert answer["Location"] == incident.get_absolute_url()
    assert ">87<" not in lead.get(incident.get_absolute_url()).content.decode()
    assert "misread" in lead.get(figure.get_absolute_url()).content.decode()
