from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "reports.dossiers"

    def ready(self):
        from casefiles.jobs.kinds import register_kind
        from reports.dossiers import rules, tabs  # noqa: F401 - entered by being read
        from reports.dossiers.jobs import RENDERING

        register_kind(RENDERING)
