"""Where an exhibit's information begins, as far as the reader may see."""

import pytest
from django.utils import translation

from evidence.exhibits.lineage import WIDTH, drawing, lineage_of
from evidence.exhibits.services import derive
from tests.exhibits.material import WHY


@pytest.fixture
def chain(log):
    """An article on a report on two visits and on one film."""
    visits = [log("Visit", new_origin="Team"), log("Visit again", new_origin="Team")]
    film = log("Film", code="OPN", new_origin="A passer-by")
    report = log("Report", new_origin="Team", derives_from=[*visits, film])
    return [*visits, film, report, log("Article", code="NEWS", derives_from=[report])]


def test_sources_behind_an_article_are_the_origins_in_which_it_begins(chain, amina):
    found = lineage_of([chain[-1]], amina)
    assert [origin.name for origin in found.origins] == ["A passer-by", "Team"]
    assert set(found.exhibits.values()) == set(chain) and not found.unknown


def test_drawing_goes_from_the_origins_to_the_exhibit(chain, amina):
    drawn = drawing(lineage_of([chain[-1]], amina), [chain[-1].pk])
    x = {box.text: box.x for box in drawn.boxes}
    assert (
        x["Team"] == x["A passer-by"] < x[chain[0].number] < x[chain[3].number] < x[chain[4].number]
    )
    assert [box.text for box in drawn.boxes if box.kind == "here"] == [chain[4].number]
    assert len(drawn.lines) == 3 + 3 + 1
    places = {(box.x, box.y) for box in drawn.boxes}
    assert len(places) == len(drawn.boxes) == 7
    assert all(0 <= box.x <= drawn.width - WIDTH and box.y >= 0 for box in drawn.boxes)


def test_drawing_turns_round_with_the_reading_direction(chain, amina):
    with translation.override("ar"):
        drawn = drawing(lineage_of([chain[-1]], amina))
    x = {box.text: box.x for box in drawn.boxes}
    assert x["Team"] > x[chain[0].number] > x[chain[3].number] > x[chain[4].number]


def test_from_an_origin_one_sees_all_that_goes_back_to_it(chain, amina, client):
    client.force_login(amina)
    page = client.get(chain[0].origin.get_absolute_url()).content.decode()
    assert "<svg" in page and chain[3].number in page and chain[4].number in page


def test_hidden_exhibit_is_neither_drawn_nor_counted(closed, log, amina, boris, client):
    child = log("Public one", new_origin="Press", derives_from=[closed])
    assert [row.number for row in lineage_of([child], boris).exhibits.values()] == [child.number]
    client.force_login(boris)
    page = client.get(child.get_absolute_url()).content.decode()
    assert closed.number not in page and str(closed.pk) not in page


def test_circle_of_a_restored_database_ends(log, amina):
    found = lineage_of([log()], amina)
    one, other = log("One"), log("Other")
    found.exhibits = {row.pk: row for row in (one, other)}
    found.parents = {one.pk: {other.pk}, other.pk: {one.pk}}
    assert len(drawing(found).boxes) == 2


def test_page_says_how_many_sources_and_what_shares_them(chain, log, client, amina):
    twin = log("Same film", code="OPN", new_origin="A passer-by")
    client.force_login(amina)
    page = client.get(chain[-1].get_absolute_url()).content.decode()
    assert "Independent sources behind it" in page and twin.number in page
    assert client.get(twin.get_absolute_url()).status_code == 200


def test_excerpt_says_that_it_is_one(log, amina, client):
    whole, part = log("Whole"), log("Part")
    from evidence.exhibits.models import Derivation

    derive(part, whole, by=amina, reason=WHY, link=Derivation(relation="excerpt"))
    client.force_login(amina)
    assert "Excerpt:" in client.get(part.get_absolute_url()).content.decode()
    assert "excerpt of this exhibit" in client.get(whole.get_absolute_url()).content.decode()
