from django.apps import AppConfig


class Limits(AppConfig):
    name = "icpr.limits"
