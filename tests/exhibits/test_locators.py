"""Where in an exhibit a value stands is written one way, or refused with advice."""

import pytest
from django.core.exceptions import ValidationError

from evidence.exhibits.locators import place_text


@pytest.mark.parametrize(
    ("locator", "given", "kept"),
    [
        ("whole", "", ""),
        ("page", "12", "12"),
        ("page", " 34 - 36 ", "34–36"),
        ("page", "34—36,7, iv", "34–36, 7, iv"),
        ("page", "iv–12", "iv–12"),
        ("paragraph", "IV.3(a)", "IV.3(a)"),
        ("timecode", "4:10", "00:04:10"),
        ("timecode", "01:02:03.5", "01:02:03.5"),
        ("timecode", "0:59-1:00", "00:00:59–00:01:00"),
        ("timecode", "100:00:00", "100:00:00"),
        ("timecode", "00:01:10.2–00:01:10.25", "00:01:10.2–00:01:10.25"),
        ("frame", "01042", "1042"),
        ("frame", "0-10", "0–10"),
    ],
)
def test_place_is_kept_in_one_form(locator, given, kept):
    assert place_text(locator, given) == kept


@pytest.mark.parametrize(
    ("locator", "given", "field"),
    [
        ("whole", "12", "locator"),
        ("page", "", "place"),
        ("page", "twelve", "place"),
        ("page", "36–34", "place"),
        ("page", "12–12", "place"),
        ("page", "1–2–3", "place"),
        ("page", "12,", "place"),
        ("page", "٣", "place"),
        ("timecode", "12", "place"),
        ("timecode", "00:60:00", "place"),
        ("timecode", "00:04:75", "place"),
        ("timecode", "00:05:00–00:04:00", "place"),
        ("timecode", "00:04:10.25–00:04:10.2", "place"),
        ("frame", "1.5", "place"),
        ("frame", "-3", "place"),
    ],
)
def test_place_that_nobody_could_find_is_refused_beside_its_field(locator, given, field):
    with pytest.raises(ValidationError) as refused:
        place_text(locator, given)
    assert list(refused.value.message_dict) == [field]
