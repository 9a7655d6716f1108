"""What the question is about, as a submission freezes it: another day or place is another finding.

Absent where the question is about no incident.
"""

from typing import Any

from casefiles.cases.models import Incident

TOLD = ("title", "description", "earliest_date", "earliest_time", "latest_date", "latest_time",
        "zone", "precision", "date_note", "place_name", "latitude", "longitude",
        "precision_m")  # fmt: skip


def incident_part(incident: Incident | None) -> dict[str, Any]:
    """Only what was filled in."""
    if incident is None:
        return {}
    told = {name: value for name in TOLD if (value := getattr(incident, name)) not in ("", None)}
    return {"incident": {"code": incident.code, **told}}
