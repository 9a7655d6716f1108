from django.apps import AppConfig


class ExhibitsConfig(AppConfig):
    name = "evidence.exhibits"

    def ready(self):
        from evidence.exhibits import actions, entries, rules  # noqa: F401 - enter themselves
