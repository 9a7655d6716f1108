from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "casefiles.audit"

    def ready(self):
        from casefiles.audit.guards import guard_tables, kind_of
        from casefiles.audit.models import return_stored

        for model in apps.get_models():
            if kind_of(model) == "history":
                return_stored(model)
        post_migrate.connect(guard_tables, sender=self, dispatch_uid="casefiles.audit.guards")
