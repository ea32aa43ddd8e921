from django.apps import AppConfig


class Delivery(AppConfig):
    name = "icpr.delivery"
