from django.apps import AppConfig


class LinkChecks(AppConfig):
    name = "resources.link_checks"
    verbose_name = "Links"
