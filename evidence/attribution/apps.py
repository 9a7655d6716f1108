from django.apps import AppConfig


class AttributionConfig(AppConfig):
    name = "evidence.attribution"

    def ready(self):
        # Enters the room's rights, tab, work items and checks.
        from casefiles.audit.watching import WATCHERS
        from evidence.attribution import (  # noqa: F401
            inbox,
            liability,
            notices,
            rules,
            tabs,
            to_rate,
            weighed,
            work,
        )
        from evidence.attribution.law import work as law_work  # noqa: F401
        from evidence.attribution.watching import wake

        WATCHERS.append(wake)
