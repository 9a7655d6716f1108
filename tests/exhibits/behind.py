"""Reaches behind the store, to the bytes as they lie in its place; as a thief or a bad disk would."""

import time


def raw(store, name) -> bytes | None:
    """The sealed bytes, None if there are none."""
    place = store.place
    if hasattr(place, "path"):
        path = place.path(name)
        return path.read_bytes() if path.exists() else None
    found = place.client.list_objects_v2(Bucket=place.bucket, Prefix=place.address(name)["Key"])
    if not found.get("Contents"):
        return None
    return place.client.get_object(**place.address(name))["Body"].read()


def replace(store, name, content) -> None:
    place = store.place
    if hasattr(place, "path"):
        place.path(name).chmod(0o600)
        place.path(name).write_bytes(bytes(content))
    else:
        place.client.put_object(**place.address(name), Body=bytes(content))


def remove(store, name) -> None:
    place = store.place
    if hasattr(place, "path"):
        place.path(name).unlink()
    else:
        place.client.delete_object(**place.address(name))


def leave_half(store) -> str:
    """What a process that was killed while it wrote leaves behind; gives its name."""
    from evidence.exhibits.store.places import StoredObject

    draft = store.place.draft("0123456789abcdef" * 2)
    draft.write(b"half of a record" * 600_000)
    del draft
    (left,) = store.unfinished()
    assert isinstance(left, StoredObject)
    return left.name


def damage(store, file, how, other=None) -> None:
    """What can happen to a stored object; `other` is another file, for "swapped"."""
    if how == "gone":
        remove(store, file.object_name)
        return
    content = bytearray(raw(store, file.object_name) or b"")
    if how == "flipped":
        content[len(content) // 2] ^= 1
    elif how == "swapped":
        content = raw(store, other.object_name)
    elif how == "emptied":
        content.clear()
    else:
        del content[-1:]
    replace(store, file.object_name, content)


def grow_old() -> None:
    """Until what was just written is older than nothing; the emulator tells whole seconds."""
    time.sleep(1.1)
