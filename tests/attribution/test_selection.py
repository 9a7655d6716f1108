"""Which rows of a matrix its page shows."""

import pytest

from evidence.attribution import selection
from evidence.attribution.matrix import weigh_values
from evidence.attribution.selection import select
from evidence.attribution.services import place_in_matrix, rate
from tests.attribution.scenes import WHY, a_scene, an_exhibit


@pytest.fixture
def scene(case, amina):
    """Three rows that fit both, one that tells them apart, one half rated, one set aside."""
    scene = a_scene(case, amina, exhibits=3)
    for number, values in ((4, ("C", "II")), (5, ("C", None)), (6, (None, None))):
        exhibit = an_exhibit(case, amina, number)
        why = "repeats another" if number == 6 else ""
        place_in_matrix(scene.question, exhibit, "M", why, by=amina, reason=WHY)
        for code, value in zip(("H1", "H2"), values, strict=True):
            if value:
                rate(scene[code], exhibit, value, "as seen", by=amina, reason=WHY)
        scene.exhibits[exhibit.number] = exhibit
    return scene


@pytest.fixture
def weighing(scene):
    return weigh_values(scene.question)


def numbers(lines):
    return [int(str(line)[-4:]) for line in lines]


@pytest.mark.parametrize(
    ("show", "shown"),
    [("", [1, 2, 3, 4, 5]), ("diagnostic", [4]), ("contradicting", [4]), ("unrated", [5]),
     ("nonsense", [1, 2, 3, 4, 5])],
)  # fmt: skip
def test_rows_of_one_kind(weighing, show, shown):
    found = select(weighing, show, None)
    assert numbers(found.page.object_list) == shown
    chosen = next(each for each in found.shows if each.is_chosen)
    assert chosen.number == len(shown)


def test_what_is_set_aside_stands_on_the_first_page_of_all_only(weighing, monkeypatch):
    monkeypatch.setattr(selection, "PAGE", 2)
    assert numbers(select(weighing, "", 1).aside) == [6]
    assert select(weighing, "", 2).aside == select(weighing, "unrated", 1).aside == []


def test_pages_hold_every_row_once_and_an_address_may_ask_for_nonsense(weighing, monkeypatch):
    monkeypatch.setattr(selection, "PAGE", 2)
    pages = [numbers(select(weighing, "", number).page.object_list) for number in (1, 2, 3)]
    assert pages == [[1, 2], [3, 4], [5]]
    assert numbers(select(weighing, "", "x").page.object_list) == [1, 2]
    assert numbers(select(weighing, "", "99").page.object_list) == [5]


def test_page_of_the_chosen_cell_is_shown_unless_another_is_asked_for(weighing, scene, monkeypatch):
    monkeypatch.setattr(selection, "PAGE", 2)
    cell = f"{scene['TAJ-UN-0005'].pk}.{scene['H1'].pk}"
    assert numbers(select(weighing, "", None, cell).page.object_list) == [5]
    assert numbers(select(weighing, "", "1", cell).page.object_list) == [1, 2]


def test_page_of_a_matrix_lays_out_its_own_rows_and_weighs_all(scene, client, amina, monkeypatch):
    monkeypatch.setattr(selection, "PAGE", 2)
    client.force_login(amina)
    answer = client.get(scene.question.get_absolute_url(), {"page": 2})
    text = answer.content.decode()
    assert "TAJ-UN-0004" in text and f"row-{scene['TAJ-UN-0001'].pk}" not in text
    assert [foot.score for foot in answer.context["grid"].feet] == ["0.00", "−2.83"]
    shown = client.get(scene.question.get_absolute_url(), {"show": "contradicting"})
    assert [line.row.number for line in shown.context["grid"].lines] == ["TAJ-UN-0004"]
