from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "casefiles.cases"

    def ready(self):
        # Each enters what it holds into a register or table.
        from casefiles.cases import actions, notices, rules, tabs, weaknesses, work  # noqa: F401
        from casefiles.cases.models import CaseFile
        from casefiles.jobs.kinds import OPEN_CASES

        OPEN_CASES.append(lambda user: CaseFile.objects.visible_to(user).values("pk"))
