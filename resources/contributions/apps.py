from django.apps import AppConfig


class Contributions(AppConfig):
    name = "resources.contributions"

    def ready(self) -> None:
        from resources.contributions import makers

        makers.connect()
