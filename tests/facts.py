"""Makes facts of a case for tests, and posts forms as a browser would."""

import re
from datetime import date
from typing import Any

from casefiles.audit.services import record
from casefiles.cases.models import CaseFile, CasualtyFigure, Incident, Party, Source
from tests.cast import WHY


def put(obj: Any, by: Any) -> Any:
    """Records a new row as `by`."""
    record(obj, by=by, reason=WHY)
    return obj


def make_source(case: CaseFile, by: Any, code: str = "UN", **fields: Any) -> Source:
    return put(Source(case=case, code=code, title="Joint report", **fields), by)


def make_incident(case: CaseFile, by: Any, code: str = "S2", **fields: Any) -> Incident:
    fields.setdefault("title", "Second strike")
    return put(Incident(case=case, code=code, **fields), by)


def make_figure(incident: Incident, source: Source, by: Any, **fields: Any) -> CasualtyFigure:
    fields = {"outcome": "injured", "basis": "counted", "as_of": date(2020, 1, 27), **fields}
    row = CasualtyFigure(case=incident.case, incident=incident, source=source, **fields)
    return put(row, by)


def make_party(case: CaseFile, by: Any, code: str = "LNA", **fields: Any) -> Party:
    fields = {"name": f"{code} in full", "kind": "armed_force", **fields}
    return put(Party(case=case, code=code, **fields), by)


def hidden(response: Any, name: str) -> str:
    """The value of a hidden field of a shown form; empty where it has none."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.content.decode())
    value = re.search(r'value="([^"]*)"', tag[0]) if tag else None
    return value[1] if value else ""


def post_form(client: Any, url: str, **data: Any) -> Any:
    """Opens a form, fills it and sends it; gives the answer."""
    shown = client.get(url)
    assert shown.status_code == 200, shown.status_code
    hiddens = {name: hidden(shown, name) for name in ("token", "version")}
    return client.post(url, {**hiddens, **data})


def errors_of(response: Any) -> str:
    """What a refused form says, as one text."""
    assert response.status_code == 422, response.status_code
    return response.context["form"].errors.as_text()
