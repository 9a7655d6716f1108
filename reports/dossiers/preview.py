"""What would be inside of a dossier for an audience, counted, before anyone asks for it."""

from collections import Counter
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.cases.models import (
    AccessObstacle,
    CaseFile,
    CasualtyFigure,
    Incident,
    OpenQuestion,
    Party,
    Position,
    Recommendation,
)
from casefiles.cases.vocabulary import Confidentiality
from evidence.attribution.models import Question
from evidence.attribution.standing import standings
from reports.dossiers.editions import Reason, select
from reports.dossiers.services import cannot_be_given

Row = dict[str, Any]

COUNTED = (
    (Incident, lambda: _("Incidents, with their facts")),
    (CasualtyFigure, lambda: _("Casualty figures, side by side by source")),
    (Party, lambda: _("Parties and their relations")),
    (Position, lambda: _("Positions of the parties")),
    (AccessObstacle, lambda: _("Obstacles to access")),
    (OpenQuestion, lambda: _("Open questions")),
    (Recommendation, lambda: _("Recommendations")),
)


def preview(case: CaseFile, audience: str, *, by: Any) -> Row:
    """What goes in, what stays out and why, and what would be marked. Reads nothing sealed."""
    chosen = select(case, audience, by=by, day=timezone.now().date())
    withheld = Counter(chosen.withheld.values())
    return {
        "refused": cannot_be_given(case, audience),
        "classification": chosen.classification(case),
        "classification_label": Confidentiality(chosen.classification(case)).label,
        "inside": [
            *({"label": label(), "number": model.objects.current().filter(case=case).count()}
              for model, label in COUNTED),
            {"label": _("Exhibits in full"), "number": len(chosen.exhibits)},
            {"label": _("Statements, by code, date and mode"), "number": len(chosen.statements)},
        ],
        "conditional": len(chosen.conditional),
        "withheld": [
            {"reason": reason.label, "number": withheld[reason]}
            for reason in Reason if withheld[reason]
        ],
        "left_out": [
            {"reason": reason.label, "number": chosen.left_out[reason]}
            for reason in Reason if chosen.left_out[reason]
        ],
        "purpose": chosen.edition.purpose.label,
        **_approvals(case),
    }  # fmt: skip


def _approvals(case: CaseFile) -> Row:
    """How many hypotheses would be printed as approved, and how many marked as not."""
    found = [
        standing
        for question in Question.objects.current().filter(case=case)
        for standing in standings(question).values()
    ]
    approved = sum(standing.is_approved for standing in found)
    return {"approved": approved, "unapproved": len(found) - approved}
