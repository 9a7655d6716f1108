"""An exhibit as a snapshot holds it: what it is, how it is graded, and what lies behind it.

What was asked for later than the first format is absent where there is nothing of it, so that
what was frozen before keeps its digest.
"""

from typing import Any

from evidence.attribution.snapshot.material import Material
from evidence.exhibits.models import Citation, Exhibit, TimePlace, Verification

Plain = dict[str, Any]
VERIFIED = ("aspect", "method", "done_on", "result", "finding", "limits", "tool", "analyst_id")
PLACED = ("kind", "said_by", "earliest_date", "earliest_time", "latest_date", "latest_time", "zone",
          "precision", "date_note", "place_name", "latitude", "longitude", "precision_m",
          "verification_id")  # fmt: skip


def exhibit_content(exhibit: Exhibit, material: Material) -> Plain:
    origin, grading = exhibit.origin, material.gradings.get(exhibit.pk)
    return {
        "id": exhibit.pk,
        "title": exhibit.title,
        "kind": exhibit.kind,
        "grade": str(grading or ""),
        "grade_why": grading.why if grading else "",
        "graded_by": grading.analyst_id if grading else None,
        "origin": origin and {"id": origin.pk, "name": origin.name, "counts_as": origin.kind},
        "derives_from": sorted(
            derivation.parent.number for derivation in material.derivations.get(exhibit.pk, [])
        ),
        "interested_party": exhibit.interested_party and exhibit.interested_party.code,
        "confidentiality": exhibit.confidentiality,
        "named_readers_only": exhibit.named_readers_only,
        "is_withdrawn": exhibit.is_withdrawn,
        "files": {file.sha256: file.role for file in material.files.get(exhibit.pk, [])},
        **_if_any("verifications", _verified(material.verifications.get(exhibit.pk, []))),
        **_if_any("times_and_places", _placed(material.times_and_places.get(exhibit.pk, []))),
        **_if_any("failed_files", material.failed_files.get(exhibit.pk, {})),
        **_if_any("witnesses", _witnesses(exhibit, material)),
    }


def _if_any(key: str, found: Plain) -> Plain:
    return {key: found} if found else {}


def _verified(rows: list[Verification]) -> Plain:
    return {str(row.pk): {name: getattr(row, name) for name in VERIFIED} for row in rows}


def _placed(rows: list[TimePlace]) -> Plain:
    """Only what was filled in: most say either when or where."""
    return {
        str(row.pk): {name: value for name in PLACED if (value := getattr(row, name)) not in ("", None)}
        for row in rows
    }  # fmt: skip


def _witnesses(exhibit: Exhibit, material: Material) -> Plain:
    behind = material.witnesses.get(exhibit.pk, {})
    return {code: found.plain for code, found in behind.items()}


def places(citations: list[Citation], material: Material) -> list[str]:
    """Such as “TAJ-UN-0001 text page 12”."""
    found = (
        [material.exhibits[row.exhibit_id].number, row.field, row.locator, row.place]
        for row in citations
    )
    return sorted(" ".join(part for part in place if part) for place in found)
