from django.apps import AppConfig


class AttributionConfig(AppConfig):
    name = "evidence.attribution"

    def ready(self):
        # Enters the room's rights, tab, work items and checks.
        from evidence.attribution import rules, tabs, work  # noqa: F401
