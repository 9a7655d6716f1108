from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "casefiles.audit"

    def ready(self):
        from casefiles.audit.guards import guard_tables

        post_migrate.connect(guard_tables, sender=self, dispatch_uid="casefiles.audit.guards")
