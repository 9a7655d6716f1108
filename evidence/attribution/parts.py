"""The parts of a snapshot that one can speak of: where each stands, and what people call it."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from casefiles.audit.canonical import digest
from evidence.attribution.law.catalogue import provision
from evidence.attribution.snapshot.differences import relation_words
from evidence.attribution.snapshot.restricted import EXHIBIT_PARTS

Path = tuple[str, ...]
SEPARATOR = "/"


def key_of(path: Path) -> str:
    """The path as it stands in an address."""
    return SEPARATOR.join(path)


def parts_of(snapshot: dict[str, Any]) -> dict[str, tuple[Path, str]]:
    """Every part by its key: its path, and its words. The empty key is the whole."""
    return {key_of(path): (path, words) for path, words in _parts(snapshot)}


def digest_at(snapshot: dict[str, Any], path: Path) -> str:
    """Of what stands there; empty where nothing does."""
    found: Any = snapshot
    for step in path:
        if not isinstance(found, dict) or step not in found:
            return ""
        found = found[step]
    return digest(found)


def exhibit_at(snapshot: dict[str, Any], path: Path) -> uuid.UUID | None:
    """The exhibit of which this part tells."""
    if len(path) > 1 and path[0] in EXHIBIT_PARTS:
        return uuid.UUID(snapshot["exhibits"][path[1]]["id"])
    return None


def _parts(snapshot: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    yield (), _("the whole")
    yield from _claimed(snapshot)
    yield from _evidence(snapshot)


def _claimed(snapshot: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    if "incident" in snapshot:
        yield ("incident",), _("The incident %s") % snapshot["incident"]["code"]
    for code in snapshot["hypotheses"]:
        yield ("hypotheses", code), _("%s, as it is put") % code
    for part, words in (
        ("actors", _("%(code)s: actor %(name)s")),
        ("qualifications", _("%(code)s: legal qualification, %(name)s")),
        ("other_findings", _("%(code)s: finding of %(name)s")),
    ):
        for code, rows in snapshot[part].items():
            for key, row in rows.items():
                yield (part, code, key), words % {"code": code, "name": _name(row)}
    for key, row in snapshot.get("relations", {}).items():
        yield ("relations", key), _("Chain of command: %s") % relation_words(row)
    for code in snapshot["assessments"]:
        yield ("assessments", code, "assessment"), _("%s: our assessment") % code


def _evidence(snapshot: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    for number in snapshot["exhibits"]:
        yield ("exhibits", number), number
    for number, row in snapshot["matrix"].items():
        yield ("matrix", number), _("%s: its row of the matrix") % number
        for code, rating in row["ratings"].items():
            words = _("%(exhibit)s against %(code)s: %(value)s")
            yield (
                ("matrix", number, "ratings", code),
                words % {"exhibit": number, "code": code, "value": rating["value"]},
            )
    for part in ("findings_against", "positions_against"):
        for key, row in snapshot.get(part, {}).items():
            yield (part, key), _("What %s says against it") % row["of"]


def _name(row: dict[str, Any]) -> str:
    """Of an actor or a source its short name; of a qualification its provisions."""
    if "provisions" in row:
        listed = provision(row.get("provision", ""))
        return "; ".join([*([listed.label] if listed else []), *row["provisions"].splitlines()])
    about = row.get("party") or row.get("source") or {}
    return about.get("code", "")
