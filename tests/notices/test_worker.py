"""From the change to the notice and the message, through a real queue, worker, beat and SMTP."""

import pytest

from casefiles.engines.processes import wait_until
from casefiles.notices.models import Notice
from evidence.attribution.models import StaleMark
from tests.attribution.scenes import a_scene, decides, regrade, submitted
from tests.cast import join, make_case, make_user


@pytest.fixture
def people(committed_db):
    amina = make_user("Amina")
    case = make_case(amina)
    return case, amina, join(case, make_user("Boris"), "reviewer")


def stale(user):
    return Notice.objects.filter(user=user, kind="attribution.stale")


def test_change_reaches_author_and_approver_within_seconds_and_by_mail_without_a_word_of_it(
    people, mail_server, monkeypatch, request
):
    monkeypatch.setenv("CASEFILES_MAIL_URL", f"smtp+plain://127.0.0.1:{mail_server.port}")
    monkeypatch.setenv("CASEFILES_MAIL_MINUTES", "0")
    request.getfixturevalue("live_worker")
    case, amina, boris = people
    scene = a_scene(case, amina)
    decides(submitted(scene), boris)
    assert wait_until(lambda: StaleMark.objects.filter(is_stale=False).exists(), seconds=30)
    regrade(scene["TAJ-UN-0001"], "C3", amina)
    assert wait_until(lambda: stale(amina).exists() and stale(boris).exists(), seconds=10)
    from casefiles.notices.tasks import send_mail

    send_mail.delay()  # in this process no mail is set up; beat would ask within a minute
    box = mail_server.handler
    assert wait_until(lambda: {"amina@example.org", "boris@example.org"} <= {*box.to()}, seconds=20)
    assert not any(word in box.everything() for word in ("TAJ", "H1", "Daman", str(case.pk)))


def test_change_whose_message_was_lost_is_found_by_beat(
    people, live_worker, live_beat, monkeypatch
):
    case, amina, boris = people
    scene = a_scene(case, amina)
    decides(submitted(scene), boris)
    monkeypatch.setattr("casefiles.audit.watching.WATCHERS", [])
    regrade(scene["TAJ-UN-0001"], "C3", amina)
    assert wait_until(lambda: stale(amina).exists() and stale(boris).exists(), seconds=45)
