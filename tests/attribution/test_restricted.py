"""What stands beside an exhibit kept to named readers tells those who are none nothing of it."""

import pytest

from casefiles.audit.services import record
from evidence.attribution.models import Submission
from evidence.attribution.services import rate, submit_hypothesis
from evidence.attribution.snapshot import differences, snapshot_of
from evidence.exhibits.models import Derivation
from evidence.exhibits.services import change_exhibit, cite, derive
from tests.attribution.scenes import WHY, an_exhibit, complete, submitted

PLACE = "CANARY-PLACE 12"
LINK = "derives from changed; it is kept to named readers"


@pytest.fixture
def kept(scene, case, amina):
    """Amina is its only reader; it is not in the matrix."""
    return an_exhibit(case, amina, 77, named_readers_only=True)


@pytest.fixture
def open_one(scene):
    return scene["TAJ-UN-0001"]


def told(scene, act, user, code="H1"):
    before = snapshot_of(scene[code])
    act()
    return [str(each) for each in differences(before, snapshot_of(scene[code]), user)]


def cited(obj, exhibit, by, place=PLACE, field="text"):
    return cite(obj, exhibit, field, "paragraph", place, by=by, reason=WHY)


def test_place_cited_in_a_kept_exhibit_is_told_to_its_readers_only(
    scene, kept, open_one, amina, boris
):
    cited(scene["H1"], open_one, amina, "3")
    more = told(scene, lambda: cited(scene["H1"], kept, amina), boris)
    assert (
        "H1: citations TAJ-UN-0001 text paragraph 3 → TAJ-UN-0001 text paragraph 3, TAJ-UN-0077"
        in more
    )
    row = kept.citations.get()
    row.place = "CANARY-PLACE 13"
    moved = told(scene, lambda: record(row, by=amina, reason=WHY), boris)
    assert moved == ["H1: citations changed; it is kept to named readers"]
    row.place = "CANARY-PLACE 14"
    assert "CANARY-PLACE 14" in str(told(scene, lambda: record(row, by=amina, reason=WHY), amina))


def test_what_the_rating_of_a_kept_exhibit_cites_is_kept_with_it(
    scene, open_one, case, amina, boris
):
    rating = open_one.ratings.get(hypothesis=scene["H1"])
    other = an_exhibit(case, amina, 8)
    open_one.named_readers_only = True
    change_exhibit(open_one, by=amina, reason=WHY)
    found = told(scene, lambda: cited(rating, other, amina, "4", "rationale"), boris)
    assert "TAJ-UN-0001: changed; it is kept to named readers" in found
    assert not [line for line in found if "citation" in line]


def test_that_an_exhibit_derives_from_a_kept_one_is_told_to_who_sees_both(
    scene, kept, open_one, amina, boris
):
    def act():
        derive(open_one, kept, by=amina, reason=WHY)

    before = snapshot_of(scene["H1"])
    assert f"TAJ-UN-0001: {LINK}" in told(scene, act, boris)
    after = snapshot_of(scene["H1"])
    assert not [d for d in differences(before, after, boris) if kept.number in str(d)]
    assert [d for d in differences(before, after, amina) if kept.number in str(d)]


def test_page_of_a_submission_links_no_exhibit_to_one_that_its_reader_may_not_see(
    client, scene, kept, open_one, case, amina, boris
):
    derive(open_one, kept, by=amina, reason=WHY)
    assert Derivation.objects.visible_to(boris).count() == 0
    submission = submitted(scene)
    for user, sees in ((amina, True), (boris, False)):
        client.force_login(user)
        page = client.get(submission.get_absolute_url()).content.decode()
        assert (kept.number in page) is sees, user


def test_later_pages_say_no_more_of_it(client, scene, kept, open_one, amina, boris):
    """The review page, the hypothesis's page and the list of work, after it went stale."""
    submission = submitted(scene)
    client.force_login(boris)
    client.get(submission.get_absolute_url())
    derive(open_one, kept, by=amina, reason=WHY)
    cited(scene["H1"], kept, amina)
    rate(scene["H2"], open_one, "N", "says nothing", by=amina, reason=WHY)
    complete(scene["H1"], amina, gaps="Others.")
    second = submit_hypothesis(scene["H1"], by=amina)
    cited(scene["H1"], open_one, amina, "9")
    assert Submission.objects.count() == 2
    for row in (submission, second):
        page = client.get(row.get_absolute_url()).content.decode()
        assert "CANARY-PLACE" not in page and "changed; it is kept to named readers" in page
    page = client.get(scene["H1"].get_absolute_url()).content.decode()
    assert "CANARY-PLACE" not in page
