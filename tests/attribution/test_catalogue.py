"""The catalogue's shape: what a counsel prints from it has a source, a number and a reach."""

import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings

from evidence.attribution.law.catalogue import (
    EDITION,
    GROUPS,
    PROVISIONS,
    choices,
    is_revised,
    provision,
    refusal,
)
from evidence.attribution.law.checked import Checked, checked, codes
from evidence.attribution.law.sheet import sheet
from evidence.attribution.law.terms import Applies, Binds, Regime
from evidence.attribution.vocabulary import ConflictType

# Whoever changes a text that people wrote under makes a new edition (law/editions.py) and adds
# its digest here; those that stand never change.
EDITIONS = {
    1: "acba1bb2973feae906872967511bb615c9c10a414fdd61e2c6e71625f411cf15",
    2: "908bb0063ac9e47ee78ebbf7f5cdfedcda3e5a0ac2b96f1ea3d497c31cb04b2a",
}


def words(edition):
    """What the catalogue says in an edition: names, titles and elements."""
    rows = {
        code: provision(code, edition) for code, row in PROVISIONS.items() if row.since <= edition
    }
    said = {
        code: [str(row.regime.label), row.article, row.english,
               [[item.code, item.english] for item in row.elements]]
        for code, row in rows.items()
    }  # fmt: skip
    return json.dumps(said, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_words_of_an_edition_never_change(edition):
    assert hashlib.sha256(words(edition).encode()).hexdigest() == EDITIONS[edition]


def test_every_edition_is_held():
    assert list(EDITIONS) == list(range(1, EDITION + 1))


def test_codes_are_unique_and_fit_their_column():
    listed = [row.code for _group, rows in GROUPS for row in rows]
    assert len(listed) == len(set(listed)) == len(PROVISIONS)
    assert all(len(code) <= 40 for code in listed)


def test_names_are_unique():
    names = [row.label for row in PROVISIONS.values()]
    assert len(names) == len(set(names))


def test_every_entry_is_whole():
    for code, row in PROVISIONS.items():
        assert row.article and row.english and row.sources and all(row.sources), code
        assert row.regime in Regime and row.applies in Applies and row.binds in Binds, code
        assert checked(row) in Checked and 1 <= row.since <= EDITION, code
        assert row.title[-1] != "." and (not row.note or row.note.endswith(".")), code


def test_elements_are_numbered_in_a_row_and_the_context_comes_last():
    for code, row in PROVISIONS.items():
        listed = [item.code for item in row.elements]
        own = [each for each in listed if not each.startswith("c")]
        context = [each for each in listed if each.startswith("c")]
        assert own == [str(number) for number in range(1, len(own) + 1)], code
        assert context == [f"c{number}" for number in range(1, len(context) + 1)], code
        assert listed == own + context, code
        assert all(item.english.endswith(".") for item in row.elements), code


# As the ICC Elements of Crimes number them, those of the context included.
COUNTS = {
    "rome-6-e": 7, "rome-7-1-c": 3, "rome-7-1-g-1": 4, "rome-7-1-g-4": 3, "rome-7-1-h": 6,
    "rome-7-1-j": 7, "rome-7-1-k": 5, "rome-8-2-a-ii-1": 6, "rome-8-2-a-ii-3": 7,
    "rome-8-2-a-iv": 7, "rome-8-2-a-viii": 7, "rome-8-2-b-iii": 7, "rome-8-2-b-vii-4": 7,
    "rome-8-2-b-xi": 7, "rome-8-2-b-xiii": 7, "rome-8-2-b-xxiii": 4, "rome-8-2-b-xxvi": 5,
    "rome-8-2-c-i-2": 6, "rome-8-2-c-i-4": 6, "rome-8-2-c-ii": 6, "rome-8-2-c-iii": 7,
    "rome-8-2-c-iv": 7, "rome-8-2-e-ii": 4, "rome-8-2-e-iii": 7, "rome-8-2-e-v": 5,
    "rome-8-2-e-viii": 5, "rome-8-2-e-x": 5, "rome-8-2-e-xi-2": 6, "rome-8-2-e-xii": 7,
    "rome-8-bis": 6,
}  # fmt: skip


def test_as_many_elements_as_the_court_numbers():
    assert {code: len(PROVISIONS[code].elements) for code in COUNTS} == COUNTS


def test_context_is_told_by_the_court_s_numbers():
    assert PROVISIONS["rome-8-2-e-i"].context == "c1 = 4, c2 = 5"
    assert PROVISIONS["rome-6-a"].context == "c1 = 4"


def test_every_amendment_says_since_when():
    added = [row for row in PROVISIONS.values() if row.is_amendment]
    assert len(added) == 11
    assert all("20" in row.note for row in added)


def test_crimes_bind_persons_and_rules_the_parties():
    assert PROVISIONS["rome-8-2-e-i"].binds == PROVISIONS["montreal-1-1-b"].binds == Binds.PERSONS
    assert PROVISIONS["ihl-effects"].binds == PROVISIONS["geneva-3"].binds == Binds.PARTIES
    assert PROVISIONS["iccpr-10"].binds == PROVISIONS["chicago-3-bis"].binds == Binds.STATES


@pytest.mark.parametrize("conflict", [ConflictType.INTERNATIONAL, ConflictType.NON_INTERNATIONAL])
def test_counterpart_fits_the_conflict_that_its_provision_does_not(conflict):
    for row in PROVISIONS.values():
        if row.counterpart and refusal(row, conflict):
            assert not refusal(PROVISIONS[row.counterpart], conflict)


def test_strike_on_a_detention_centre_finds_its_rules():
    wanted = {"ihl-places-of-detention", "ihl-effects", "ihl-dead", "ihl-shields", "ihl-liberty",
              "protocol-2-5", "geneva-3", "iccpr-10", "rome-8-2-c-i-1", "att-6-1"}  # fmt: skip
    assert wanted <= PROVISIONS.keys()
    for code in wanted:
        assert not refusal(PROVISIONS[code], ConflictType.NON_INTERNATIONAL)


def test_downing_of_an_airliner_finds_its_rules():
    for code in ("chicago-3-bis", "montreal-1-1-b", "echr-2", "financing-2-1"):
        assert not refusal(PROVISIONS[code], ConflictType.UNDETERMINED)


def test_what_is_listed_in_parts_is_offered_only_where_it_was_chosen():
    offered = {code for _group, rows in choices() for code, _label in rows}
    assert "rome-8-2-e-vi" not in offered and "rome-8-2-e-vi-1" in offered
    again = {code for _group, rows in choices("rome-8-2-e-vi") for code, _label in rows}
    assert again - offered == {"rome-8-2-e-vi"}


def test_revised_is_what_reads_otherwise_now():
    assert is_revised("rome-8-2-b-iv", 1) and is_revised("ihl-proportionality", 1)
    assert not is_revised("rome-8-2-e-i", 1) and not is_revised("rome-8-2-b-iv", EDITION)


def test_what_is_called_compared_is_listed():
    assert codes() <= PROVISIONS.keys()


def test_documentation_lists_the_catalogue_as_it_is():
    page = (Path(settings.BASE_DIR) / "docs" / "law.md").read_text()
    assert sheet() in page, "print sheet() into docs/law.md, below its introduction"
