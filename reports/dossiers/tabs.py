"""The tab of this room."""

from django.utils.translation import gettext_lazy as _

from casefiles.cases.registers import TABS, Tab

TABS += [Tab("dossiers", _("Dossiers"), "dossiers:dossier_list", 80)]
