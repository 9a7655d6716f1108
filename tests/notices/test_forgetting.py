"""Notices do not pile up for ever: read ones go first, unread ones much later, nothing else."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from casefiles.notices import services
from casefiles.notices.models import Notice
from casefiles.notices.services import notify
from casefiles.notices.tasks import forget_notices

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def notice(case, boris):
    """notice("k", came=400, read=100) → one of Boris's, days ago; read=None: not read."""

    def make(key, *, came, read):
        notify([boris], "cases.submitted", case, key=key)
        now = timezone.now()
        row = Notice.objects.filter(user=boris, key=f"cases.submitted:{key}")
        row.update(created_at=now - came * DAY, read_at=None if read is None else now - read * DAY)

    Notice.objects.all().delete()
    return make


def kept():
    return {key.rpartition(":")[2] for key in Notice.objects.values_list("key", flat=True)}


def test_read_ones_go_after_their_days_and_unread_ones_stay_longer(notice, settings):
    settings.NOTICE_DAYS, settings.NOTICE_UNREAD_DAYS = 90, 365
    notice("read long ago", came=200, read=91)
    notice("read lately", came=400, read=89)
    notice("unread", came=364, read=None)
    notice("never read", came=366, read=None)
    forget_notices()
    assert kept() == {"read lately", "unread"}


def test_more_than_one_part_is_removed(notice, monkeypatch):
    monkeypatch.setattr(services, "AT_A_TIME", 2)
    for number in range(5):
        notice(str(number), came=1000, read=900)
    notice("new", came=0, read=None)
    assert services.forget_old() == 5
    assert kept() == {"new"}


def test_beat_starts_it():
    tasks = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert forget_notices.name in tasks
