"""The part of a snapshot that says what a hypothesis may amount to in law."""

import uuid
from typing import Any

from evidence.attribution.law.catalogue import provision
from evidence.attribution.law.editions import FIRST
from evidence.attribution.law.readings import Reading, element_plain, of_edition
from evidence.attribution.models import Hypothesis
from evidence.attribution.snapshot.material import Material

Plain = dict[str, Any]


def law_of(reading: Reading) -> tuple[str, Plain]:
    """A qualification by its id. What was not asked of older ones is absent from them, so that
    their digests hold: the provision of the list, its elements, a counsel's approval."""
    row = reading.row
    return str(row.pk), {
        "conflict": row.conflict,
        "provisions": row.provisions,
        "wording": row.wording,
        "note": row.note,
        **_listed(reading),
        **_approved(reading),
    }


def elements_in(branch: list[Hypothesis], material: Material) -> dict[uuid.UUID, str]:
    """Labels of the assessed elements, which cite exhibits of their own: “H1 8(2)(e)(i)/2”."""
    law = [
        (item.code, material.law[row.pk])
        for item in branch
        for row in material.qualifications.get(item.pk, [])
    ]
    return {
        item.row.pk: f"{code} {reading.provision.article}/{item.element.code}"
        for code, reading in law
        for item in reading.elements
        if item.row is not None and reading.provision is not None
    }


def _listed(reading: Reading) -> Plain:
    if not reading.row.provision:
        return {}
    elements = {
        item.element.code: {
            **{key: value for key, value in element_plain(item).items() if key != "cites"},
            "id": item.row and item.row.pk,
        }
        for item in reading.elements
    }
    return {
        "provision": reading.row.provision,
        **of_edition(reading.row),
        **({"elements": elements} if elements else {}),
    }


def _approved(reading: Reading) -> Plain:
    """Present exactly while "constitutes" holds."""
    if reading.approval is None:
        return {}
    approval = reading.approval
    return {
        "approval": {
            "counsel": approval.counsel_id,
            "decided_at": approval.decided_at,
            "reasons": approval.reasons,
        }
    }


def named(rest: tuple[str, ...], code: str, *snapshots: Plain) -> tuple[str, ...]:
    """The path of a difference, a qualification's id in it replaced by its provision's name."""
    if rest[0] != "qualifications" or len(rest) < 2:
        return rest
    rows = [data["qualifications"].get(code, {}).get(rest[1]) for data in snapshots]
    row: Plain = next((row for row in rows if row), {})
    listed = provision(row.get("provision", ""), row.get("edition", FIRST))
    return (rest[0], listed.name if listed else rest[1], *rest[2:])


def rests_on(path: tuple[str, ...], *snapshots: Plain) -> set[str]:
    """Numbers of the exhibits that the reason for an element's status may tell of."""
    if path[0] != "qualifications" or path[3:4] != ("elements",) or path[-1] != "why":
        return set()
    _part, code, pk, _elements, element, *_key = path
    rows = [
        data["qualifications"].get(code, {}).get(pk, {}).get("elements", {}).get(element)
        for data in snapshots
    ]
    return {
        number
        for data, row in zip(snapshots, rows, strict=True)
        if row
        for number in numbers_of(data, row)
    }


def numbers_of(snapshot: Plain, element: Plain) -> set[str]:
    """Numbers of the exhibits that a frozen element cites."""
    cited = snapshot["citations"].get(str(element["id"]), {"places": []})
    return {place.split(" ")[0] for place in cited["places"]}
