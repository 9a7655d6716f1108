"""What this room enters in the registers of a case: its tab, and the sheets of an exhibit."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefiles.cases.registers import RECORD_PANELS, TABS, RecordPanel, Tab
from evidence.exhibits.models import Exhibit
from reports.dossiers.models import CustodySheet

SHOWN = 20


def sheets_panel(obj: Any, user: Any) -> dict[str, Any]:
    """The custody sheets that were made of an exhibit; nothing on other records' pages."""
    if not isinstance(obj, Exhibit):
        return {"is_shown": False}
    rows = CustodySheet.objects.visible_to(user).filter(exhibit=obj).select_related("job")
    may_ask = user.has_perm("dossiers.request_sheet", obj)
    return {
        "is_shown": True,
        "sheets": list(rows[:SHOWN]),
        "ask_url": reverse("dossiers:sheet_create", args=[obj.case_id, obj.pk]) if may_ask else "",
    }


TABS += [Tab("dossiers", _("Dossiers"), "dossiers:dossier_list", 80)]
RECORD_PANELS += [RecordPanel("dossiers/_sheets_panel.html", sheets_panel, 40)]
