from django.apps import AppConfig


class ExhibitsConfig(AppConfig):
    name = "evidence.exhibits"
