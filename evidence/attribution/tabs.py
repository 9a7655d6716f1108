"""The tab and the overview's panel that this room owns."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseFile, Position
from casefiles.cases.registers import PANELS, RECORD_PANELS, TABS, Panel, RecordPanel, Tab
from evidence.attribution.denials import TESTABLE, tests_of
from evidence.attribution.overview import question_cards


def panel(case: CaseFile, user: Any) -> dict[str, Any]:
    """Each question, what is concluded so far, and where its hypotheses stand."""
    return {
        "cards": question_cards(case, user),
        "may_ask": user.has_perm("attribution.write", case),
    }


def position_panel(obj: Any, user: Any) -> dict[str, Any]:
    """On the page of a party's position: which hypotheses test it, and how one comes of it."""
    if not isinstance(obj, Position) or obj.value not in TESTABLE:
        return {"is_shown": False}
    may_write = not obj.is_withdrawn and user.has_perm("attribution.write", obj.case)
    return {"is_shown": True, "tests": tests_of(obj, user), "may_test": may_write}


RECORD_PANELS += [RecordPanel("attribution/_position_panel.html", position_panel, 20)]
TABS += [Tab("attribution", _("Attribution"), "attribution:question_list", 60)]
PANELS += [Panel("attribution/_overview_panel.html", panel, 40)]
