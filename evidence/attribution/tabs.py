"""The tab and the overview's panel that this room owns."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casefiles.cases.models import CaseFile
from casefiles.cases.registers import PANELS, TABS, Panel, Tab
from evidence.attribution.overview import question_cards


def panel(case: CaseFile, user: Any) -> dict[str, Any]:
    """Each question, what is concluded so far, and where its hypotheses stand."""
    return {
        "cards": question_cards(case, user),
        "may_ask": user.has_perm("attribution.write", case),
    }


TABS += [Tab("attribution", _("Attribution"), "attribution:question_list", 60)]
PANELS += [Panel("attribution/_overview_panel.html", panel, 40)]
