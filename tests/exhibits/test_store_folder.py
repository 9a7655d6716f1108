"""The folder: private, read-only, and durable before an object has its name."""

import os
import stat
from pathlib import Path

import pytest

from evidence.exhibits.store import StoreFailed
from tests.exhibits.material import path_of

pytestmark = pytest.mark.django_db


def test_objects_are_read_only_and_their_names_say_nothing(store):
    one, other = store.write([b"same"]), store.write([b"same"])
    assert one.name != other.name and one.sha256 not in {one.name, other.name}
    assert stat.S_IMODE(path_of(store, one.name).stat().st_mode) == 0o400
    assert stat.S_IMODE(path_of(store, one.name).parent.stat().st_mode) & 0o077 == 0


def test_every_folder_is_its_owners_alone(store):
    path = path_of(store, store.write([b"content"]).name)
    for folder in (path.parent, path.parent.parent, store.place.folder, store.incoming()):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.fixture
def steps(monkeypatch):
    """What is synced and renamed, in order; the calls are made all the same."""
    done = []
    sync, rename = os.fsync, Path.rename

    def synced(descriptor):
        done.append(("sync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))
        sync(descriptor)

    def renamed(path, target):
        done.append(("rename", str(path)))
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    return done


def test_bytes_are_durable_before_the_name_and_the_name_before_the_answer(store, steps):
    path = path_of(store, store.write([b"content"]).name)
    part = str(store.incoming() / path.name)
    named = steps.index(("rename", part))
    assert ("sync", part) in steps[:named]
    assert steps[named + 1 :] == [("sync", str(each)) for each in list(path.parents)[:3]]
    assert path.parents[2] == store.place.folder


def test_full_disk_leaves_nothing_and_says_so(store, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFailed, match="No space left"):
        store.write([b"content"])
    assert store.names() == set() and list(store.unfinished()) == []


@pytest.mark.parametrize("failing", range(8))
def test_sync_that_fails_anywhere_leaves_nothing(store, monkeypatch, failing):
    """From the first folder that is made to the last sync after the object has its name."""
    calls, sync = [], os.fsync

    def fails_once(descriptor):
        calls.append(descriptor)
        if len(calls) == failing + 1:
            raise OSError(5, "Input/output error")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fails_once)
    with pytest.raises(StoreFailed, match="Input/output"):
        store.write([b"content"])
    assert store.names() == set() and list(store.unfinished()) == []
    written = store.write([b"content"])
    assert store.names() == {written.name}
