from django.apps import AppConfig


class Audit(AppConfig):
    name = "icpr.audit"
    verbose_name = "Audit"
