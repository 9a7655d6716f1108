"""The master key is replaced on live data; nothing is lost at any point of the way."""

import base64
import os
import uuid

import pytest
from django.core.management import CommandError, call_command

from casefiles.jobs import doctor
from casefiles.sealing.keys import MalformedKey, WrongKey, key_id, subject_key
from casefiles.sealing.models import SubjectKey
from casefiles.sealing.rotation import rotate
from casefiles.sealing.services import erase_subject

pytestmark = pytest.mark.django_db


def decoded(text):
    return base64.b64decode(text)


@pytest.fixture
def subjects():
    """Seven subjects and their keys; one of them was erased."""
    found = {uuid.uuid4(): b"" for _ in range(7)}
    for subject in found:
        found[subject] = subject_key(subject, create=True)
    erased = next(iter(found))
    erase_subject(erased)
    del found[erased]
    return found


@pytest.fixture
def keys(settings):
    """(old, new): the site has the new one now."""
    old, new = settings.MASTER_KEY, base64.b64encode(os.urandom(32)).decode()
    return old, new


@pytest.fixture
def turned(subjects, keys, settings):
    settings.OLD_MASTER_KEY, settings.MASTER_KEY = keys
    return subjects


def all_open(subjects):
    return all(subject_key(subject) == key for subject, key in subjects.items())


def test_every_key_is_the_same_after_rotation_and_needs_the_old_one_no_more(
    turned, settings, capsys
):
    call_command("rotate_master_key")
    assert "6 keys are now under the current" in capsys.readouterr().out
    settings.OLD_MASTER_KEY = ""
    assert all_open(turned)
    assert doctor.wrapped_keys().fit


def test_site_works_on_during_rotation(turned, keys):
    assert all_open(turned)
    done = rotate(decoded(keys[0]), decoded(keys[1]), batch=2)
    assert (done.rewrapped, done.is_complete) == (6, True)
    assert all_open(turned)


def test_stopped_rotation_goes_on_where_it_was(turned, keys, monkeypatch):
    from casefiles.sealing import rotation

    real, batches = rotation._rotate_batch, []

    def stops(*args):
        if len(batches) == 2:
            raise KeyboardInterrupt
        batches.append(real(*args))
        return batches[-1]

    monkeypatch.setattr(rotation, "_rotate_batch", stops)
    with pytest.raises(KeyboardInterrupt):
        rotate(decoded(keys[0]), decoded(keys[1]), batch=2)
    assert all_open(turned)
    monkeypatch.setattr(rotation, "_rotate_batch", real)
    assert rotate(decoded(keys[0]), decoded(keys[1]), batch=2).rewrapped == 2
    assert all_open(turned)


def test_erased_key_does_not_come_back(turned, keys):
    rotate(decoded(keys[0]), decoded(keys[1]))
    assert SubjectKey.objects.filter(wrapped=None).count() == 1


def test_without_the_old_key_nothing_opens_and_it_is_said(turned, settings):
    settings.OLD_MASTER_KEY = ""
    with pytest.raises(WrongKey, match="another master key"):
        all_open(turned)
    verdict = doctor.wrapped_keys()
    assert "6 under another master key" in verdict.found and "made with" in verdict.advice


def test_wrong_old_key_changes_nothing_and_says_so(turned, settings):
    right = settings.OLD_MASTER_KEY
    settings.OLD_MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    with pytest.raises(CommandError, match="Keep both"):
        call_command("rotate_master_key")
    settings.OLD_MASTER_KEY = right
    assert all_open(turned)


def test_altered_key_is_named_and_does_not_stop_the_others(turned, keys, capsys):
    bad = SubjectKey.objects.exclude(wrapped=None).first()
    bad.wrapped = bytes(bad.wrapped[:-1]) + bytes([bad.wrapped[-1] ^ 1])
    bad.save()
    with pytest.raises(CommandError, match="Keep both"):
        call_command("rotate_master_key")
    said = capsys.readouterr().out
    assert (
        "5 keys are now under" in said and "1 keys name the old master key but do not open" in said
    )


def test_doctor_says_what_is_left_to_do(turned, keys):
    assert "rotate_master_key" in doctor.wrapped_keys().advice
    rotate(decoded(keys[0]), decoded(keys[1]))
    assert "unset CASEFILES_OLD_MASTER_KEY_FILE" in doctor.wrapped_keys().advice


def test_command_without_an_old_key_or_with_the_same_one_does_nothing(subjects, settings):
    with pytest.raises(CommandError, match="CASEFILES_OLD_MASTER_KEY_FILE"):
        call_command("rotate_master_key")
    settings.OLD_MASTER_KEY = settings.MASTER_KEY
    with pytest.raises(CommandError, match="the same"):
        call_command("rotate_master_key")
    settings.OLD_MASTER_KEY = "short"
    with pytest.raises(CommandError, match="32 random bytes"):
        call_command("rotate_master_key")


def test_foreign_master_key_seals_nothing_new(subjects, settings):
    """It would be lost as soon as the right key is back."""
    settings.MASTER_KEY = base64.b64encode(os.urandom(32)).decode()
    with pytest.raises(WrongKey):
        subject_key(uuid.uuid4(), create=True)
    settings.MASTER_KEY = "ünreadable"
    with pytest.raises(MalformedKey):
        subject_key(uuid.uuid4(), create=True)


def test_new_keys_are_under_the_current_master_key_while_both_are_given(turned, keys):
    subject = uuid.uuid4()
    subject_key(subject, create=True)
    assert SubjectKey.objects.get(subject=subject).master_key_id == key_id(decoded(keys[1]))
