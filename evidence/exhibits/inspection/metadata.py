"""What exiftool and ffprobe said, as one small text; and which of it may unmask somebody."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

LONGEST, MOST = 2000, 1500
# Groups that speak of our own copy of the file, not of what was received.
OURS = {"System", "ExifTool", "SourceFile"}
SENSITIVE = re.compile(
    r"gps|geo|latitude|longitude|altitude|location|city|country|province|state|address|"
    r"author|artist|creator|owner|byline|by-line|credit|contact|email|phone|person|name|user|"
    r"copyright|rights|manager|company|lastmodifiedby|contributor|publisher|editor|"
    r"serial|uuid|deviceid|documentid|instanceid|hostcomputer|identifier|imei|"
    r"software|make|model|comment|description|caption|title|subject|keywords|history",
    re.IGNORECASE,
)  # fmt: skip


def merged(exiftool: bytes, probed: Mapping | None) -> str:
    """JSON {group: {name: text}}; "" if nothing could be read."""
    groups: dict[str, dict[str, str]] = {}
    try:
        answers = json.loads(exiftool.decode("utf-8", "replace") or "[]")
    except ValueError:
        answers = []
    for answer in answers[:1]:
        for key, value in answer.items():
            group, _colon, name = key.rpartition(":")
            if name and group and group not in OURS:
                _add(groups, group, name, value)
    for group, name, value in _of_ffprobe(probed or {}):
        _add(groups, group, name, value)
    return json.dumps(groups, ensure_ascii=False) if groups else ""


def _add(groups: dict[str, dict[str, str]], group: str, name: str, value: Any) -> None:
    if sum(len(names) for names in groups.values()) >= MOST:
        return
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    # PostgreSQL and people alike can do without.
    groups.setdefault(group[:80], {})[name[:120]] = text.replace("\0", "")


def _of_ffprobe(probed: Mapping) -> Iterator[tuple[str, str, Any]]:
    parts = [("format", probed.get("format") or {})]
    parts += [(f"stream {part.get('index', '?')}", part) for part in probed.get("streams") or []]
    for group, part in parts:
        for name, value in part.items():
            if name == "tags" and isinstance(value, dict):
                yield from ((f"ffprobe {group}", tag, text) for tag, text in value.items())
            elif name not in {"filename", "disposition", "side_data_list"}:
                yield f"ffprobe {group}", name, value


def shown(text: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """(group, [(name, text, whether it may unmask somebody)]) for the page."""
    groups = json.loads(text) if text else {}
    return [
        (group, [(name, value, bool(SENSITIVE.search(name)) or group == "GPS")
                 for name, value in names.items()])
        for group, names in groups.items()
    ]  # fmt: skip
