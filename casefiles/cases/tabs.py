"""The tabs this room owns."""

from django.utils.translation import gettext_lazy as _

from casefiles.cases.registers import TABS, Tab

TABS += [
    Tab("overview", _("Overview"), "cases:case_detail", 10),
    Tab("incidents", _("Incidents"), "cases:incident_list", 20),
    Tab("parties", _("Parties"), "cases:party_list", 50),
    Tab("findings", _("Open ends"), "cases:findings", 65),
    Tab("history", _("History"), "cases:history", 90),
]
