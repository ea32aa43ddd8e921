from django.apps import AppConfig


class Usage(AppConfig):
    name = "resources.usage"
    verbose_name = "Usage"
