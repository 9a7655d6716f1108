from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "reports.dossiers"

    def ready(self):
        from casefiles.jobs.kinds import register_kind
        from evidence.exhibits.fixity import register_stored
        from reports.dossiers import rules, tabs  # noqa: F401 - entered by being read
        from reports.dossiers.jobs import RENDERING, SHEETS
        from reports.dossiers.stored import DOSSIER_FILES, SHEET_FILES

        register_kind(RENDERING)
        register_kind(SHEETS)
        register_stored(DOSSIER_FILES)
        register_stored(SHEET_FILES)
