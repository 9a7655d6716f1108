"""What a submission freezes of the law, what its differences say, and what a reviewer reads."""

import re
from html import unescape

import pytest

from casefiles.audit.services import record
from evidence.attribution.deciding import content_of
from evidence.attribution.frozen import frozen_of
from evidence.attribution.law.readings import reading_of
from evidence.attribution.models import LegalQualification
from evidence.attribution.services import decide_wording
from evidence.attribution.snapshot import contributors, differences, snapshot_of
from evidence.attribution.standing import standing_of
from evidence.exhibits.services.readers import name_reader
from tests.attribution.scenes import WHY, a_scene, decides, submitted
from tests.attribution.test_law import a_qualification, states
from tests.cast import join


@pytest.fixture
def scene(case, amina):
    return a_scene(case, amina, exhibits=2)


@pytest.fixture
def law(scene):
    row = a_qualification(scene, wording="constitutes")
    states(scene, row, e1=("supported", "seen by many", "TAJ-UN-0001"))
    return row


def approves(law, elias):
    digest = reading_of(law).digest
    return decide_wording(law, "approve", by=elias, digest=digest, reasons="The law bears it.")


def changes(scene, before, user=None):
    return [str(item) for item in differences(before, snapshot_of(scene["H1"]), user)]


def test_qualification_written_by_hand_freezes_as_it_always_did(scene, amina):
    row = LegalQualification(case=scene.case, hypothesis=scene["H1"], conflict="none",
                             provisions="A treaty, article 3")  # fmt: skip
    record(row, by=amina, reason=WHY)
    frozen = snapshot_of(scene["H1"])["qualifications"]["H1"][str(row.pk)]
    assert set(frozen) == {"conflict", "provisions", "wording", "note"}


def test_elements_and_what_they_rest_on_are_frozen(scene, law):
    snapshot = snapshot_of(scene["H1"])
    frozen = snapshot["qualifications"]["H1"][str(law.pk)]
    assert frozen["elements"]["1"]["status"] == "supported" and "approval" not in frozen
    cited = snapshot["citations"][frozen["elements"]["1"]["id"]]
    assert cited == {"of": "H1 8(2)(e)(i)/1", "places": ["TAJ-UN-0001 whole"]}


def test_assessing_an_element_makes_an_approval_stale_and_says_so(scene, law, boris, elias):
    submission = submitted(scene)
    decides(submission, boris)
    decides(submission, elias, as_role="counsel")
    assert standing_of(scene["H1"]).is_approved
    states(scene, law, e1=("partly", "seen by some", "TAJ-UN-0001"))
    standing = standing_of(scene["H1"])
    said = [str(item) for item in standing.differences]
    assert standing.is_stale
    where = "H1: legal qualification Rome Statute 8(2)(e)(i) element 1"
    assert f"{where} supported → partly supported" in said
    assert f"{where} reason seen by many → seen by some" in said


def test_new_citation_of_an_element_is_told_by_its_place(scene, law):
    before = snapshot_of(scene["H1"])
    states(scene, law, e1=("supported", "seen by many", "TAJ-UN-0001", "TAJ-UN-0002"))
    assert any(text.startswith("H1 8(2)(e)(i)/1: citations") and "TAJ-UN-0002" in text
               for text in changes(scene, before))  # fmt: skip


def test_counsel_s_approval_is_part_of_what_is_frozen(scene, law, elias):
    before = snapshot_of(scene["H1"])
    approves(law, elias)
    assert changes(scene, before) == [
        "H1: legal qualification Rome Statute 8(2)(e)(i) approval of “constitutes” added"
    ]


def test_counsel_who_approved_the_wording_may_still_decide_on_the_hypothesis(scene, law, elias):
    approves(law, elias)
    assert elias not in contributors(scene["H1"])
    assert decides(submitted(scene), elias, as_role="counsel").kind == "approve"


def test_whoever_assessed_an_element_is_a_contributor(scene, law, case, elias):
    join(case, elias, "investigator")
    states(scene, law, by=elias, e2=("not_established", "nothing of it"))
    assert elias in contributors(scene["H1"])


def test_frozen_text_reads_may_amount_to_until_the_approval_is_in_it(scene, law, elias, amina):
    first = submitted(scene)
    (row,) = frozen_of(first, amina).claim["law"]
    assert row["wording"] == "may amount to" and row["is_proposed"]
    assert row["tally"] == "1 of 5 elements supported, 4 not assessed"
    approves(law, elias)
    second = submitted(scene)
    (row,) = frozen_of(second, amina).claim["law"]
    assert row["wording"] == "constitutes" and row["approval"]["counsel"] == "Elias"
    (old,) = frozen_of(first, amina).claim["law"]
    assert old["wording"] == "may amount to"


def test_review_page_shows_every_element(client, scene, law, boris):
    client.force_login(boris)
    answer = client.get(submitted(scene).get_absolute_url())
    shown = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())
    assert "If right, it may amount to : Rome Statute 8(2)(e)(i): attacking civilians" in shown
    assert "The perpetrator directed an attack. seen by many Rests on TAJ-UN-0001" in shown
    assert shown.count("The perpetrator") >= 3


def test_reason_resting_on_a_kept_exhibit_is_in_no_frozen_text_nor_difference(
    scene, law, amina, boris
):
    exhibit = scene["TAJ-UN-0001"]
    name_reader(exhibit, amina, by=amina, reason=WHY)
    exhibit.named_readers_only = True
    record(exhibit, by=amina, reason=WHY)
    submission = submitted(scene)
    (row,) = frozen_of(submission, boris).claim["law"]
    assert row["elements"][0]["is_kept"] and row["elements"][0]["why"] == ""
    states(scene, law, e1=("supported", "a secret of it", "TAJ-UN-0001"))
    before = content_of(submission)
    assert any("a secret of it" in text for text in changes(scene, before, amina))
    theirs = changes(scene, before, boris)
    assert not any("a secret" in text or "seen by many" in text for text in theirs)
    assert any("element 1 reason changed; it is kept to named readers" in text for text in theirs)
