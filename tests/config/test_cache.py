"""Whoever writes to Redis runs nothing here: what is found there is read as plain data, or not."""

import json
import os
import pickle

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from kombu import Exchange, Producer, Queue
from kombu.exceptions import ContentDisallowed
from redis import Redis

from casefiles.config.celery import app
from evidence.exhibits.gap_counts import FORMAT, with_gaps


class Planted:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


@pytest.fixture
def mark(tmp_path):
    return tmp_path / "it ran"


@pytest.fixture
def planted(mark):
    """Puts bytes into the cache's own database, past the site."""
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as redis:

        def plant(key, data):
            redis.set(cache.make_key(key), data)

        yield plant


# Protocol 0 is plain ASCII; the others begin with a byte that no text does.
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_planted_pickle_does_not_run(planted, mark, protocol):
    planted("entry", pickle.dumps(Planted(mark), protocol))
    planted("list", pickle.dumps([1.5], protocol))
    assert cache.get("entry", "nothing") == "nothing" and cache.get("list", []) == []
    assert cache.get_many(["entry", "list"]) == {} and cache.get_or_set("list", [2]) == [2]
    assert not mark.exists()
    pickle.loads(pickle.dumps(Planted(mark), protocol))  # noqa: S301 - it would have run
    assert mark.exists()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"NaN", b"{", b"[" * 100_000, b"9" * 5000])
def test_what_cannot_be_read_is_absent(planted, data):
    planted("entry", data)
    assert cache.get("entry", "nothing") == "nothing" and cache.get_many(["entry"]) == {}


@pytest.mark.parametrize("value", [1, 0, -7, True, False, [1.25, 2], {"a": ["ب", None]}, "word"])
def test_plain_values_come_back_as_they_were(value):
    cache.set("entry", value)
    cache.set_many({"other": value})
    assert cache.get("entry") == value and type(cache.get("entry")) is type(value)
    assert cache.get_many(["entry", "other"]) == {"entry": value, "other": value}


def test_numbers_are_counted_on():
    cache.set("count", 41)
    assert cache.incr("count") == 42 and cache.get("count") == 42


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", Planted("x"), float("nan")])
def test_nothing_else_is_put_there(value):
    with pytest.raises((TypeError, ValueError)):
        cache.set("entry", value)
    assert cache.get("entry") is None


def test_sign_in_survives_a_planted_limit_and_still_counts(db, planted, mark):
    """allauth keeps its counts in the cache: the sixth failure is refused all the same."""
    url, boxes = reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"}
    assert Client().post(url, boxes).status_code == 200
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as redis:
        limits = list(redis.scan_iter("*"))
        assert limits and all(isinstance(json.loads(redis.get(key)), list) for key in limits)
        for key in limits:
            redis.set(key, pickle.dumps(Planted(mark)))
    answers = [Client().post(url, boxes) for _ in range(7)]
    assert answers[0].status_code == 200 and not mark.exists()
    assert "too many" in answers[-1].content.decode().lower()


def test_counts_of_gaps_are_believed_only_where_we_kept_them(db, case, planted):
    assert with_gaps(case) == {}
    key = f"custody-gaps:{FORMAT}:{case.pk}"
    whole = cache.get(key)
    for forged in (["of", [0, 0, 0, ""], {"ab" * 16: 3}], 7, "word", whole[:-2] + "aa", None):
        cache.set(key, forged)
        assert with_gaps(case) == {}
    cache.set(f"custody-gaps:{FORMAT}:other", whole)
    cache.set(key, cache.get(f"custody-gaps:{FORMAT}:other"))
    assert with_gaps(case) == {}


def test_worker_takes_no_pickled_message(mark):
    """Read as a worker reads its queue: what may be unpacked is what the settings say."""
    queue = Queue("planted", Exchange(""), "planted")
    with app.connection_for_read() as connection:
        channel = connection.default_channel
        Producer(channel).publish(Planted(mark), "planted", serializer="pickle", declare=[queue])
        message = queue.bind(channel).get(no_ack=True, accept=app.conf.accept_content)
        with pytest.raises(ContentDisallowed):
            message.decode()
    assert not mark.exists()
    assert [*app.conf.accept_content] == ["json"] == [*app.conf.result_accept_content]
    assert (app.conf.task_serializer, app.conf.result_serializer) == ("json", "json")
