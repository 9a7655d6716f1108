from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "casefiles.sealing"
