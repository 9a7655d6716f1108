"""The chain of command in a dossier: frozen with the contents, drawn from them, said in words."""

from datetime import date

import pytest

from casefiles.cases.models import Party, Relation
from evidence.exhibits.services.citations import cite
from reports.dossiers.rendering.chain import SMALLEST, WIDTH, pictures
from reports.dossiers.rendering.sections import sheets
from tests.dossiers.casework import CANARY, WHY

STRIKE = date(2019, 7, 2)


@pytest.fixture
def commanded(work):
    """A commander, cited for the day of the strike, resting on an exhibit; another of old."""
    names = {"GEN": "القائد العام", "OLD": "Former commander"}
    people = {code: work.add(Party, code=code, name=name, kind="person")
              for code, name in names.items()}  # fmt: skip
    row = work.add(Relation, from_party=people["GEN"], to_party=work.lna, kind="commands",
                   role="General", first_cited=date(2019, 4, 4), last_cited=date(2020, 1, 27))  # fmt: skip
    cite(row, work.visit, locator="page", place="7", by=work.by, reason=WHY)
    work.add(Relation, from_party=people["OLD"], to_party=work.lna, kind="commands",
             first_cited=date(2011, 1, 1), last_cited=date(2014, 1, 1))  # fmt: skip
    return work


def setting(contents):
    return "".join(sheet.html for sheet in sheets(contents, "0" * 64) if sheet.code == "setting")


def test_day_of_the_incident_is_frozen_with_all_that_is_cited_for_it(commanded, frozen):
    contents, _digest = frozen()
    [chain] = contents["context"]["chains"]
    assert (chain["day"], chain["incidents"]) == ("2 July 2019", [commanded.strike.code])
    said = [line for line in chain["said"] if "relation" in line]
    assert [(line["from"], line["relation"], line["to"]) for line in said] == [
        ("GEN", "commands", "LNA")
    ]
    assert said[0]["cites"] == [{"number": commanded.visit.number, "place": "page 7"}]
    assert {line["from"] for line in chain["left_out"]} == {"OLD", "STATE-X"}


def test_paper_draws_it_and_says_the_same_as_a_list(commanded, frozen):
    html = setting(frozen()[0])
    assert "Chain of command on 2 July 2019" in html and "<svg" in html
    assert "<strong>GEN</strong> commands <strong>LNA</strong> (General): documented" in html
    assert "last cited before; that it ended is not stated" in html
    assert 'dir="rtl"' in html and CANARY not in html


def test_words_of_the_drawing_are_text_of_the_page(commanded, typeset, words):
    text = words(typeset())
    assert "Chain of command on 2 July 2019" in text and "Not cited for this day" in text
    assert text.count("armed force") >= 2  # in the table of parties, and in the box
    assert CANARY not in text


def test_dossier_frozen_before_there_were_chains_still_renders(commanded, frozen):
    contents, _digest = frozen()
    del contents["context"]["chains"]
    assert "Chain of command" not in setting(contents)


def chain_of(size, branches):
    parties = [{"key": str(n), "code": f"U{n}", "name": f"Unit {n} of the Western Region",
                "kind": "unit", "withheld": False} for n in range(size)]  # fmt: skip
    relations = [{"key": f"r{n}", "from": str((n - 1) // branches), "to": str(n), "way": 1,
                  "relation": "commands", "status": "documented", "status_label": "documented",
                  "perhaps": False} for n in range(1, size)]  # fmt: skip
    return {"parties": parties, "relations": relations}


@pytest.mark.parametrize(("size", "branches"), [(2, 1), (7, 2), (60, 4), (60, 59), (25, 1)])
def test_drawing_of_any_size_stays_legible_and_every_box_is_whole_on_some_page(size, branches):
    found = pictures(chain_of(size, branches))
    whole = set()
    for picture in found:
        assert picture.scale >= SMALLEST and picture.width <= WIDTH + 0.1
        assert picture.height <= 206
        for box in picture.drawing.boxes:
            place = box.place
            across = (
                picture.left <= place.x and place.x + place.width <= picture.left + picture.across
            )
            down = picture.top <= place.y and place.y + place.height <= picture.top + picture.down
            if across and down:
                whole.add(box.title)
    assert len(whole) == size


def test_same_contents_are_the_same_pictures():
    chain = chain_of(30, 3)
    assert pictures(chain) == pictures(chain)
