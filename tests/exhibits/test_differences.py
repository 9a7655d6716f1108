"""How far claims and findings differ, exactly."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.utils import translation

from evidence.exhibits.differences import compare, distance
from evidence.exhibits.geodesy import metres_between
from evidence.exhibits.models import TimePlace

TRIPOLI = "Africa/Tripoli"
TEN = "10 hours 30 minutes"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def told(first, last=None, zone="UTC", kind="claimed", **fields):
    """`told("2019-07-02 23:30")`: a moment; with `last` a range; a day without a time is a day."""
    ends = {}
    for name, text in (("earliest", first), ("latest", first if last is None else last)):
        day, _space, clock = (text or "").partition(" ")
        ends[f"{name}_date"] = date.fromisoformat(day) if day else None
        ends[f"{name}_time"] = time.fromisoformat(clock) if clock else None
    return TimePlace(zone=zone, kind=kind, said_by="someone", **ends, **fields)


def said(claim, found):
    found.kind = "verified" if found.kind == "claimed" else found.kind
    texts = [each for pair in compare([claim, found]) for each in pair.differences]
    return [(each.text, each.is_conflict) for each in texts]


@pytest.mark.parametrize(
    ("claim", "found", "text", "is_conflict"),
    [
        (told("2019-07-02 23:30"), told("2019-07-03 00:07"), "Verified 37 minutes later than claimed.", True),
        (told("2019-07-02 23:30"), told("2019-07-02 23:29:30"),
         "Verified 30 seconds earlier than claimed.", True),
        # One instant, told in two zones.
        (told("2019-07-02 23:30", zone=TRIPOLI), told("2019-07-02 21:30"),
         "Verified: the very time claimed.", False),
        (told("2019-07-02 23:30", zone=TRIPOLI), told("2019-07-02 23:30"),
         "Verified 2 hours later than claimed.", True),
        # Across a change of the clocks: 01:30 and 03:30 in Berlin are an hour apart that night.
        (told("2019-03-31 01:30", zone="Europe/Berlin"), told("2019-03-31 03:30", zone="Europe/Berlin"),
         "Verified 1 hour later than claimed.", True),
        (told("2019-07-02"), told("2019-07-04"), "Verified 2 days later than claimed.", True),
        (told("2019-07-02"), told("2019-07-01"), "Verified 1 day earlier than claimed.", True),
        (told("2019-07-02"), told("2019-07-02 10:00"),
         "The verified time lies within the time claimed.", False),
        (told("2019-07-02"), told("2019-07-04 10:30"),
         f"Verified between 1 day {TEN} and 2 days {TEN} later than claimed.", True),
        # A day ends where the next begins: nothing lies between, and they do not overlap.
        (told("2019-07-02"), told("2019-07-03 00:00"),
         "Verified between an instant and 1 day later than claimed.", True),
        (told("2019-07-02 10:00", "2019-07-02 11:00"), told("2019-07-02 10:30", "2019-07-02 12:00"),
         "The verified and the claimed time overlap: they do not conflict.", False),
        (told("2019-07-02 10:00", "2019-07-02 11:00"), told("2019-07-02 08:00", "2019-07-02 09:00"),
         "Verified between 1 hour and 3 hours earlier than claimed.", True),
        (told("", "2019-07-02 10:00"), told("2019-07-02 12:00"),
         "Verified at least 2 hours later than claimed.", True),
        (told("2019-07-02 10:00", ""), told("2019-07-01 10:00"),
         "Verified at least 1 day earlier than claimed.", True),
        (told("2019-07-02 10:00", ""), told("2020-01-01"),
         "The verified time lies within the time claimed.", False),
    ],
)  # fmt: skip
def test_times_are_compared_exactly(claim, found, text, is_conflict):
    assert said(claim, found) == [(text, is_conflict)]


def test_what_was_online_before_it_is_said_to_be_made_is_a_conflict():
    claim = told("2019-07-02 23:30")
    upload = told("2019-07-02 20:00", kind="first_upload")
    assert said(claim, upload) == [
        ("It was online at least 3 hours 30 minutes before the time claimed.", True)
    ]
    assert said(claim, told("2019-07-03 08:00", kind="first_upload")) == []
    assert said(claim, told("2019-07-02", kind="first_upload")) == []


def point(lat, lon, precision, **fields):
    return TimePlace(
        latitude=Decimal(lat), longitude=Decimal(lon), precision_m=precision, kind="claimed",
        said_by="someone", **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        # Published example of the survey of Australia, Flinders Peak to Buninyong; degrees rounded
        # to the six places that are kept here.
        (("-37.951033", "144.424868"), ("-37.652821", "143.926496"), 54972.2),
        # A degree of latitude at the equator and at the pole, and one of longitude, on WGS 84.
        (("0", "0"), ("1", "0"), 110574.4),
        (("89", "0"), ("90", "0"), 111693.9),
        (("0", "0"), ("0", "1"), 111319.5),
        (("32.83472", "13.38472"), ("32.83472", "13.38472"), 0),
    ],
)
def test_distance_is_that_on_the_ellipsoid(one, other, metres):
    one, other = (tuple(map(Decimal, each)) for each in (one, other))
    assert metres_between(one, other) == pytest.approx(metres, abs=0.2)
    assert metres_between(other, one) == pytest.approx(metres_between(one, other), abs=1e-3)


def test_far_side_of_the_earth_has_a_distance_too():
    apart = metres_between((Decimal(0), Decimal(0)), (Decimal("0.5"), Decimal("179.7")))
    assert apart == pytest.approx(19936288, rel=0.006)


def test_places_are_compared_with_the_precision_of_both():
    claim = point("32.83472", "13.38472", 200)
    assert said(claim, point("32.85542", "13.38472", 50)) == [
        ("2.3 km apart, more than the precision of both together (± 200 m and ± 50 m).", True)
    ]
    text, is_conflict = said(claim, point("32.83600", "13.38472", 50))[0]
    assert text.startswith("142 m apart, within the precision of both") and not is_conflict


def test_point_on_the_other_side_of_the_date_line_is_near():
    near = said(point("0", "179.999", 100), point("0", "-179.999", 100))
    assert near[0][0].startswith("223 m apart") and near[0][1]


def test_names_without_points_are_not_measured():
    one = TimePlace(kind="claimed", place_name="A")
    other = TimePlace(kind="verified", place_name="B")
    assert said(one, other) == [
        ("The two places are compared by name only: one of them has no point.", False)
    ]


@pytest.mark.parametrize(
    ("metres", "text"),
    [(0, "0 m"), (999.4, "999 m"), (999.6, "1.0 km"), (2349, "2.3 km"), (99949, "99.9 km"),
     (123456, "123 km")],
)  # fmt: skip
def test_distance_is_said_as_exactly_as_it_helps(metres, text):
    assert distance(metres) == text
