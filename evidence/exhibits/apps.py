from django.apps import AppConfig


class ExhibitsConfig(AppConfig):
    name = "evidence.exhibits"

    def ready(self):
        from casefiles.jobs.kinds import register_kind
        from evidence.exhibits import actions, alarms, doctor, entries, rules  # noqa: F401 - enter themselves
        from evidence.exhibits.jobs import CHECKING

        register_kind(CHECKING)
