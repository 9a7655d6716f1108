from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "casefiles.accounts"

    def ready(self):
        from casefiles.accounts import actions, rules  # noqa: F401 - both enter tables
