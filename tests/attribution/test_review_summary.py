"""The review page at a glance: what is claimed, what speaks against it, what changed, and where."""

import re

import pytest

from evidence.attribution.models import Submission
from evidence.attribution.services import assess, rate
from evidence.exhibits.services import change_exhibit, grade_exhibit
from tests.attribution.pages_world import WHY
from tests.attribution.test_pages_review import decides, shown


@pytest.fixture
def submission(world) -> Submission:
    return world.submit()


def contents(page: str) -> dict[str, str]:
    """What the contents say of each part, by where the link leads; "≠" marks what changed."""
    page = page.replace('<em class="changed">', "≠ ")
    (nav,) = re.findall(r'<nav class="glance".*?</nav>', page)
    items = re.findall(r'<a href="#([^"]+)">(.*?)</li>', nav)
    return {
        anchor: re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words)).strip()
        for anchor, words in items
    }


def seen(client, user, submission) -> dict[str, str]:
    return contents(shown(client, user, submission.get_absolute_url()))


def test_first_screen_says_what_is_claimed_what_speaks_against_it_and_how_many_sources(
    client, people, submission
):
    told = seen(client, people.boris, submission)
    assert "Supported, reasonable grounds to believe, likely." in told["claim"]
    assert "Confidence in the analysis: moderate." in told["claim"]
    assert "No exhibit was rated as inconsistent with it." in told["against"]
    assert "5 exhibits. 5 independent sources." in told["supporting"]
    assert "Nothing since it was submitted." in told["since"]
    assert "0 of 2 approvals. One has to be a counsel" in told["decision"]


def test_matrix_is_told_in_words_from_the_frozen_text(client, world, people, submission):
    """Also after the exhibit that the order hangs on was rated otherwise."""
    rate(world.hypotheses["H2"], world.exhibits[4], "I", "Seen again.", by=people.amina, reason=WHY)
    page = shown(client, people.boris, submission.get_absolute_url())
    told = contents(page)["matrix"]
    assert "No exhibit in this file distinguishes H1 from H2." in told
    assert "Which stand first hangs on TAJ-POE-0004 alone." in told
    assert page.count("No exhibit in this file distinguishes H1 from H2.") == 2
    assert "distinguishes H1 from" not in shown(
        client, people.boris, world.question.get_absolute_url()
    )


def test_every_link_of_the_contents_leads_to_a_part(client, people, submission):
    page = shown(client, people.boris, submission.get_absolute_url())
    anchors = list(contents(page))
    assert [page.count(f'id="{anchor}"') for anchor in anchors] == [1] * len(anchors)
    places = [page.index(f'id="{anchor}"') for anchor in anchors]
    assert places == sorted(places)


def test_what_changed_is_marked_in_the_contents_and_beside_its_part(
    client, world, people, submission
):
    before = seen(client, people.boris, submission)
    assert not any("≠" in words for words in before.values())
    grade_exhibit(
        world.exhibits[4], reliability="C", credibility="3", why="seen again", by=people.amina
    )
    page = shown(client, people.boris, submission.get_absolute_url())
    marked = {anchor for anchor, words in contents(page).items() if "≠" in words}
    assert {"since", "supporting", "matrix", "exhibits"} <= marked
    assert "claim" not in marked and "against" not in marked
    part = page.split('id="supporting"')[1].split("</section>")[0]
    rows = [row for row in part.split("<li>") if 'class="changed"' in row]
    assert len(rows) == 1 and "TAJ-POE-0004" in rows[0]


def test_approval_that_no_longer_holds_is_said_so_at_both_ends(client, world, people, submission):
    decides(client, people.boris, submission, kind="return")
    assess(world.hypotheses["HF"], by=people.amina, reason=WHY, gaps="Radar data.")
    again = world.submit()
    decides(client, people.boris, again)
    told = seen(client, people.boris, again)
    assert "1 change since version 1, on which you decided." in told["since"]
    assert "no longer hold" not in told["decision"]
    grade_exhibit(
        world.exhibits[4], reliability="C", credibility="3", why="seen again", by=people.amina
    )
    page = shown(client, people.boris, again.get_absolute_url())
    told = contents(page)
    assert "changes since you approved." in told["since"]
    assert "1 of 2 approvals." in told["decision"] and "no longer hold" in told["decision"]
    assert "what was decided no longer holds" in page.split('id="decision"')[1]


def test_narrower_forms_are_folded_and_one_that_changed_is_open(client, world, people, submission):
    def forms(page):
        return dict(re.findall(r'<details class="[^"]*" id="form-(\d)"( open)?>', page))

    page = shown(client, people.boris, submission.get_absolute_url())
    assert forms(page) == {"1": "", "2": ""}
    decides(client, people.boris, submission, kind="return")
    assess(world.hypotheses["H2"], by=people.amina, reason=WHY, gaps="Radar data.")
    page = shown(client, people.boris, world.submit().get_absolute_url())
    assert forms(page) == {"1": "", "2": " open"}


def test_exhibits_lead_to_themselves_but_for_those_kept_from_the_reader(
    client, world, people, submission
):
    kept = world.exhibits[4]
    page = shown(client, people.boris, submission.get_absolute_url())
    assert f'href="{kept.get_absolute_url()}"' in page
    kept.named_readers_only = True
    change_exhibit(kept, by=people.amina, reason=WHY)
    page = shown(client, people.boris, submission.get_absolute_url())
    assert kept.number in page and kept.get_absolute_url() not in page


def test_links_to_comment_are_told_apart_by_what_people_call_the_part(
    client, world, people, submission
):
    """Read aloud, a link named by a code or an id says nothing."""
    page = shown(client, people.boris, submission.get_absolute_url())
    links = re.findall(r'<a class="talk-link"[^>]*>(.*?)</a>', page)
    names = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", link)).strip() for link in links]
    assert "Comment: HF: finding of POE" in names and "Comment: HF: our assessment" in names
    assert not [name for name in names if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}|_", name)]
    assert len(set(names)) == len(names)


def test_member_who_decides_nothing_reads_the_same_contents(client, world, people, submission):
    assert seen(client, people.dalia, submission) == seen(client, people.boris, submission)
