from django.apps import AppConfig


class Review(AppConfig):
    name = "resources.review"
