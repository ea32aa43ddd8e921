from django.apps import AppConfig


class Imports(AppConfig):
    name = "icpr.imports"
    verbose_name = "Imports"
