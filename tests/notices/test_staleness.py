"""People learn soon that what they submitted or approved is no longer what is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casefiles.audit.models import Change
from casefiles.audit.watching import WATCHERS
from casefiles.cases.services.records import withdraw
from casefiles.notices.models import Notice
from evidence.attribution import staleness
from evidence.attribution.models import CaseWatch
from evidence.attribution.services import assess, place_in_matrix, rate, submit_hypothesis
from evidence.attribution.tasks import look_at_case
from evidence.attribution.watching import AGAIN, look_at, overdue_cases, wake
from tests.attribution.scenes import (
    COMPLETE,
    WHY,
    a_scene,
    an_exhibit,
    decides,
    regrade,
    submitted,
)


@pytest.fixture
def scene(case, amina, boris):
    return a_scene(case, amina)


@pytest.fixture
def approved(scene, boris):
    submission = submitted(scene)
    decides(submission, boris)
    assert look_at(scene.case.pk) == 0
    return submission


def stale_notices(user):
    return Notice.objects.filter(user=user, kind="attribution.stale")


def counts(*users):
    return [stale_notices(user).count() for user in users]


def test_author_and_approver_are_told_once_for_each_time_it_goes_stale(
    approved, scene, amina, boris, elias
):
    exhibit = scene["TAJ-UN-0001"]
    regrade(exhibit, "C3", amina)
    assert [look_at(scene.case.pk), look_at(scene.case.pk)] == [1, 0]
    assert counts(amina, boris, elias) == [1, 1, 0]
    assess(scene["H1"], by=amina, reason=WHY, gaps="More.")  # staler it cannot get
    assert look_at(scene.case.pk) == 0 and counts(amina, boris) == [1, 1]


def test_fresh_again_puts_the_notice_away_and_stale_anew_tells_anew(approved, scene, amina, boris):
    def gaps(text):
        assess(scene["H1"], by=amina, reason=WHY, gaps=text)
        look_at(scene.case.pk)

    gaps("Others.")
    gaps(COMPLETE["gaps"])
    assert counts(boris) == [1] and not stale_notices(boris).unread().exists()
    gaps("Others again.")
    assert counts(amina, boris) == [2, 2] and stale_notices(boris).unread().count() == 1


def test_new_contradicting_exhibit_is_told(approved, scene, case, amina, boris):
    exhibit = an_exhibit(case, amina, 9)
    place_in_matrix(scene.question, exhibit, by=amina, reason=WHY)
    rate(scene["H1"], exhibit, "II", "it says the opposite", by=amina, reason=WHY)
    assert look_at(case.pk) == 1 and counts(amina, boris) == [1, 1]


def test_withdrawn_hypothesis_is_told_once(approved, scene, amina, boris):
    withdraw(scene["H1"], by=amina, reason=WHY)
    assert [look_at(scene.case.pk), look_at(scene.case.pk)] == [1, 0]
    assert counts(amina, boris) == [1, 1]


def test_what_was_submitted_again_is_fresh(approved, scene, amina, boris):
    assess(scene["H1"], by=amina, reason=WHY, gaps="Others.")
    look_at(scene.case.pk)
    submit_hypothesis(scene["H1"], by=amina, correction="The gaps were named wrongly.")
    assert look_at(scene.case.pk) == 0 and counts(amina, boris) == [1, 1]


def test_who_left_the_case_is_not_told(approved, scene, amina, boris):
    withdraw(scene.case.members().get(user=boris), by=amina, reason=WHY)
    regrade(scene["TAJ-UN-0001"], "C3", amina)
    look_at(scene.case.pk)
    assert counts(amina, boris) == [1, 0]


def test_beat_finds_a_case_that_no_message_spoke_of(approved, scene, case, amina):
    assert overdue_cases() == []
    regrade(scene["TAJ-UN-0001"], "C3", amina)
    assert overdue_cases() == [case.pk]
    look_at(case.pk)
    assert overdue_cases() == []
    # What ends by itself changes nothing in the record.
    assert overdue_cases(timezone.now() + AGAIN + timedelta(seconds=1)) == [case.pk]


def test_change_that_commits_late_with_an_earlier_number_is_looked_at(approved, case):
    """Numbers are given when a row is written, not when it is committed."""
    assert overdue_cases() == [] and staleness._unsure({case.pk}) == set()
    late = Change.objects.filter(case_id=case.pk).order_by("sequence").first()
    late.sequence, late.history_id = -1, late.history_id + 10**9
    late.save(force_insert=True)
    assert overdue_cases() == [case.pk] and staleness._unsure({case.pk}) == {case.pk}
    look_at(case.pk)
    assert overdue_cases() == []


def test_case_without_submissions_is_never_looked_at(scene):
    assert overdue_cases() == [] and not CaseWatch.objects.exists()


def test_a_watcher_that_fails_does_not_undo_the_change(
    scene, amina, monkeypatch, django_capture_on_commit_callbacks
):
    def fails(case_id):
        raise ConnectionError("the queue is away")

    monkeypatch.setattr("casefiles.audit.watching.WATCHERS", [fails])
    with django_capture_on_commit_callbacks(execute=True) as called:
        regrade(scene["TAJ-UN-0001"], "C3", amina)
    assert called and scene["TAJ-UN-0001"].gradings.current().count() >= 1
    assert WATCHERS  # the room has entered its own


def test_changes_in_quick_succession_wake_one_worker_until_it_begins(scene, case, monkeypatch):
    woken = []
    monkeypatch.setattr(look_at_case, "apply_async", lambda given, **more: woken.append(given))
    for _change in range(3):
        wake(case.pk)
    assert woken == [(str(case.pk),)]
    look_at(case.pk)
    wake(case.pk)
    assert len(woken) == 2
