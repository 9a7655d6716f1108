from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "casefiles.notices"

    def ready(self):
        from casefiles.jobs.kinds import ENDINGS
        from casefiles.notices import about_jobs, doctor  # noqa: F401 - the latter enters itself

        about_jobs.enter()
        ENDINGS.append(about_jobs.tell)
