"""On which row each box stands: above what it commands, beside what it only supports."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TypeVar

Pair = tuple[str, str]
Key = TypeVar("Key")


def ranks(keys: list[str], down: list[Pair], beside: list[Pair], most: int) -> dict[str, int]:
    """Row of each key, from 0; the first of each `down` pair stands higher than the second.

    A circle is opened where it closes, so that one of its pairs points upward. No row holds
    more than `most`: what has no room stands lower.
    """
    order, above = _acyclic(keys, down)
    parts = components(keys, down)
    found: dict[str, int] = {}
    load: Counter[int] = Counter()
    while parts:
        part, offset = _next_part(parts, found, beside, order, above)
        parts.remove(part)
        local = _longest(order, above, part)
        # The higher ones first, so that a branch does not fill the rows that its neighbours need.
        for key in sorted((key for key in order if key in part), key=local.__getitem__):
            row = max([offset + local[key], *(found[parent] + 1 for parent in above[key])])
            while load[row] >= most:
                row += 1
            found[key] = row
            load[row] += 1
    used = {row: place for place, row in enumerate(sorted(set(found.values())))}
    return {key: used[row] for key, row in found.items()}


def _acyclic(keys: list[str], down: list[Pair]) -> tuple[list[str], dict[str, set[str]]]:
    """(keys from above to below, those above each); a pair that closes a circle is turned."""
    below: dict[str, list[str]] = defaultdict(list)
    for upper, lower in down:
        below[upper].append(lower)
    heads = {lower for _upper, lower in down}
    finished: list[str] = []
    seen: set[str] = set()
    # Those whom nobody is above come first, so that a circle opens at its own members.
    for root in [key for key in reversed(keys) if key not in heads] + keys:
        stack = [(root, reversed(below[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            _key, rest = stack[-1]
            following = next((other for other in rest if other not in seen), None)
            if following is None:
                finished.append(stack.pop()[0])
            else:
                seen.add(following)
                stack.append((following, reversed(below[following])))
    order = finished[::-1]
    place = {key: number for number, key in enumerate(order)}
    above: dict[str, set[str]] = {key: set() for key in keys}
    for pair in down:
        upper, lower = sorted(pair, key=place.__getitem__)
        above[lower].add(upper)
    return order, above


def components(keys: Iterable[Key], pairs: Iterable[tuple[Key, Key]]) -> list[set[Key]]:
    """Who is joined with whom, in whatever steps."""
    part = {key: {key} for key in keys}
    for one, other in pairs:
        if part[one] is not part[other]:
            part[one] |= part[other]
            for key in part[other]:
                part[key] = part[one]
    return list({id(found): found for found in part.values()}.values())


def _longest(order: list[str], above: dict[str, set[str]], part: set[str]) -> dict[str, int]:
    depth: dict[str, int] = {}
    for key in (key for key in order if key in part):
        depth[key] = max((depth[parent] + 1 for parent in above[key]), default=0)
    return depth


def _next_part(
    parts: list[set[str]],
    placed: dict[str, int],
    beside: list[Pair],
    order: list[str],
    above: dict[str, set[str]],
) -> tuple[set[str], int]:
    """The largest part that stands beside something placed, and how far down that moves it."""
    largest = sorted(parts, key=lambda part: (-len(part), min(part)))
    for part in largest:
        for pair in beside:
            for own, other in (pair, pair[::-1]):
                if own in part and other in placed:
                    return part, placed[other] - _longest(order, above, part)[own]
    return largest[0], 0
