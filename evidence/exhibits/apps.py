from django.apps import AppConfig


class ExhibitsConfig(AppConfig):
    name = "evidence.exhibits"

    def ready(self):
        from django.conf import settings

        from casefiles.jobs.kinds import register_kind
        from evidence.exhibits import (  # noqa: F401 - enter themselves
            actions,
            alarms,
            doctor,
            entries,
            notices,
            rules,
        )
        from evidence.exhibits.inspection.job import INSPECTING
        from evidence.exhibits.jobs import CHECKING, STORING_UPLOADS

        register_kind(CHECKING)
        register_kind(STORING_UPLOADS)
        register_kind(INSPECTING)
        if settings.STORE == "s3":
            from casefiles.jobs.doctor import CHECKS
            from evidence.exhibits.store.fitness import object_store

            CHECKS.append(object_store)
