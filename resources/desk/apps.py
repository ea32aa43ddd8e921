from django.apps import AppConfig


class Desk(AppConfig):
    name = "resources.desk"
    verbose_name = "Quality desk"
