"""Many keys in few statements, and none of them for longer than it is one."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casefiles.sealing.keys import KeyDestroyed, WrongKey, subject_key
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.preloading import preloaded_keys
from casefiles.sealing.services import erase_subject, forget_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def subjects():
    return [uuid.uuid4() for _each in range(5)]


def test_many_are_made_and_read_in_few_statements(subjects):
    old = subject_key(subjects[0], create=True)
    with CaptureQueriesContext(connection) as caught:
        with preloaded_keys(subjects, create=True):
            keys = [subject_key(each, create=True) for each in subjects]
    assert (
        len(caught) <= 6
    )  # two reads, a look for a foreign master key, one insert in its savepoint
    assert keys[0] == old and len(set(keys)) == 5
    assert keys == [subject_key(each) for each in subjects]


def test_without_create_nothing_is_made(subjects):
    with preloaded_keys(subjects), pytest.raises(SubjectKey.DoesNotExist):
        subject_key(subjects[0])
    assert not SubjectKey.objects.filter(subject__in=subjects).exists()


@pytest.mark.parametrize("depth", [1, 2])
def test_key_destroyed_meanwhile_opens_nothing(subjects, depth):
    with preloaded_keys(subjects, create=True):
        if depth == 2:
            with preloaded_keys(subjects):
                erase_subject(subjects[0])
        else:
            erase_subject(subjects[0])
        with pytest.raises(KeyDestroyed):
            subject_key(subjects[0])
        forget_key(subjects[1])
        with pytest.raises(SubjectKey.DoesNotExist):
            subject_key(subjects[1])
        assert subject_key(subjects[2])


def test_key_that_does_not_open_harms_no_other(subjects):
    with preloaded_keys(subjects, create=True):
        pass
    SubjectKey.objects.filter(subject=subjects[0]).update(wrapped=b"\x01" + b"x" * 60)
    with preloaded_keys(subjects):
        assert subject_key(subjects[1])
        with pytest.raises(WrongKey):
            subject_key(subjects[0])


def test_none_is_made_under_another_master_key(subjects, settings):
    subject_key(uuid.uuid4(), create=True)
    settings.MASTER_KEY = "A" * 43 + "="
    with pytest.raises(WrongKey), preloaded_keys(subjects, create=True):
        pass
