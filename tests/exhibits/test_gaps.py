"""Gaps of custody: none is invented, none is hidden, whatever the order of noting."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from evidence.exhibits.gap_words import gap_text, span_text
from evidence.exhibits.gaps import Beginning, Fact, gaps_of, seals_in

START = datetime(2019, 7, 3, 8, tzinfo=UTC)
A, B = "a" * 64, "b" * 64
HOLDERS = [f"Holder {n}" for n in range(8)]


def at(hours):
    return START + timedelta(hours=hours)


def fact(sequence, kind, hours, **words):
    return Fact(sequence, kind, at(hours), **words)


def kinds(facts, beginning=None):
    return [gap.kind for gap in gaps_of(facts, beginning or Beginning())]


def told(facts, beginning=None):
    with translation.override("en"):
        return [gap_text(gap) for gap in gaps_of(facts, beginning or Beginning())]


@st.composite
def chains(draw):
    """A whole chain: collected by the first holder, then handed on, each giver the last taker."""
    names = draw(st.permutations(HOLDERS))[: draw(st.integers(2, 8))]
    hours = draw(
        st.lists(st.integers(0, 9000), min_size=len(names), max_size=len(names), unique=True)
    )
    first, *rest = sorted(hours)
    facts = [fact(1, "collected", first, taker=names[0])]
    for number, (hour, giver, taker) in enumerate(
        zip(rest, names, names[1:], strict=False), start=2
    ):
        facts.append(fact(number, "transferred", hour, giver=giver, taker=taker))
    return facts


@given(chains())
def test_whole_chain_has_no_gap_however_long_each_had_it(facts):
    assert kinds(facts) == []


@given(chains(), st.randoms(use_true_random=False))
def test_order_of_noting_changes_nothing(facts, random):
    numbers = [each.sequence for each in facts]
    random.shuffle(numbers)
    late = [each._replace(sequence=number) for each, number in zip(facts, numbers, strict=True)]
    random.shuffle(late)
    assert kinds(late) == []


@given(chains(), st.data())
def test_each_missing_hand_over_is_one_gap_between_its_neighbours(facts, data):
    if len(facts) < 3:
        return
    lost = data.draw(st.integers(1, len(facts) - 2))
    rest = facts[:lost] + facts[lost + 1 :]
    (gap,) = gaps_of(rest, Beginning())
    assert (gap.kind, gap.after, gap.before) == ("handover", facts[lost - 1], facts[lost + 1])
    assert (gap.since, gap.until) == (facts[lost - 1].at, facts[lost + 1].at)


@given(chains(), st.sampled_from(["examined", "copied", "fixity", "restored", "other"]), st.data())
def test_what_moves_nothing_opens_no_gap(facts, kind, data):
    hour = data.draw(st.integers(0, 9000))
    words = {"before": A, "after": A} if kind == "fixity" else {}
    words |= {"taker": "Whoever got the copy"} if kind == "copied" else {}
    extra = fact(99, kind, hour, **words)
    if extra.at < facts[0].at:
        return
    assert kinds([*facts, extra]) == []


@given(st.integers(0, 400), st.integers(0, 400))
def test_time_before_the_first_entry_is_a_gap_from_two_days_on(made, collected):
    """Every pair of known days with a whole day between them, and none else."""
    day = START.date()
    known = Beginning(made=day - timedelta(days=made + collected),
                      collected=day - timedelta(days=collected))  # fmt: skip
    gaps = gaps_of([fact(1, "received", 0, taker="Us")], known)
    assert [(gap.until - gap.since).days for gap in gaps] == [
        days for days in (made, collected) if days >= 2
    ]
    assert all(gap.kind == "beginning" and gap.before.sequence == 1 for gap in gaps)


@given(st.integers(1, 2000))
def test_unnamed_giver_is_a_gap_after_more_than_a_day(hours):
    facts = [fact(1, "collected", 0, taker="Team"), fact(2, "received", hours, taker="Store")]
    assert kinds(facts) == (["time"] if hours > 24 else [])
    facts[1] = facts[1]._replace(giver=" team ")
    assert kinds(facts) == []


@given(st.lists(st.sampled_from([A, B, ""]), min_size=1, max_size=12))
def test_every_change_of_the_bytes_is_a_gap_and_nothing_else(found):
    facts = [fact(1, "received", 0, taker="Us", file=1, after=A)]
    facts += [fact(n, "fixity", n, file=1, before=A, after=each)
              for n, each in enumerate(found, start=2)]  # fmt: skip
    states = [A, *found]
    changes = sum(one != other for one, other in zip(states, found, strict=False))
    assert kinds(facts).count("bytes") == changes == len(kinds(facts))


def test_restored_entry_closes_the_way_back_and_only_that():
    facts = [fact(1, "received", 0, taker="Us", file=1, after=A),
             fact(2, "fixity", 9, file=1, before=A),
             fact(3, "fixity", 19, file=1, before=A, after=A)]  # fmt: skip
    assert len(told(facts)) == 2 and "restored" in told(facts)[1]
    back = fact(4, "restored", 12, file=1)
    assert told([*facts, back]) == told(facts)[:1]
    assert len(told([*facts, back._replace(file=2)])) == 2
    assert len(told([*facts, back._replace(at=at(99))])) == 2


SEALS = [
    ([("sealed", "A 1"), ("examined", "B 2")], ["seal"]),
    ([("sealed", "A 1"), ("unsealed", "A 1"), ("examined", ""), ("sealed", "B 2")], []),
    ([("sealed", "A 1"), ("sealed", "B 2")], ["seal"]),
    ([("sealed", "A 1"), ("sealed", "a  1, B 2")], []),
    ([("sealed", "A 1"), ("examined", "")], ["seal_open"]),
    ([("sealed", "A 1"), ("examined", "A 1")], []),
    ([("sealed", "A 1, B 2"), ("unsealed", "B 2"), ("received", "A 1")], []),
    ([("sealed", "A 1"), ("unsealed", "B 2")], ["seal_unknown"]),
    ([("unsealed", "B 2")], ["seal_unknown"]),
    ([("sealed", "A 1"), ("transferred", ""), ("received", "A 1")], []),
]


@pytest.mark.parametrize(("entries", "wanted"), SEALS)
def test_seal_that_went_without_a_record_is_a_gap(entries, wanted):
    facts = [fact(n, kind, n, seal=seal) for n, (kind, seal) in enumerate(entries)]
    assert kinds(facts) == wanted


def test_seal_of_the_collection_is_the_first():
    facts = [fact(1, "received", 0, taker="Us", seal="B 2")]
    assert kinds(facts, Beginning(has_item=True, seal="A 1")) == ["seal"]
    assert kinds(facts, Beginning(has_item=True, seal="b 2")) == []


def test_files_come_into_the_store_from_whoever_has_the_whole():
    """Two files of one provider are no hand-over from the store back to the provider."""
    received = [fact(n, "received", 100 + n, giver="UN", taker="Store", file=n, after=A)
                for n in (2, 3)]  # fmt: skip
    assert kinds(received) == []
    collected = fact(1, "collected", 0, taker="Team")
    assert kinds([collected, *received]) == ["handover"]
    assert kinds([collected._replace(taker="un"), *received]) == []
    item = Beginning(has_item=True)
    assert kinds([collected, *received], item) == []  # its files are photographs of it
    given = fact(9, "transferred", 400, giver="Store", taker="Court")
    assert kinds([*received, given]) == []
    assert kinds([*received, given._replace(giver="Police")]) == ["handover"]


def test_what_left_somebody_and_what_came_back_from_disposal():
    left = [fact(1, "collected", 0, taker="Team"), fact(2, "other", 30, giver="Team")]
    assert told(left) == ["No record of who has it: since 4 July 2019."]
    assert kinds([*left, fact(3, "received", 90, taker="Store")]) == ["nobody"]
    gone = [fact(1, "collected", 0, taker="Team"), fact(2, "disposed", 9)]
    assert kinds(gone) == []
    assert kinds([*gone, fact(3, "received", 90, taker="Store")]) == ["disposed"]
    assert told([]) == ["No custody is recorded at all."]


def test_being_seen_says_nothing_of_who_had_it():
    facts = [fact(1, "collected", 0, taker="Lab"), fact(2, "examined", 48),
             fact(3, "received", 96, giver="Police", taker="Us")]  # fmt: skip
    (gap,) = gaps_of(facts, Beginning())
    assert (gap.after.sequence, gap.before.sequence) == (1, 3)
    facts[2] = facts[2]._replace(giver="")
    (gap,) = gaps_of(facts, Beginning())
    assert (gap.kind, gap.after.sequence) == ("time", 2)


def test_gap_tells_its_length_and_its_days():
    facts = [
        fact(1, "collected", 0, taker="Lab"),
        fact(2, "received", 150, giver="Police", taker="Us"),
    ]
    assert told(facts) == [
        "No record of how it went from Lab to Police: 6 days, 3 to 9 July 2019."
    ]  # fmt: skip
    found = Beginning(found=date(2019, 6, 20))
    assert told(facts, found)[0] == (
        "No record between when it was found and the first entry: 13 days, 20 June to 3 July 2019."
    )
    gap = gaps_of(facts, found)[1]
    assert "Lab" not in gap_text(gap, named=False) and "Police" not in gap_text(gap, named=False)


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        (0, ""),
        (1, "60 minutes, 3 July 2019, 08:00 to 09:00 UTC."),
        (30, "30 hours, 3 July 2019, 08:00 to 4 July 2019, 14:00 UTC."),
        (24 * 40, "40 days, 3 July to 12 August 2019."),
        (24 * 400, "400 days, 3 July 2019 to 6 August 2020."),
    ],
)
def test_length_in_the_unit_that_says_most(hours, text):
    assert span_text(START, at(hours)) == text


def test_seal_numbers_are_read_as_people_write_them():
    assert list(seals_in("A 1042,  a 1043؛x; B-7\nC،D").values()) == [
        "A 1042", "a 1043", "x", "B-7", "C", "D",
    ]  # fmt: skip
