"""On an exhibit's page: the questions in whose matrix it is weighed."""

from typing import Any

from casefiles.cases.registers import RECORD_PANELS, RecordPanel
from evidence.attribution.models import MatrixRow, Rating
from evidence.exhibits.models import Exhibit


def weighed_panel(obj: Any, user: Any) -> dict[str, Any]:
    """Which question, how relevant, and how many hypotheses it was rated against; the ratings
    themselves stand in the matrix alone, which knows who may see them yet."""
    if not isinstance(obj, Exhibit) or not user.has_perm("attribution.view", obj.case):
        return {"is_shown": False}
    seen = MatrixRow.objects.current().visible_to(user).filter(exhibit=obj)
    rows: list[Any] = list(seen.filter(question__withdrawn_at=None).select_related("question"))
    rated = Rating.objects.current().filter(exhibit=obj, hypothesis__withdrawn_at=None)
    asked = list(rated.values_list("hypothesis__question_id", flat=True))
    for row in rows:
        row.rated_count = asked.count(row.question_id)
    return {"is_shown": True, "rows": rows}


RECORD_PANELS += [RecordPanel("attribution/_weighed_panel.html", weighed_panel, 20)]
