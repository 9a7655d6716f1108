from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "casefiles.cases"

    def ready(self):
        from casefiles.cases import tabs  # noqa: F401 - enters the room's tabs
