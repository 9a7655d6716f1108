"""Custody whose time of day is not known: its order, its gaps, its words, and what stays exact."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, permutations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from casefiles.cases.partial_days import PartialDay
from evidence.exhibits.chronicle import Chronicle
from evidence.exhibits.custody import custody_timeline, when_text
from evidence.exhibits.custody_order import Fact, in_order
from evidence.exhibits.gaps import Beginning, gaps_of
from evidence.exhibits.models import CustodyEvent
from reports.dossiers.contents.custody import freeze_sheet, log_rows
from tests.exhibits.test_custody import entry, page, send, thing  # noqa: F401 - fixtures
from tests.exhibits.test_gaps import SEALS, chains, fact, kinds, told
from tests.exhibits.test_pages import errors_of

START = datetime(2019, 7, 3, tzinfo=UTC)
LAST = timedelta(days=1, microseconds=-1)


def on(sequence, kind, first, last=None, **words):
    """A fact of some day from one to another, told as days after 3 July 2019."""
    days = [START + timedelta(days=each) for each in (first, first if last is None else last)]
    day = PartialDay(days[0].date(), days[1].date())
    return Fact(sequence, kind, days[0], until=days[1] + LAST, day=day, **words)


@st.composite
def blurred(draw, facts):
    """The same facts, of some of which only a range of days is known that holds the time."""
    some = []
    for each in facts:
        before, after = draw(st.sampled_from([(None, None), (0, 0), (0, 3), (20, 40)]))
        if before is not None:
            first = (each.at - timedelta(days=before)).replace(hour=0, minute=0)
            last = (each.at + timedelta(days=after)).replace(hour=0, minute=0) + LAST
            day = PartialDay(first.date(), last.date())
            each = each._replace(at=first, until=last, day=day)
        some.append(each)
    return some


@given(chains(), st.data(), st.randoms(use_true_random=False))
def test_whole_chain_has_no_gap_whatever_is_known_of_its_times(facts, data, random):
    numbers = [each.sequence for each in facts]
    random.shuffle(numbers)
    facts = [each._replace(sequence=n) for each, n in zip(facts, numbers, strict=True)]
    assert kinds(data.draw(blurred(facts))) == []


@given(chains(), st.data())
def test_missing_hand_over_is_a_gap_whatever_is_known_of_the_times(facts, data):
    if len(facts) < 3:
        return
    lost = data.draw(st.integers(1, len(facts) - 2))
    assert "handover" in kinds(data.draw(blurred(facts[:lost] + facts[lost + 1 :])))


@given(chains(), st.data())
def test_order_contradicts_no_time(facts, data):
    ordered = in_order(data.draw(blurred(facts)))
    assert sorted(each.sequence for each in ordered) == sorted(each.sequence for each in facts)
    for place, each in enumerate(ordered):
        assert not any(later.last < each.at for later in ordered[place + 1 :])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=2, max_size=5), st.data())
def test_gap_is_told_only_if_no_possible_order_is_without(spans, data):
    """Against every order that the times allow, for hand-overs between different people."""
    names = data.draw(st.permutations([f"P{n}" for n in range(8)]))
    facts = []
    for number, (first, more) in enumerate(spans):
        giver, taker = names[number], names[number + 1]
        facts.append(on(number + 1, "transferred", first, first + more, giver=giver, taker=taker))
    facts = [each._replace(sequence=n) for n, each in
             enumerate(data.draw(st.permutations(facts)), start=1)]  # fmt: skip

    def is_possible(order):
        return not any(b.last < a.at for i, a in enumerate(order) for b in order[i + 1 :])

    def is_whole(order):
        return all(a.taker == b.giver for a, b in pairwise(order))

    can_be_whole = any(is_possible(order) and is_whole(order) for order in permutations(facts))
    assert (kinds(facts) == []) == can_be_whole


def test_times_that_are_known_stand_as_they_did():
    facts = [fact(3, "examined", 5), fact(1, "other", 5), fact(2, "collected", 1, taker="A")]
    assert [each.sequence for each in in_order(facts)] == [2, 1, 3]


def test_length_of_a_gap_is_the_least_it_can_have_been():
    facts = [on(1, "collected", 0, taker="A"), on(2, "received", 6, giver="B", taker="C")]
    head = "No record of how it went from A to B: "
    assert told(facts) == [head + "at least 5 days, 3 to 9 July 2019."]
    exact = Fact(2, "received", START + timedelta(days=1, hours=10), giver="B", taker="C")
    assert told([facts[0], exact]) == [head + "at least 10 hours, 3 to 4 July 2019."]
    within = on(2, "received", 0, giver="B", taker="C")
    assert told([facts[0], within]) == [head + "3 July 2019."]
    month = on(1, "collected", -2, 28, taker="A")
    assert told([month, on(2, "received", 6, giver="B", taker="C")]) == [head[:-2] + "."]


def test_day_only_opens_no_gap_in_time_that_may_not_be_there():
    def gaps(first, second):
        return kinds([on(1, "collected", *first, taker="A"), on(2, "received", *second, taker="B")])

    assert gaps((0,), (1,)) == [] == gaps((0,), (2,))  # the end of the 3rd, the begin of the 5th
    assert gaps((0,), (3,)) == ["time"]
    assert gaps((0, 5), (6,)) == []


def test_first_entry_of_a_month_leaves_only_the_time_before_the_month():
    month = on(1, "received", -2, 28, taker="Us")  # July 2019
    made = Beginning(made=date(2019, 6, 20))
    (said,) = told([month], made)
    assert said.endswith("and the first entry: at least 11 days, 20 June to 1 July 2019.")
    assert gaps_of([month], Beginning(made=date(2019, 7, 10))) == []


@pytest.mark.parametrize(("entries", "wanted"), SEALS)
def test_seal_that_went_between_two_days_is_told_in_words(entries, wanted):
    facts = [on(n, kind, n * 3, seal=seal) for n, (kind, seal) in enumerate(entries)]
    assert kinds(facts) == wanted
    assert all("seal" in words.casefold() and words.endswith(".") for words in told(facts))


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (0, 20, []),
        (0, 4, []),
        (6, 20, []),
        (7, 20, ["seal_open"]),
        (1, 3, ["seal_open", "seal_unknown"]),
    ],
)
def test_examination_that_may_have_been_while_it_lay_open_broke_no_seal(first, last, wanted):
    facts = [
        on(1, "sealed", 0, seal="A 1"), on(2, "unsealed", 4, seal="A 1"),
        on(3, "sealed", 6, seal="B 2"), on(4, "examined", first, last),
    ]  # fmt: skip
    assert kinds(facts) == wanted


HOURS = [
    Fact(1, "sealed", START + timedelta(hours=10), seal="A 1"),
    Fact(2, "unsealed", START + timedelta(hours=15), seal="A 1"),
    Fact(3, "sealed", START + timedelta(hours=16), seal="B 2"),
]


@pytest.mark.parametrize("noted", [0, 4])
@pytest.mark.parametrize(
    ("day", "seal", "wanted"),
    [
        (0, "A 1", []),  # before it was opened
        (0, "B 2", []),  # after it was sealed anew
        (0, "C 3", ["seal"]),
        (1, "A 1", ["seal"]),
        (1, "B 2", []),
    ],
)
def test_hand_over_of_unknown_hour_opens_no_seal_gap_where_it_fits(noted, day, seal, wanted):
    moved = on(noted, "transferred", day, giver="X", taker="Y", seal=seal)
    assert kinds([*HOURS, moved]) == wanted


def test_seal_that_was_changed_without_a_record_is_a_gap_whatever_the_hour():
    first, _opened, second = HOURS
    moved = on(4, "transferred", 0, giver="X", taker="Y", seal="A 1")
    assert kinds([first, second, moved]) == ["seal"]


def test_since_when_nobody_has_it_is_the_latest_it_can_be():
    left = [on(1, "collected", 0, taker="Team"), on(2, "other", 4, 8, giver="Team")]
    assert told(left) == ["No record of who has it: since 11 July 2019."]


# Of the form, the pages and the paper.
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "first", "last", "said"),
    [
        ("2019-07-04", "2019-07-03T22:00", "2019-07-04T22:00", "4 July 2019, day only"),
        ("July 2019", "2019-06-30T22:00", "2019-07-31T22:00", "July 2019"),
        ("2019", "2018-12-31T22:00", "2019-12-31T22:00", "2019"),
        ("2019-07-04/2019-07-06", "2019-07-03T22:00", "2019-07-06T22:00",
         "between 4 July 2019 and 6 July 2019"),
    ],
)  # fmt: skip
def test_day_is_kept_as_it_was_told(send, thing, page, typed, first, last, said):  # noqa: F811
    boxes = {"kind": "collected", "zone": "Africa/Tripoli", "why": "x", "to_holder": "Team"}
    assert send("custody_create", thing, known_day=typed, **boxes).status_code == 302
    event = thing.custody.get()
    assert event.happened_at == datetime.fromisoformat(f"{first}+00:00")
    assert event.happened_until == datetime.fromisoformat(f"{last}+00:00") - timedelta.resolution
    assert when_text(event) == f"{said} (Africa/Tripoli)"
    assert f"{said} (Africa/Tripoli)" in page("exhibit_detail", thing).content.decode()
    [row] = log_rows(Chronicle.of(thing), named=False)  # of every edition of a dossier
    assert row["when"] == f"{said} (Africa/Tripoli)"
    form = page("custody_create", thing, corrects=event.pk).context["form"]
    assert form["known_day"].value() == event.day.typed and not form["happened_on"].value()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("boxes", "problem"),
    [
        ({}, "the time, or the day if no time of day is known"),
        ({"happened_on": "2019-07-03T10:20", "known_day": "2019-07-03"}, "they say it twice"),
        ({"known_day": "2019-07-04~"}, "the first and the last day"),
        ({"known_day": "summer"}, "Write the day as 2019-07-02"),
        ({"known_day": "2190-07-04"}, "in the future"),
        ({"known_day": "2019-07-04", "zone": "Nowhere"}, "Use a name such as Africa/Tripoli"),
    ],
)
def test_time_that_says_nothing_or_too_much_is_refused(send, thing, boxes, problem):  # noqa: F811
    words = {"kind": "collected", "zone": "UTC", "why": "x", "to_holder": "Team", **boxes}
    answer = send("custody_create", thing, **words)
    assert answer.status_code == 422 and problem in errors_of(answer)
    assert not thing.custody.exists()


@pytest.mark.django_db
def test_custody_sheet_prints_days_in_their_order(send, thing, amina):  # noqa: F811
    entry(thing, amina, 1, from_holder="Team", to_holder="Lab")  # 4 July 2019, 08:00
    send("custody_create", thing, kind="collected", known_day="2019-07-04", zone="UTC", why="x",
         to_holder="Team")  # fmt: skip
    at = datetime(2026, 1, 1, tzinfo=UTC)
    sheet = freeze_sheet(thing, by=amina, number=1, why="x", at=at)
    assert [(row["sequence"], row["when"]) for row in sheet["log"]] == [
        ("2", "4 July 2019, day only"), ("1", "4 July 2019, 08:00 UTC")]  # fmt: skip
    assert sheet["gaps"] == 0 and sheet["holding"]["who"] == "Lab"


@pytest.mark.django_db
def test_corrected_entry_stands_where_its_own_time_says(send, thing, amina):  # noqa: F811
    wrong = entry(thing, amina, 2, "collected", to_holder="Team")
    entry(thing, amina, 9, from_holder="Team", to_holder="Lab")
    send("custody_create", thing, {"corrects": wrong.pk}, kind="collected", known_day="2019-07",
         zone="UTC", why="x", to_holder="Team")  # fmt: skip
    items = custody_timeline(Chronicle.of(thing))
    assert [item["sequence"] for item in items] == [3, 1, 2]
    assert Chronicle.of(thing).gaps == []


@pytest.mark.django_db
@pytest.mark.parametrize("words", [{"day_precision": "exact"}, {"happened_until": START}])
def test_database_refuses_half_of_a_range(case, thing, amina, words):  # noqa: F811
    with pytest.raises(IntegrityError), transaction.atomic():
        CustodyEvent.objects.create(case=case, exhibit=thing, sequence=1, kind="other", actor=amina,
                                    why="x", happened_at=START, **words)  # fmt: skip
