from django.apps import AppConfig


class Operations(AppConfig):
    name = "icpr.operations"
    verbose_name = "Many at once"
