from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "casefiles.notices"

    def ready(self):
        from casefiles.jobs.kinds import ENDINGS
        from casefiles.notices import about_jobs

        about_jobs.enter()
        ENDINGS.append(about_jobs.tell)
