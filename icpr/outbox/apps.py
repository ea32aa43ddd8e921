from django.apps import AppConfig


class Outbox(AppConfig):
    name = "icpr.outbox"
    verbose_name = "Mail"
