"""Files on a slow line: chosen before the script, sent before the list, removed in the first piece."""

import os

import pytest

from evidence.exhibits.models import Exhibit, ExhibitFile, Upload
from tests.cast import make_case, make_user
from tests.exhibits.test_intake_browser import Desk
from tests.slow import held

ONE = ("one.txt", "text/plain", b"one")
TWO = ("two.txt", "text/plain", b"two")
EARLIER = r"/uploads/waiting/"
INTAKE = "**/intake/*-*/"


@pytest.fixture
def desk(committed_db, live_site, new_page):
    amina = make_user("Amina")
    return Desk(new_page(), live_site, amina, make_case(amina))


def come_back_with(desk, asked):
    """The form with one file is refused; the list of the page that shows it is held back."""
    desk.open()
    asked.wait_for()
    asked.let_go()
    desk.choose(ONE)
    desk.arrived(1)
    desk.fill(provider_code="UN", collected_on="2999-01-01")
    desk.send()
    desk.page.locator(".error-summary").wait_for()
    desk.fill(collected_on="2019-07-03")
    asked.wait_for()


def test_files_chosen_before_the_script_came_are_not_lost_by_the_next(desk):
    with held(desk.page, r"/upload\.") as script:
        desk.open(wait_until="commit")
        desk.choose(ONE)
        script.wait_for()
    desk.arrived(1)
    desk.choose(TWO)
    desk.arrived(2)
    desk.fill(provider_code="UN")
    desk.send()
    desk.page.wait_for_url(INTAKE)
    assert ExhibitFile.objects.count() == 2


def test_form_that_came_back_waits_for_its_files(desk):
    with held(desk.page, EARLIER) as asked:
        come_back_with(desk, asked)
        desk.send()
        desk.page.get_by_text("sent by itself as soon as").wait_for()
        assert not Exhibit.objects.exists()
    desk.page.wait_for_url(INTAKE)
    assert ExhibitFile.objects.count() == 1


def test_form_that_came_back_brings_its_files_though_the_list_never_came(desk):
    with held(desk.page, EARLIER) as asked:
        come_back_with(desk, asked)
        asked.fail()
        desk.send()
        desk.page.wait_for_url(INTAKE)
    assert ExhibitFile.objects.count() == 1 and not Upload.objects.exists()


def test_file_removed_in_its_first_piece_leaves_nothing_on_the_server(desk):
    desk.open()
    desk.choose(("film.mp4", "video/mp4", os.urandom(50_000)))
    desk.arrived(1)
    with held(desk.page, r"/uploads/$", "POST") as creating:
        desk.choose(("other.mp4", "video/mp4", os.urandom(60_000)))
        creating.wait_for()
        desk.press("remove", row=1)
        with desk.page.expect_request_finished(lambda request: request.method == "DELETE"):
            creating.let_go()
    assert Upload.objects.get().size == 50_000


def test_file_paused_in_its_first_piece_goes_on_as_the_same(desk):
    desk.open()
    with held(desk.page, r"/uploads/$", "POST") as creating:
        desk.choose(ONE)
        creating.wait_for()
        desk.press("stop")
        desk.rows("paused").wait_for()
        desk.press("go")
        creating.let_go()
        desk.arrived(1)
        assert not creating.routes
    assert Upload.objects.count() == 1


def test_earlier_files_are_asked_for_again_where_no_answer_came(desk):
    desk.open()
    desk.choose(ONE)
    desk.arrived(1)
    with held(desk.page, EARLIER) as asked:
        desk.open()
        asked.wait_for()
        asked.fail()
        desk.page.get_by_label("one.txt").check()
        desk.page.get_by_role("button", name="Use the ticked ones").click()
    desk.arrived(1)
    assert desk.rows().count() == 1
