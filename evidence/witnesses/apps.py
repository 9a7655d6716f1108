from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WitnessesConfig(AppConfig):
    name = "evidence.witnesses"

    def ready(self):
        from casefiles.cases.registers import TABS, Tab
        from evidence.witnesses import notices, rules  # noqa: F401 - both enter themselves

        shown = lambda user, case: user.has_perm("witnesses.view", case)  # noqa: E731
        TABS.append(Tab("witnesses", _("Witnesses"), "witnesses:witness_list", 40, shown))
