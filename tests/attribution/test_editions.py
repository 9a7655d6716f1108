"""A new edition of the catalogue changes nothing that was written or approved."""

from importlib import import_module

import pytest
from django.db.migrations import AddField

from casefiles.audit.services import record
from evidence.attribution.frozen import frozen_of
from evidence.attribution.law.catalogue import EDITION
from evidence.attribution.law.changes import changes_since
from evidence.attribution.law.editions import FIRST
from evidence.attribution.law.readings import reading_of
from evidence.attribution.models import LegalQualification
from evidence.attribution.snapshot import snapshot_of
from evidence.attribution.standing import standing_of
from tests.attribution.scenes import a_scene, decides, submitted
from tests.attribution.test_law import a_qualification, states
from tests.attribution.test_law_wording import says

OLD_KNOWLEDGE = "The perpetrator knew that it would cause harm of that extent."


@pytest.fixture
def scene(case, amina):
    return a_scene(case, amina, exhibits=2)


@pytest.fixture
def old(scene):
    """As one written before the second edition stands in the database."""
    row = a_qualification(
        scene, provision="rome-8-2-b-iv", conflict="international", wording="constitutes", edition=1
    )
    states(scene, row, e1=("supported", "seen", "TAJ-UN-0001"))
    return row


def renewed(row, by):
    row = LegalQualification.objects.get(pk=row.pk)
    row.edition = EDITION
    record(row, by=by, reason="the present words")
    return row


def test_what_was_written_before_editions_is_of_the_first():
    """The column is added with 1 to rows that stand; only then do new ones get the present."""
    migration = import_module("evidence.attribution.migrations.0011_editions").Migration
    added = [step for step in migration.operations if isinstance(step, AddField)]
    assert len(added) == 2 and all(step.field.default == FIRST for step in added)


def test_new_one_reads_in_the_present_words(scene):
    row = a_qualification(scene, provision="rome-8-2-b-iv", conflict="international")
    reading = reading_of(row)
    assert row.edition == EDITION and reading.content["edition"] == EDITION
    assert reading.elements[2].element.english != OLD_KNOWLEDGE


def test_old_one_goes_on_reading_as_it_was_written(old):
    reading = reading_of(old)
    assert reading.elements[2].element.english == OLD_KNOWLEDGE
    assert "edition" not in reading.content and old.is_revised


def test_rule_without_a_number_keeps_its_old_name(scene):
    row = a_qualification(scene, provision="ihl-proportionality", edition=1)
    assert reading_of(row).lines == ["Humanitarian law: the rule of proportionality"]
    row = a_qualification(scene, provision="ihl-proportionality")
    assert reading_of(row).lines == [
        "Customary humanitarian law rule 14: the rule of proportionality"
    ]


def test_elements_that_came_later_are_not_asked_of_an_old_one(scene):
    row = a_qualification(scene, provision="rome-8-2-e-v", edition=1)
    assert reading_of(row).elements == []
    assert "elements" not in snapshot_of(scene["H1"])["qualifications"]["H1"][str(row.pk)]


def test_counsel_s_approval_holds_until_the_present_words_are_taken_over(old, elias, amina):
    decision = says(old, elias)
    assert reading_of(old).wording == "constitutes"
    row = renewed(old, amina)
    reading = reading_of(row)
    assert reading.wording == "may_amount_to"
    said = [str(item) for item in changes_since(decision, reading, set())]
    assert any("edition of the list" in text for text in said)
    assert any(OLD_KNOWLEDGE in text for text in said)
    assert OLD_KNOWLEDGE in decision.content


def test_approved_hypothesis_goes_stale_only_by_taking_them_over(scene, old, boris, elias, amina):
    submission = submitted(scene)
    decides(submission, boris)
    decides(submission, elias, as_role="counsel")
    assert standing_of(scene["H1"]).is_approved
    renewed(old, amina)
    standing = standing_of(scene["H1"])
    assert standing.is_stale
    assert any("edition of the list" in str(item) for item in standing.differences)
    (frozen,) = frozen_of(submission, amina).claim["law"]
    assert OLD_KNOWLEDGE in [element["text"] for element in frozen["elements"]]


def test_frozen_name_is_the_one_of_its_edition(scene, amina):
    a_qualification(scene, provision="ihl-distinction", edition=1)
    (frozen,) = frozen_of(submitted(scene), amina).claim["law"]
    assert frozen["provisions"] == ["Humanitarian law: the rule of distinction"]
